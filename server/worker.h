/*
 * worker.h - one web process: one thread, one event loop, one listening socket.
 *
 * Workers know nothing of each other but for struct shared; the kernel deals
 * connections out among them (SO_REUSEPORT).
 */
#pragma once

#include "server/config.h"
#include "server/shared.h"

/* From SIGTERM until the last reply must have left. */
enum { WORKER_DRAIN_SECONDS = 10 };

/*
 * Serve until SIGTERM; config->database and config->port are set.  Writes its
 * index as one byte to ready_fd when it listens.  Returns an exit code.
 */
int worker_run(const struct config *config, struct shared *shared, int index, int ready_fd);
