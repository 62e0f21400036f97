/* folder.c - all files of a folder, read at start. */
#include "server/net/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/text.h"

bool name_ends(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len >= end_len && strcmp(name + len - end_len, end) == 0;
}

static char *file_read(const char *path, size_t size, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *data;

	if (!file) {
		log_error("file unreadable path=%s reason=\"%s\"", path, strerror(errno));
		return NULL;
	}
	data = xcalloc(size + 1, 1);
	*len = fread(data, 1, size, file);
	fclose(file);
	return data;
}

static bool visit_file(const char *path, const char *name, size_t size, folder_visit_fn *visit,
		       void *ctx)
{
	size_t len = 0;
	char *data;

	if (size > FOLDER_FILE_MAX_BYTES) {
		log_error("file too large path=%s bytes=%zu max=%d", path, size,
			  FOLDER_FILE_MAX_BYTES);
		return false;
	}
	data = file_read(path, size, &len);
	return data && visit(ctx, name, data, len);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* below is the part of the path already walked, "" or "citizen/". */
static bool walk(const char *folder, const char *below, int depth, folder_visit_fn *visit,
		 void *ctx)
{
	str_auto_t *here = text_format("%s/%s", folder, below);
	struct dirent **entries = NULL;
	int count = scandir(here, &entries, is_visible, alphasort);
	bool ok = count >= 0;

	if (!ok)
		log_error("folder unreadable path=%s reason=\"%s\"", here, strerror(errno));
	for (int i = 0; i < count; i++) {
		str_auto_t *name = text_format("%s%s", below, entries[i]->d_name);
		str_auto_t *path = text_format("%s/%s", folder, name);
		str_auto_t *inside = text_format("%s/", name);
		struct stat st;

		free(entries[i]);
		if (!ok || stat(path, &st) == -1)
			continue;
		if (S_ISREG(st.st_mode))
			ok = visit_file(path, name, (size_t)st.st_size, visit, ctx);
		else if (S_ISDIR(st.st_mode) && depth < FOLDER_DEPTH_MAX)
			ok = walk(folder, inside, depth + 1, visit, ctx);
	}
	free(entries);
	return ok;
}

bool folder_read(const char *folder, folder_visit_fn *visit, void *ctx)
{
	return walk(folder, "", 1, visit, ctx);
}
