/* retention.h - what nobody needs to know any more is forgotten. */
#pragma once

#include "server/jobs/chore.h"

/* Chore_run_fns: holds whose time is over, personal data of appointments long past. */
void holds_run(struct chore *c);
void retention_run(struct chore *c);
