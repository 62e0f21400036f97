/* config.c - the settings from file, environment and command line. */
#include "server/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/options.h"
#include "server/sso_groups.h"

extern char **environ;

enum { CONFIG_LINES_MAX = 10000 };

static const char ENV_PREFIX[] = "AMTSTERMIN_";
static const char SEE_HELP[] = "\"amtstermin serve --help\" lists them all";

static char *trimmed(char *text)
{
	char *end = text + strlen(text);

	while (isspace((unsigned char)*text))
		text++;
	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return text;
}

/* "name = value"; a line may be empty or begin with "#". */
static void line_read(struct config *c, char *line, int number)
{
	char *name = trimmed(line), *equals = strchr(name, '=');
	buffer_auto_t source = {0};
	const struct option *o;

	if (*name == '\0' || *name == '#')
		return;
	if (!equals)
		die_usage("%s:%d: write \"name = value\", or begin a comment with #", c->config,
			  number);
	*equals = '\0';
	name = trimmed(name);
	o = option_find(name, strlen(name));
	if (!o || strcmp(name, "config") == 0)
		die_usage("%s:%d: there is no option \"%s\"; %s", c->config, number, name,
			  SEE_HELP);
	buffer_printf(&source, "%s:%d %s", c->config, number, name);
	option_set(o, c, trimmed(equals + 1), source.data);
}

static void file_read(struct config *c)
{
	FILE *in = fopen(c->config, "re");
	str_auto_t *line = NULL;
	size_t size = 0;
	int number = 0;

	if (!in)
		die_usage("config: cannot read %s: %s", c->config, strerror(errno));
	while (getline(&line, &size, in) != -1) {
		if (++number > CONFIG_LINES_MAX)
			die_usage("config: %s has more than %d lines", c->config, CONFIG_LINES_MAX);
		line_read(c, line, number);
	}
	if (ferror(in))
		die_usage("config: cannot read %s: %s", c->config, strerror(errno));
	fclose(in);
}

/* The option a variable "AMTSTERMIN_PORT=80" names; NULL when it is none of ours. */
static const struct option *variable_find(const char *variable, const char **value)
{
	const char *name = variable + strlen(ENV_PREFIX);
	size_t len = strcspn(variable, "=");
	str_auto_t *lower = NULL;
	const struct option *o;

	if (strncmp(variable, ENV_PREFIX, strlen(ENV_PREFIX)) != 0)
		return NULL;
	lower = xstrndup(name, (size_t)(variable + len - name));
	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	o = option_find(lower, strlen(lower));
	if (!o)
		die_usage("%.*s: there is no such option; unset it, %s", (int)len, variable,
			  SEE_HELP);
	*value = variable + len + (variable[len] == '=');
	return o;
}

static void environment_read(struct config *c)
{
	for (char **v = environ; *v; v++) {
		const char *value = NULL;
		const struct option *o = variable_find(*v, &value);
		str_auto_t *source = xstrndup(*v, strcspn(*v, "="));

		if (o)
			option_set(o, c, value, source);
	}
}

/* A password on the command line stands in every process list. */
static void secret_refuse(const char *argument)
{
	const char *value = strchr(argument, '=') + 1, *at = strstr(value, "://");
	bool in_uri = at && strcspn(at + 3, ":@/?")[at + 3] == ':' && strchr(at, '@');

	if (strncmp(argument, "--database=", strlen("--database=")) == 0 &&
	    (strstr(value, "password") || in_uri))
		die_usage("--database: a password on the command line can be seen by everybody on "
			  "this machine; set AMTSTERMIN_DATABASE or use the configuration file");
}

/* True when the argument is an option of ours; it is then set. */
static bool argument_read(struct config *c, const char *argument)
{
	size_t len = strcspn(argument, "=");
	str_auto_t *source = xstrndup(argument, len);
	const struct option *o;

	if (strncmp(argument, "--", 2) != 0)
		return false;
	o = option_find(argument + 2, len - 2);
	if (!o)
		return false;
	if (argument[len] == '=') {
		secret_refuse(argument);
		option_set(o, c, argument + len + 1, source);
	} else if (option_is_switch(o)) {
		option_set(o, c, "yes", source);
	} else {
		die_usage("%s: needs a value, as in %s=VALUE", source, source);
	}
	return true;
}

static void arguments_read(struct config *c, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		argument_read(c, argv[i]);
}

static void arguments_take(struct config *c, int *argc, char **argv)
{
	int kept = 1;

	for (int i = 1; i < *argc; i++)
		if (!argument_read(c, argv[i]))
			argv[kept++] = argv[i];
	argv[kept] = NULL;
	*argc = kept;
}

static void readable_check(const char *option, const char *path)
{
	if (*path && access(path, R_OK) == -1)
		die_usage("%s: cannot read %s: %s", option, path, strerror(errno));
}

/* Only on this very machine nobody can listen. */
static bool issuer_right(const char *issuer)
{
	static const char *const BEGINNINGS[] = {
		"https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:"};

	for (size_t i = 0; i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++)
		if (strncmp(issuer, BEGINNINGS[i], strlen(BEGINNINGS[i])) == 0)
			return !strpbrk(issuer, "?# ");
	return false;
}

static void sso_check(const struct config *c)
{
	struct problem why;
	json_t *groups;

	if (!*c->sso_issuer)
		return;
	if (!issuer_right(c->sso_issuer))
		die_usage("sso_issuer: begin \"%s\" with https://, and leave out what follows a ? "
			  "or #",
			  c->sso_issuer);
	if (!*c->sso_client_id)
		die_usage("sso_client_id: say what %s calls this server", c->sso_issuer);
	readable_check("sso_client_secret_file", c->sso_client_secret_file);
	readable_check("sso_ca_file", c->sso_ca_file);
	readable_check("sso_groups", c->sso_groups);
	if (!*c->sso_groups)
		return;
	groups = sso_groups_read(c->sso_groups, &why);
	if (!groups)
		die_usage("sso_groups: %s: %s", c->sso_groups, why.detail);
	json_decref(groups);
}

/* What no single option can tell. */
static void config_check(const struct config *c)
{
	if (*c->public_url && strncmp(c->public_url, "https://", 8) != 0 &&
	    strncmp(c->public_url, "http://", 7) != 0)
		die_usage("public_url: begin \"%s\" with https:// or http://", c->public_url);
	if (*c->smtp_url && strncmp(c->smtp_url, "smtp://", 7) != 0 &&
	    strncmp(c->smtp_url, "smtps://", 8) != 0)
		die_usage("smtp_url: begin \"%s\" with smtp:// or smtps://", c->smtp_url);
	if (strchr(c->smtp_url, '@'))
		die_usage("smtp_url: leave user and password out; they are smtp_user and "
			  "smtp_password_file");
	readable_check("smtp_ca_file", c->smtp_ca_file);
	readable_check("smtp_password_file", c->smtp_password_file);
	sso_check(c);
}

/* The command line is read twice: it may name the file that it goes before. */
void config_load(struct config *c, int *argc, char **argv)
{
	const char *path = getenv("AMTSTERMIN_CONFIG");

	options_reset(c);
	if (path)
		option_set(option_find("config", strlen("config")), c, path, "AMTSTERMIN_CONFIG");
	arguments_read(c, *argc, argv);
	if (*c->config) {
		str_auto_t *file = xstrdup(c->config);

		options_done(c);
		options_reset(c);
		option_set(option_find("config", strlen("config")), c, file, "config");
		file_read(c);
	}
	environment_read(c);
	arguments_take(c, argc, argv);
	config_check(c);
	log_threshold = (enum log_level)c->log_level;
}

void config_done(struct config *c)
{
	options_done(c);
}

int config_workers(const struct config *c)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (c->workers > 0)
		return c->workers;
	return cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (int)cores;
}
