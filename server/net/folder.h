/* folder.h - all files of a folder, read at start. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum {
	FOLDER_DEPTH_MAX = 4,
	FOLDER_FILE_MAX_BYTES = 8 << 20,
};

/* name is the path below the folder, "citizen/times.html"; data belongs to the
 * visitor, who frees it, and ends in a NUL that does not count.  False ends the visit. */
typedef bool folder_visit_fn(void *ctx, const char *name, char *data, size_t len);

/* Visit every file in the order of names, leaving out dot files.  False, with the reason
 * logged by the visitor or here, when not all could be. */
bool folder_read(const char *folder, folder_visit_fn *visit, void *ctx);

/* Does name end so? */
bool name_ends(const char *name, const char *end);
