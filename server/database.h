/* database.h - the database for a command that is not the server. */
#pragma once

#include "server/config.h"

struct database;

/*
 * Make config->database lead somewhere: if the setting is empty, to the
 * PostgreSQL of the server that runs on DATA, or else to one that is started
 * for as long as the command works.  Ends the program when that cannot be.
 */
struct database *database_open(struct config *config);
void database_close(struct database *db);

/* Bring its schema up to date; ends the program when that cannot be. */
void database_migrate(const struct config *config);

/* How many connections the processes of one server need. */
int database_connections(const struct config *config);
