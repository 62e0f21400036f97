/* database.c - the database for a command that is not the server. */
#include "server/database.h"

#include <signal.h>
#include <stdlib.h>

#include "lib/problem.h"
#include "lib/xalloc.h"
#include "server/db/migrate.h"
#include "server/db/postgres.h"
#include "server/jobs/jobs.h"
#include "server/process.h"

struct database {
	struct postgres *own; /* NULL: one that was configured */
	pid_t pid;            /* 0: not ours to stop */
};

int database_connections(const struct config *config)
{
	return config_workers(config) * config->db_connections + JOBS_CONNECTIONS;
}

struct database *database_open(struct config *config)
{
	struct database *db = xcalloc(1, sizeof *db);

	if (*config->database)
		return db;
	db->own = postgres_own(config->data, config->postgresql, database_connections(config));
	if (db->own) {
		db->pid = postgres_spawn(db->own);
		postgres_wait(db->own, db->pid);
	} else {
		db->own = postgres_borrow(config->data, config->postgresql);
	}
	free(config->database);
	config->database = xstrdup(postgres_conninfo(db->own));
	return db;
}

void database_close(struct database *db)
{
	if (db->pid) {
		kill(db->pid, POSTGRES_STOP_SIGNAL);
		process_wait(db->pid);
	}
	postgres_free(db->own);
	free(db);
}

void database_migrate(const struct config *config)
{
	struct problem why;

	if (!migrate(config->database, config->migrations, &why))
		die("migrations: %s", why.detail);
}
