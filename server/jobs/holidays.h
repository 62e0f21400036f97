/* holidays.h - every authority is closed on the public holidays of its Land. */
#pragma once

#include "server/jobs/chore.h"

/*
 * A chore_run_fn; ctx is an unsigned that begins at 0.  Looks for authorities that
 * lack a year; at the first run and once a day goes over all of them, because a
 * new version of this program may know of a new holiday.
 */
void holidays_run(struct chore *c);
