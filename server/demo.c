/* demo.c - sign-ins of the demo county that everybody may use. */
#include "server/demo.h"

#include <stdio.h>

#include "server/db/connection.h"
#include "server/db/rows.h"
#include "server/log.h"
#include "server/password.h"

static const struct sign_in {
	const char *email, *name, *role, *password;
} SIGN_INS[] = {
	{"empfang@demo.example", "Empfang (Vorführung)", "front_desk", "demo-empfang"},
	{"ansprechperson@demo.example", "", "contact_person", "demo-ansprechperson"},
	{"leitung@demo.example", "Amtsleitung (Vorführung)", "office_manager", "demo-leitung"},
	{"administration@demo.example", "Administration (Vorführung)", "administrator",
	 "demo-administration"},
};

static void account_add(struct connection *c, const struct sign_in *s)
{
	char hash[PASSWORD_HASH_SIZE];
	struct problem why;

	if (!password_hash(hash, s->password))
		die("there is no memory to hash a password");
	struct db_query add =
		DB_QUERY(SQL_DEMO_ACCOUNT_ADD, s->email, s->name, s->role, s->password, hash);

	if (!connection_run(c, &add, 1, &why))
		die("database: %s", why.detail);
}

void demo_accounts_add(const char *conninfo)
{
	struct problem why;
	struct connection *c = connection_open(conninfo, &why);

	if (!c)
		die("database: %s", why.detail);
	for (size_t i = 0; i < sizeof SIGN_INS / sizeof *SIGN_INS; i++)
		account_add(c, &SIGN_INS[i]);
	connection_close(c);
}

void demo_sign_ins_print(const char *conninfo)
{
	struct db_query ask = {.statement = SQL_DEMO_SIGN_INS};
	struct problem why;
	struct connection *c = connection_open(conninfo, &why);
	PGresult *rows = c ? connection_query(c, &ask, &why) : NULL;

	if (!rows)
		die("database: %s", why.detail);
	if (PQntuples(rows) > 0)
		puts("demo sign-ins for /staff, which everybody may use:");
	for (int i = 0; i < PQntuples(rows); i++)
		printf("  %-28s %-20s %s\n", row_text(rows, i, "email"),
		       row_text(rows, i, "password"), row_text(rows, i, "role"));
	PQclear(rows);
	connection_close(c);
}
