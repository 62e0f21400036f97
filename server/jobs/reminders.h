/* reminders.h - citizens are reminded of their appointments by mail. */
#pragma once

#include "server/jobs/chore.h"

/* ctx: where the struct config is. */
chore_run_fn reminders_run;
