/* programs.c - where PostgreSQL's initdb and postgres are on this machine. */
#include "server/db/programs.h"

#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/process.h"
#include "server/text.h"

enum { MAJOR_MIN = 15 };

static const char DEBIAN_BIN[] = "/usr/lib/postgresql/*/bin";

static bool has_program(const char *bin, const char *name)
{
	str_auto_t *path = text_format("%s/%s", bin, name);

	return access(path, X_OK) == 0;
}

/* "postgres (PostgreSQL) 15.9 (Debian ...)" is 15; 0 when it says something else. */
static int version_ask(const char *bin)
{
	str_auto_t *command = text_format("%s/postgres", bin);
	int fds[2], major = 0;
	FILE *out;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) == -1)
		return 0;
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		execl(command, command, "--version", (char *)NULL);
		_exit(EXIT_FAILURE);
	}
	close(fds[1]);
	out = fdopen(fds[0], "r");
	if (!out || fscanf(out, "postgres (PostgreSQL) %d", &major) != 1)
		major = 0;
	if (out)
		fclose(out);
	if (pid != -1)
		process_wait(pid);
	return major;
}

/* Debian's folder of that version, or of the newest for 0; NULL when there is none. */
static char *debian_find(int wanted, int *found)
{
	char *best = NULL;
	glob_t folders;

	*found = 0;
	if (glob(DEBIAN_BIN, 0, NULL, &folders) != 0)
		return NULL;
	for (size_t i = 0; i < folders.gl_pathc; i++) {
		const char *bin = folders.gl_pathv[i];
		int major = has_program(bin, "initdb") && has_program(bin, "postgres")
				    ? version_ask(bin)
				    : 0;

		if (wanted ? major != wanted : major <= *found)
			continue;
		free(best);
		best = xstrdup(bin);
		*found = major;
	}
	globfree(&folders);
	return best;
}

static char *given_find(const char *bin, int *found)
{
	if (!has_program(bin, "initdb") || !has_program(bin, "postgres"))
		die("postgresql: there is no initdb and postgres in %s: install PostgreSQL or "
		    "correct the option",
		    bin);
	*found = version_ask(bin);
	return xstrdup(bin);
}

char *programs_find(const char *bin, int *major, const char *folder)
{
	int wanted = *major;
	char *path = *bin ? given_find(bin, major) : debian_find(wanted, major);

	if (wanted && (!path || *major != wanted))
		die("data: %s was made by PostgreSQL %d, which is not here%s: install "
		    "postgresql-%d, move the data over with pg_upgrade, or choose another folder "
		    "with --data=FOLDER",
		    folder, wanted, *bin ? " in the folder of the option postgresql" : "", wanted);
	if (!path)
		die("PostgreSQL is not installed: install the package postgresql (%d or newer), or "
		    "name a database elsewhere with the option database",
		    MAJOR_MIN);
	if (*major < MAJOR_MIN)
		die("postgresql: %s is of version %d, but at least %d is needed", path, *major,
		    MAJOR_MIN);
	return path;
}
