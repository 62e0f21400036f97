/*
 * release_dates.h - on which dates weekly hours release slots, as SQL_SLOTS_RELEASE takes
 * them: the jobs do it day by day, staff at once when they change the rule.
 */
#pragma once

#include <libpq-fe.h>

#include "lib/buffer.h"
#include "lib/weekly_hours.h"
#include "server/catalogue.h"

/* Append the dates from `today` through `through` as PostgreSQL reads a date[]; without hours
 * (NULL) none.  The hours have been checked. */
void release_dates(struct buffer *out, const struct weekly_hours *hours, struct date today,
		   struct date through);

/* The same for a row of weekly_hours_due; none, and logged, for a rule that this program would not
 * have written. */
void release_dates_due(struct buffer *out, const PGresult *rows, int row);

/* As far as this person's slots are released: weekly_hours_due.sql says the same in SQL. */
struct date release_through(const struct contact_person *p, struct date today);
