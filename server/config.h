/*
 * config.h - what the server was told to do.
 *
 * Every setting is one row of the table in options.c.  The command line goes
 * before the environment (AMTSTERMIN_NAME), that before the configuration file,
 * that before the default.  An unknown or bad setting ends the program with one
 * sentence and EXIT_USAGE: a typing error must not start a server that does
 * something else.
 */
#pragma once

#include <stdbool.h>

#include "server/log.h"

enum { WORKERS_MAX = 64 };

enum smtp_security { SMTP_STARTTLS, SMTP_TLS, SMTP_PLAIN };

/* Texts are never NULL; relative paths are seen from the working directory. */
struct config {
	char *config; /* path of the configuration file, "" for none */
	int port;     /* 0: any free port */
	char *address;
	char *data;
	char *database;   /* libpq connection string, "" for a PostgreSQL of our own */
	char *postgresql; /* folder of initdb and postgres, "" for Debian's newest */
	int db_connections;
	int workers; /* 0: one per core */
	char *smtp_url;
	char *smtp_user;
	char *smtp_password_file;
	int smtp_security; /* enum smtp_security */
	char *smtp_ca_file;
	char *mail_from;
	char *public_url;
	char *trusted_proxies;
	char *frame_ancestors;
	int holds_per_client;
	int connections_max; /* per worker */
	int idle_seconds;
	int log_level; /* enum log_level */
	char *web;
	char *static_folder;
	char *migrations;
	char *authorities;    /* comma-separated slugs, "" for all */
	bool calendars_local; /* external calendars may be loopback or link-local */
	char *sso_issuer;     /* "" for no single sign-on */
	char *sso_client_id;
	char *sso_client_secret_file;
	char *sso_scopes;
	char *sso_groups; /* path of the file that says which group brings which grant */
	char *sso_groups_claim;
	bool sso_trust_email;
	char *sso_authority;
	int sso_session_minutes;
	char *sso_ca_file;
	bool demo;
	char *demo_folder;
};

/*
 * Fill in the config from argv[1..], the environment and the file.  The
 * options read are taken out of argv, so that a command finds its own
 * arguments there; *argc is what is left.
 */
void config_load(struct config *c, int *argc, char **argv);
void config_done(struct config *c);

/* How many web workers to start: the setting, or one per core. */
int config_workers(const struct config *c);
