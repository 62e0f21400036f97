/*
 * postgres.h - a PostgreSQL of our own: started, watched and stopped with us.
 *
 * It listens on a unix socket only, in a folder that only its user can enter.
 * One process at a time may own it: a lock on DATA/lock says so.  Functions
 * that cannot do their work end the program with one sentence.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct postgres;

/*
 * Take the lock, make the cluster if there is none, and stop a PostgreSQL that
 * a killed owner left running.  NULL when another process of ours owns it.
 */
struct postgres *postgres_own(const char *data, const char *bin, int connections);

/* The one that another process of ours owns; to connect to, not to start. */
struct postgres *postgres_borrow(const char *data, const char *bin);

/* Start it as a child of this process; it ends when this process ends. */
pid_t postgres_spawn(struct postgres *pg);

/* Wait until it takes connections and our database is there. */
void postgres_wait(struct postgres *pg, pid_t pid);

/* Ask it to stop: disconnects everybody and writes everything down. */
enum { POSTGRES_STOP_SIGNAL = 2, POSTGRES_KILL_SIGNAL = 3 };

/* libpq connection string; borrowed. */
const char *postgres_conninfo(const struct postgres *pg);

/* Frees the memory and the lock; the process is the caller's to stop first. */
void postgres_free(struct postgres *pg);
