/* retention.h - what nobody needs to know any more is forgotten. */
#pragma once

#include "server/config.h"
#include "server/jobs/chore.h"

/* Chore_run_fns: holds whose time is over, personal data of appointments long past, mails that lie
 * as files (its ctx points to a pointer to the struct config). */
void holds_run(struct chore *c);
void retention_run(struct chore *c);
void mail_files_run(struct chore *c);
