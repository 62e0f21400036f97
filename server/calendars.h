/*
 * calendars.h - the calendars of all contact persons, filled and kept up to date
 * from rows of the statement feed.
 *
 * Pure memory: no database call happens here.  Rows are applied so that it does
 * not matter that the feed repeats some of them:
 *   - slots, closures and claims can be applied any number of times;
 *   - a release is applied once per version of its row, since by the second time
 *     another reservation may occupy the ticks.  The feed repeats exactly the rows
 *     with changed_in >= the position it returned, so those are remembered until
 *     the next poll;
 *   - releases go before claims.
 */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/calendar.h"
#include "server/catalogue.h"

struct calendars;

/* A window of whole days of UTC: [base, base + nticks) in ticks. */
struct calendars *calendars_new(int32_t base, int32_t nticks);
void calendars_free(struct calendars *c);

int32_t calendars_end(const struct calendars *c);

/* The calendar of a contact person, or NULL when it has none yet. */
struct calendar *calendars_find(const struct calendars *c, int64_t contact_person_id);

/*
 * Open an empty calendar for every contact person of the catalogue that has none, or
 * one with other lanes or below other offices than before, but for no more than `most` at once;
 * all others keep back what their office says.
 * Writes their ids as a PostgreSQL array ("{1,2}") to load them by; the caller frees it; NULL
 * when there are none left.  Until they are loaded, the calendars there were
 * before serve on.
 */
char *calendars_open(struct calendars *c, const struct catalogue *catalogue, size_t most);

/* Rows at position 0: fills the calendars opened since the last load. */
void calendars_load(struct calendars *c, const struct catalogue *catalogue, const PGresult *rows);

/* Rows of a poll: changes all others.  The catalogue must be at least as new as they are. */
void calendars_follow(struct calendars *c, const struct catalogue *catalogue, const PGresult *rows);

/* The position these rows end at, for the next poll; lent from them. */
const char *calendars_position(const PGresult *rows);

/* A reservation this process has just made itself. */
void calendars_claim(struct calendars *c, int64_t contact_person_id, unsigned lane, int32_t from,
		     int32_t to);

/* Rises whenever anything was applied. */
uint64_t calendars_version(const struct calendars *c);
size_t calendars_bytes(const struct calendars *c);
