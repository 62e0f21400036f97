/*
 * jobs.h - the one process that sends mail, expires holds, releases slots, closes
 * for public holidays, reads external calendars and forgets.
 *
 * Nothing here is kept in memory that the database does not have: the process can
 * be killed at any moment and started again, and two at a time do no harm.
 */
#pragma once

#include "server/config.h"
#include "server/shared.h"

/* From SIGTERM until the mails that are under way must have been taken. */
enum { JOBS_DRAIN_SECONDS = 10, JOBS_CONNECTIONS = 3 };

/*
 * Work until SIGTERM; config->database and config->port are set.  Writes `ready` as
 * one byte to ready_fd when all slots that are due have been released, so that
 * who looks at a server that is ready finds its times.  Returns an exit code.
 */
int jobs_run(const struct config *config, const struct shared *shared, unsigned char ready,
	     int ready_fd);
