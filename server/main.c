/* main.c - which command was asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/account.h"
#include "server/config.h"
#include "server/database.h"
#include "server/office.h"
#include "server/options.h"
#include "server/process.h"
#include "server/supervisor.h"

/*
 * A command gets the configuration, of which it may change its copy, and what
 * was left of the command line; argv[0] is its own name.
 */
struct command {
	const char *name, *arguments, *help;
	int (*run)(struct config *config, int argc, char **argv);
};

static int serve(struct config *config, int argc, char **argv)
{
	(void)argc, (void)argv;
	return supervisor_run(config);
}

static int migrate_only(struct config *config, int argc, char **argv)
{
	struct database *db = database_open(config);

	(void)argc, (void)argv;
	database_migrate(config);
	database_close(db);
	return EXIT_SUCCESS;
}

// clang-format off
static const struct command COMMANDS[] = {
	{"serve",   "", "start the server; Ctrl-C or SIGTERM stops it",            serve},
	{"migrate", "", "bring the database to this version's schema and end",     migrate_only},
	{"account add", "EMAIL --name NAME --role ROLE [--office SLUG] [--person SLUG] [--authority SLUG]",
	 "let somebody sign in: prints a link that sets the password, once",                account_add},
	{"account reset-second-factor", "EMAIL [--authority SLUG]",
	 "help who lost the phone and the recovery codes: the next sign-in asks for none", account_reset_second_factor},
	{"account leave-sso", "EMAIL [--authority SLUG]",
	 "part an account from the single sign-on; what its groups brought goes",  account_leave_sso},
	{"office check",  "FILE... [--authority=FILE]",
	 "name every mistake of office files, without the database",               office_check_command},
	{"office import", "FILE... [--dry-run] [--authority=SLUG]",
	 "make the database say what the files say; --dry-run only tells what would change", office_import_command},
	{"office export", "SLUG [--authority=SLUG]",
	 "print an office, or an authority, as a file",                            office_export_command},
	{"demo",    "", "bring in the demo county when the database holds no authority", demo_command},
	{0},
};
// clang-format on

static void print_help(void)
{
	puts("Amtstermin: online appointments for public administration\n\n"
	     "amtstermin COMMAND [--OPTION=VALUE ...]\n\nCommands:");
	for (const struct command *c = COMMANDS; c->name; c++)
		printf("  %s%s%s\n      %s\n", c->name, *c->arguments ? " " : "", c->arguments,
		       c->help);
	puts("  --help, --help-table, --version\n"
	     "      this text, the options as a Markdown table, the version\n\n"
	     "Options. Each may also stand in the configuration file as \"name = value\" or in "
	     "the\nenvironment as AMTSTERMIN_NAME. The command line goes before the environment, "
	     "that\nbefore the file, that before the default shown here:");
	options_print_help(stdout);
}

/* Texts that are printed instead of running a command. */
static bool text_asked(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0)
			print_help();
		else if (strcmp(argv[i], "--help-table") == 0)
			options_print_table(stdout);
		else if (strcmp(argv[i], "--version") == 0)
			puts("amtstermin " AMTSTERMIN_VERSION);
		else
			continue;
		return true;
	}
	return false;
}

/* How many arguments a name such as "office import" takes; 0 when it does not match. */
static int name_matches(const char *name, int argc, char **argv)
{
	int words = 0;

	while (*name && words + 1 < argc) {
		size_t len = strcspn(name, " ");
		const char *word = argv[words + 1];

		if (strlen(word) != len || strncmp(word, name, len) != 0)
			return 0;
		name += len + (name[len] == ' ');
		words++;
	}
	return *name ? 0 : words;
}

static const struct command *command_find(int argc, char **argv, int *words)
{
	for (const struct command *c = COMMANDS; c->name; c++) {
		*words = name_matches(c->name, argc, argv);
		if (*words)
			return c;
	}
	if (argc > 1 && argv[1][0] != '-')
		die_usage("there is no command \"%s\"; \"amtstermin --help\" lists them all",
			  argv[1]);
	if (argc > 1)
		die_usage("%s: there is no such option; \"amtstermin --help\" lists them all",
			  argv[1]);
	die_usage("say what to do, such as \"amtstermin serve\"; \"amtstermin --help\" lists all");
}

int main(int argc, char **argv)
{
	const struct command *command;
	struct config config;
	int words, code;

	if (text_asked(argc, argv))
		return EXIT_SUCCESS;
	process_init(argc, argv);
	config_load(&config, &argc, argv);
	command = command_find(argc, argv, &words);
	if (!*command->arguments && argc > words + 1)
		die_usage("%s: there is no such option; \"amtstermin --help\" lists them all",
			  argv[words + 1]);
	code = command->run(&config, argc - words, argv + words);
	config_done(&config);
	return code;
}
