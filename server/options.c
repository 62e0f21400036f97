/* options.c - the table of all settings, and what is printed from it. */
#include "server/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/xalloc.h"

enum kind { TEXT, NUMBER, SWITCH, CHOICE };

struct option {
	const char *name, *value, *help; /* value: the default */
	enum kind kind;
	size_t field;
	long min, max;       /* of a number; max bytes of a text */
	const char *choices; /* "a|b|c", numbered as in the field's enum */
};

enum { PATH_BYTES = 1000, TEXT_BYTES = 1000, ADDRESS_BYTES = 254 };

#define FIELD(name) offsetof(struct config, name)

// clang-format off
static const struct option OPTIONS[] = {
	{"config",             "",          "configuration file with `name = value` lines",                                    TEXT,   FIELD(config),             0, PATH_BYTES},
	{"port",               "8080",      "TCP port; 0 takes any free one",                                                  NUMBER, FIELD(port),               0, 65535},
	{"address",            "127.0.0.1", "address to listen on; `0.0.0.0` or `::` for every one this machine has",          TEXT,   FIELD(address),            1, 45},
	{"data",               "var",       "folder of everything that is kept: PostgreSQL of its own, mails without SMTP",    TEXT,   FIELD(data),               1, PATH_BYTES},
	{"database",           "",          "libpq connection string; empty starts a PostgreSQL of its own",                   TEXT,   FIELD(database),           0, TEXT_BYTES},
	{"postgresql",         "",          "folder of `initdb` and `postgres`; empty takes the newest of `/usr/lib/postgresql`", TEXT, FIELD(postgresql),        0, PATH_BYTES},
	{"db_connections",     "8",         "connections to the database per web worker",                                      NUMBER, FIELD(db_connections),     1, 64},
	{"workers",            "0",         "web workers; 0 starts one per core",                                              NUMBER, FIELD(workers),            0, WORKERS_MAX},
	{"smtp_url",           "",          "mail server, `smtp://host:port`; empty writes mails to `DATA/mail/*.eml`",        TEXT,   FIELD(smtp_url),           0, TEXT_BYTES},
	{"smtp_user",          "",          "user name at the mail server; empty for none",                                    TEXT,   FIELD(smtp_user),          0, TEXT_BYTES},
	{"smtp_password_file", "",          "file whose first line is the password at the mail server",                        TEXT,   FIELD(smtp_password_file), 0, PATH_BYTES},
	{"smtp_security",      "starttls",  "how the way to the mail server is encrypted",                                     CHOICE, FIELD(smtp_security),      0, 0, "starttls|tls|none"},
	{"smtp_ca_file",       "",          "certificates to trust at the mail server; empty trusts those of the system",      TEXT,   FIELD(smtp_ca_file),       0, PATH_BYTES},
	{"mail_from",          "",          "where undeliverable mails return to; empty is the authority's own address",       TEXT,   FIELD(mail_from),          0, ADDRESS_BYTES},
	{"public_url",         "",          "address citizens use, `https://termine.example`; empty takes the request's host", TEXT,   FIELD(public_url),         0, TEXT_BYTES},
	{"trusted_proxies",    "",          "reverse proxies whose X-Forwarded headers count: addresses or networks, comma-separated", TEXT, FIELD(trusted_proxies), 0, TEXT_BYTES},
	{"frame_ancestors",    "",          "origins that may show our pages in a frame, separated by blanks; empty for none", TEXT,   FIELD(frame_ancestors),    0, TEXT_BYTES},
	{"holds_per_client",   "10",        "times one client address may hold at once",                                       NUMBER, FIELD(holds_per_client),   1, 10000},
	{"connections_max",    "1000",      "open connections per web worker",                                                 NUMBER, FIELD(connections_max),    1, 100000},
	{"idle_seconds",       "30",        "a connection without a complete request for so long is closed",                   NUMBER, FIELD(idle_seconds),       1, 3600},
	{"log_level",          "info",      "what is logged to standard error",                                                CHOICE, FIELD(log_level),          0, 0, "error|warn|info|debug"},
	{"web",                "web",       "folder of pages and languages",                                                   TEXT,   FIELD(web),                1, PATH_BYTES},
	{"static",             "build/web", "folder of the built styles and scripts",                                          TEXT,   FIELD(static_folder),      1, PATH_BYTES},
	{"migrations",         "migrations", "folder of the steps from one schema of the database to the next",                 TEXT,   FIELD(migrations),         1, PATH_BYTES},
	{"authorities",        "",          "authorities this server serves, comma-separated; empty for all",                  TEXT,   FIELD(authorities),        0, TEXT_BYTES},
	{"calendars_local",    "no",        "external calendars may be on this very machine or its link (127.0.0.1, 169.254.0.0/16)", SWITCH, FIELD(calendars_local),  0, 0},
	{"sso_issuer",         "",          "provider of the staff's single sign-on (OpenID Connect), as it names itself; empty for none", TEXT, FIELD(sso_issuer),      0, TEXT_BYTES},
	{"sso_client_id",      "",          "what the provider calls this server",                                             TEXT,   FIELD(sso_client_id),      0, TEXT_BYTES},
	{"sso_client_secret_file", "",      "file whose first line is this server's secret at the provider; empty for none",   TEXT,   FIELD(sso_client_secret_file), 0, PATH_BYTES},
	{"sso_scopes",         "openid profile email", "what is asked of the provider; ADFS needs `allatclaims` too for groups", TEXT, FIELD(sso_scopes),        1, TEXT_BYTES},
	{"sso_groups",         "",          "JSON file that says which groups bring which roles (see Single sign-on)",         TEXT,   FIELD(sso_groups),         0, PATH_BYTES},
	{"sso_groups_claim",   "groups",    "where the provider names the groups; a path such as `realm_access.roles` too",    TEXT,   FIELD(sso_groups_claim),   1, TEXT_BYTES},
	{"sso_trust_email",    "no",        "believe e-mail addresses of which the provider does not say whether they are verified (ADFS)", SWITCH, FIELD(sso_trust_email), 0, 0},
	{"sso_authority",      "",          "authority whose staff it is; empty where there is but one",                       TEXT,   FIELD(sso_authority),      0, TEXT_BYTES},
	{"sso_session_minutes", "120",     "how long a session of the single sign-on lasts at most: so long do roles of a withdrawn group", NUMBER, FIELD(sso_session_minutes), 5, 720},
	{"sso_ca_file",        "",          "certificates to trust at the provider; empty trusts those of the system",         TEXT,   FIELD(sso_ca_file),        0, PATH_BYTES},
	{"demo",               "no",        "bring in the demo county when the database holds no authority",                   SWITCH, FIELD(demo),               0, 0},
	{"demo_folder",        "server/demo", "folder of the demo county's office files",                                     TEXT,   FIELD(demo_folder),        1, PATH_BYTES},
	{0},
};
// clang-format on

static char **text_field(struct config *c, const struct option *o)
{
	return (char **)(void *)((char *)c + o->field);
}

static int *number_field(struct config *c, const struct option *o)
{
	return (int *)(void *)((char *)c + o->field);
}

static bool *switch_field(struct config *c, const struct option *o)
{
	return (bool *)(void *)((char *)c + o->field);
}

/* The next of "a|b|c": its length, and *rest moved behind it. */
static size_t choice_next(const char **rest)
{
	size_t len = strcspn(*rest, "|");

	*rest += len + ((*rest)[len] == '|');
	return len;
}

static void limits_write(struct buffer *b, const struct option *o)
{
	switch (o->kind) {
	case TEXT:
		buffer_printf(b, "%s to %ld bytes", o->min ? "1" : "up", o->max);
		break;
	case NUMBER:
		buffer_printf(b, "%ld to %ld", o->min, o->max);
		break;
	case SWITCH:
		buffer_puts(b, "yes or no");
		break;
	case CHOICE:
		for (const char *at = o->choices, *rest = at; *at; at = rest) {
			size_t len = choice_next(&rest);

			buffer_printf(b, "%s%.*s",
				      at == o->choices ? ""
				      : *rest          ? ", "
						       : " or ",
				      (int)len, at);
		}
		break;
	}
}

static bool number_set(const struct option *o, int *field, const char *value)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (errno || end == value || *end || n < o->min || n > o->max)
		return false;
	*field = (int)n;
	return true;
}

static bool choice_set(const struct option *o, int *field, const char *value)
{
	int index = 0;

	for (const char *at = o->choices, *rest = at; *at; at = rest, index++) {
		size_t len = choice_next(&rest);

		if (strlen(value) == len && strncmp(value, at, len) == 0) {
			*field = index;
			return true;
		}
	}
	return false;
}

static bool switch_set(bool *field, const char *value)
{
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return false;
	*field = value[0] == 'y';
	return true;
}

static bool text_set(const struct option *o, char **field, const char *value)
{
	size_t len = strlen(value);

	if (len < (size_t)o->min || len > (size_t)o->max)
		return false;
	free(*field);
	*field = xstrdup(value);
	return true;
}

static bool value_set(const struct option *o, struct config *c, const char *value)
{
	switch (o->kind) {
	case TEXT:
		return text_set(o, text_field(c, o), value);
	case NUMBER:
		return number_set(o, number_field(c, o), value);
	case SWITCH:
		return switch_set(switch_field(c, o), value);
	case CHOICE:
		return choice_set(o, number_field(c, o), value);
	}
	return false;
}

void option_set(const struct option *o, struct config *c, const char *value, const char *source)
{
	buffer_auto_t limits = {0};

	if (value_set(o, c, value))
		return;
	limits_write(&limits, o);
	die_usage("%s: \"%s\" is not possible here; give %s (%s)", source, value, limits.data,
		  o->help);
}

const struct option *option_find(const char *name, size_t len)
{
	for (const struct option *o = OPTIONS; o->name; o++)
		if (strlen(o->name) == len && strncmp(o->name, name, len) == 0)
			return o;
	return NULL;
}

bool option_is_switch(const struct option *o)
{
	return o->kind == SWITCH;
}

void options_reset(struct config *c)
{
	memset(c, 0, sizeof *c);
	for (const struct option *o = OPTIONS; o->name; o++)
		option_set(o, c, o->value, o->name);
}

void options_done(struct config *c)
{
	for (const struct option *o = OPTIONS; o->name; o++)
		if (o->kind == TEXT)
			free(*text_field(c, o));
}

void options_print_help(FILE *out)
{
	for (const struct option *o = OPTIONS; o->name; o++) {
		buffer_auto_t limits = {0};

		limits_write(&limits, o);
		fprintf(out, "  --%s=%s\n      %s (%s)\n", o->name, o->value, o->help, limits.data);
	}
}

void options_print_table(FILE *out)
{
	fputs("| option | default | meaning | limits |\n|---|---|---|---|\n", out);
	for (const struct option *o = OPTIONS; o->name; o++) {
		const char *quote = *o->value ? "`" : "";
		buffer_auto_t limits = {0};

		limits_write(&limits, o);
		fprintf(out, "| `%s` | %s%s%s | %s | %s |\n", o->name, quote, o->value, quote,
			o->help, limits.data);
	}
}
