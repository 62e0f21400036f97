/*
 * supervisor.h - the process that starts the others and waits.
 *
 * It serves nothing itself, so there is little in it that can fail.  It starts
 * PostgreSQL (unless one is configured), brings the schema up to date, starts
 * the web workers and the jobs process, and prints "ready" when all workers listen.  What dies
 * is started again, at once the first time and ever slower when it keeps dying.
 *
 * SIGTERM and SIGINT stop the server in order: web workers when their last
 * reply has left, the jobs process when its last mail has, then PostgreSQL.  A second one kills. If
 * the supervisor itself is killed, the kernel tells its children to stop.
 */
#pragma once

#include "server/config.h"

/* Returns the program's exit code. */
int supervisor_run(struct config *config);
