/*
 * release_dates.h - on which dates weekly hours release slots, as SQL_SLOTS_RELEASE takes
 * them: the jobs do it day by day, staff at once when they change the rule.
 */
#pragma once

#include "lib/buffer.h"
#include "lib/weekly_hours.h"
#include "server/catalogue.h"

/* Append the dates from `today` through `through` as PostgreSQL reads a date[]; without hours
 * (NULL) none.  The hours have been checked. */
void release_dates(struct buffer *out, const struct weekly_hours *hours, struct date today,
		   struct date through);

/* As far as this person's slots are released: weekly_hours_due.sql says the same in SQL. */
struct date release_through(const struct contact_person *p, struct date today);
