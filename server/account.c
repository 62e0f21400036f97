/* account.c - the command "account add". */
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

struct new_account {
	const char *email, *name, *role, *office, *person, *authority;
	char key[SECRET_TEXT_SIZE];
	struct event_base *base;
	bool failed;
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
		    argument_read("--authority", &a->authority, &i, argc, argv))
			continue;
		if (a->email || argv[i][0] == '-')
			die_usage("%s: account add EMAIL --name NAME --role ROLE [--office SLUG] "
				  "[--person SLUG] [--authority SLUG]",
				  argv[i]);
		a->email = argv[i];
	}
}

static void account_check(const struct new_account *a)
{
	enum { NAME_MAX_BYTES = 100 };
	enum role role;

	if (!a->email || !mail_address_valid(a->email))
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

static void on_added(void *ctx, const struct db_result *res)
{
	struct new_account *a = ctx;

	a->failed = res->status != DB_OK || PQntuples(res->rows[0]) == 0;
	if (res->status != DB_OK)
		log_error("account not added sqlstate=%s constraint=%s", res->sqlstate,
			  res->constraint);
	else if (a->failed)
		log_error(
			"account not added: there is no such authority, office or contact person");
	event_base_loopexit(a->base, NULL);
}

static void account_write(const struct config *config, struct new_account *a)
{
	char hash[TOKEN_HASH_SIZE], life[16];
	struct db *db = db_new(a->base, config->database, 1);

	secret_draw(a->key);
	secret_hash(hash, a->key);
	snprintf(life, sizeof life, "%d", LINK_LIFE_SECONDS);
	struct db_query add = DB_QUERY(SQL_ACCOUNT_ADD, a->authority ? a->authority : "", a->email,
				       a->name, a->role, a->office, a->person, hash, life);

	db_run(db, &add, 1, on_added, a);
	event_base_dispatch(a->base);
	db_free(db);
}

int account_add(struct config *config, int argc, char **argv)
{
	struct new_account a = {.base = event_base_new()};
	struct database *db;

	arguments_read(&a, argc, argv);
	account_check(&a);
	db = database_open(config);
	database_migrate(config);
	account_write(config, &a);
	database_close(db);
	event_base_free(a.base);
	if (a.failed)
		return EXIT_FAILED;
	if (*config->public_url)
		printf("%s/staff/links/%s\n", config->public_url, a.key);
	else
		printf("http://localhost:%d/staff/links/%s\n", config->port, a.key);
	return EXIT_SUCCESS;
}
