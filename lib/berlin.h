/*
 * berlin.h - the one time zone that calendar files carry along.
 *
 * A TZID without its VTIMEZONE is read an hour off by some calendars, and the
 * VTIMEZONE libical would write begins in 1893.  So the two rules that hold
 * since 1996 (Directive 2000/84/EC) stand here, once as text and once as arithmetic.
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#define BERLIN_TZID "Europe/Berlin"

/* The VTIMEZONE component. */
extern const char BERLIN_VTIMEZONE[];

/* Seconds east of UTC at that moment by the rules of BERLIN_VTIMEZONE. */
int berlin_offset(time_t t);

/*
 * True in the two hours of autumn that clocks show alike.  RFC 5545 3.3.5 takes
 * such a local time for the first; libical, PostgreSQL and others for the second.
 */
bool berlin_is_ambiguous(time_t t);
