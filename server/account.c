/* account.c - the commands "account ...": who may sign in. */
#include "server/account.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/mail_address.h"
#include "lib/secret.h"
#include "server/database.h"
#include "server/db/pool.h"
#include "server/db/rows.h"
#include "server/right.h"

enum { LINK_LIFE_SECONDS = 3 * 24 * 60 * 60 };

/* One statement about an account. */
struct change {
	const char *email, *authority;
	struct event_base *base;
	const char *missing; /* what there is not when no row comes back */
	bool failed;
};

struct new_account {
	struct change change;
	const char *name, *role, *office, *person;
	char key[SECRET_TEXT_SIZE];
};

/* The value behind "--name"; also "--name=value". */
static bool argument_read(const char *name, const char **value, int *i, int argc, char **argv)
{
	size_t len = strlen(name);

	if (strncmp(argv[*i], name, len) != 0)
		return false;
	if (argv[*i][len] == '=') {
		*value = argv[*i] + len + 1;
		return true;
	}
	if (argv[*i][len])
		return false;
	if (*i + 1 == argc)
		die_usage("%s: needs a value", name);
	*value = argv[++*i];
	return true;
}

static void arguments_read(struct new_account *a, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (argument_read("--name", &a->name, &i, argc, argv) ||
		    argument_read("--role", &a->role, &i, argc, argv) ||
		    argument_read("--office", &a->office, &i, argc, argv) ||
		    argument_read("--person", &a->person, &i, argc, argv) ||
		    argument_read("--authority", &a->change.authority, &i, argc, argv))
			continue;
		if (a->change.email || argv[i][0] == '-')
			die_usage("%s: account add EMAIL --name NAME --role ROLE [--office SLUG] "
				  "[--person SLUG] [--authority SLUG]",
				  argv[i]);
		a->change.email = argv[i];
	}
}

static void account_check(const struct new_account *a)
{
	enum { NAME_MAX_BYTES = 100 };
	enum role role;

	if (!a->change.email || !mail_address_valid(a->change.email))
		die_usage("account add: give the e-mail address it belongs to");
	if (!a->name || !*a->name || strlen(a->name) > NAME_MAX_BYTES)
		die_usage("account add: give a --name of 1 to %d bytes", NAME_MAX_BYTES);
	if (!a->role || !role_parse(&role, a->role))
		die_usage("account add: --role is front_desk, contact_person, office_manager or "
			  "administrator");
	if ((role == ROLE_ADMINISTRATOR) != !a->office)
		die_usage("account add: every role but administrator needs --office");
	if ((role == ROLE_CONTACT_PERSON) != !!a->person)
		die_usage("account add: a contact_person needs --person, no other role does");
}

static void on_changed(void *ctx, const struct db_result *res)
{
	struct change *c = ctx;

	c->failed = res->status != DB_OK || PQntuples(res->rows[0]) == 0;
	if (res->status != DB_OK)
		log_error("account not changed sqlstate=%s constraint=%s", res->sqlstate,
			  res->constraint);
	else if (c->failed)
		log_error("account not changed: there is no such %s", c->missing);
	event_base_loopexit(c->base, NULL);
}

/* Ask the database one thing, and give it up again. */
static void change_run(struct config *config, struct change *c, const struct db_query *query)
{
	struct database *database = database_open(config);
	struct db *db;

	database_migrate(config);
	c->base = event_base_new();
	db = db_new(c->base, config->database, 1);
	db_run(db, query, 1, on_changed, c);
	event_base_dispatch(c->base);
	db_free(db);
	event_base_free(c->base);
	database_close(database);
}

int account_add(struct config *config, int argc, char **argv)
{
	struct new_account a = {.change.missing = "authority, office or contact person"};
	char hash[TOKEN_HASH_SIZE], life[16];

	arguments_read(&a, argc, argv);
	account_check(&a);
	secret_draw(a.key);
	secret_hash(hash, a.key);
	snprintf(life, sizeof life, "%d", LINK_LIFE_SECONDS);
	struct db_query add =
		DB_QUERY(SQL_ACCOUNT_ADD, a.change.authority ? a.change.authority : "",
			 a.change.email, a.name, a.role, a.office, a.person, hash, life);

	change_run(config, &a.change, &add);
	if (a.change.failed)
		return EXIT_FAILED;
	if (*config->public_url)
		printf("%s/staff/links/%s\n", config->public_url, a.key);
	else
		printf("http://localhost:%d/staff/links/%s\n", config->port, a.key);
	return EXIT_SUCCESS;
}

/*
 * Helping an account that is there already
 */

static void repair_read(struct change *c, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (argument_read("--authority", &c->authority, &i, argc, argv))
			continue;
		if (c->email || argv[i][0] == '-')
			die_usage("%s: account %s EMAIL [--authority SLUG]", argv[i], argv[0]);
		c->email = argv[i];
	}
	if (!c->email)
		die_usage("account %s: give the e-mail address of the account", argv[0]);
	c->missing = "account";
}

int account_reset_second_factor(struct config *config, int argc, char **argv)
{
	struct change c = {0};

	repair_read(&c, argc, argv);
	struct db_query reset =
		DB_QUERY(SQL_ACCOUNT_SECOND_FACTOR_RESET, c.authority ? c.authority : "", c.email);

	change_run(config, &c, &reset);
	return c.failed ? EXIT_FAILED : EXIT_SUCCESS;
}

int account_leave_sso(struct config *config, int argc, char **argv)
{
	struct change c = {0};

	repair_read(&c, argc, argv);
	struct db_query leave =
		DB_QUERY(SQL_ACCOUNT_LEAVE_SSO, c.authority ? c.authority : "", c.email);

	change_run(config, &c, &leave);
	return c.failed ? EXIT_FAILED : EXIT_SUCCESS;
}
