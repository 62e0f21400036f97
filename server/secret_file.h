/* secret_file.h - passwords that lie in files, so that no command line and no setting shows them.
 */
#pragma once

/* The first line; NULL and a logged reason that names the option.  The caller frees it. */
char *secret_file_read(const char *path, const char *option);
