/* secret_file.c - passwords that lie in files. */
#include "server/secret_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/log.h"

char *secret_file_read(const char *path, const char *option)
{
	char *line = NULL;
	size_t size = 0;
	FILE *in = fopen(path, "re");

	if (!in || getline(&line, &size, in) == -1) {
		log_error("%s: cannot read a line of %s", option, path);
		free(line);
		line = NULL;
	} else {
		line[strcspn(line, "\r\n")] = '\0';
	}
	if (in)
		fclose(in);
	return line;
}
