/* mail_files.c - mails as .eml files in a folder, for want of a mail server. */
#include "server/jobs/mail_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "server/text.h"

enum { FOLDER_MODE = 0700, FILE_MODE = 0600 }; /* names and addresses are in there */

static bool bytes_write(int fd, const struct buffer *bytes)
{
	for (size_t at = 0; at < bytes->len;) {
		ssize_t n = write(fd, bytes->data + at, bytes->len - at);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return false;
		at += (size_t)n;
	}
	return fsync(fd) == 0;
}

static bool file_write(const char *path, const struct buffer *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
	bool ok = fd != -1 && bytes_write(fd, bytes);
	int error = errno;

	if (fd != -1)
		close(fd);
	errno = error;
	return ok;
}

/* So that the name, too, is there after a power cut. */
static bool folder_sync(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd != -1 && fsync(fd) == 0;

	if (fd != -1)
		close(fd);
	return ok;
}

static bool folder_make(const char *data, const char *folder)
{
	return (mkdir(data, FOLDER_MODE) == 0 || errno == EEXIST) &&
	       (mkdir(folder, FOLDER_MODE) == 0 || errno == EEXIST);
}

void mail_file_write(const char *data, const struct mail_post *post, delivery_fn *done, void *ctx)
{
	str_auto_t *folder = text_format("%s/mail", data);
	str_auto_t *path = text_format("%s/%s.eml", folder, post->name);
	str_auto_t *unfinished = text_format("%s/.%s.%d", folder, post->name, (int)getpid());

	if (folder_make(data, folder) && file_write(unfinished, &post->bytes) &&
	    rename(unfinished, path) == 0 && folder_sync(folder)) {
		done(ctx, DELIVERY_DONE, "");
	} else {
		str_auto_t *error = text_format("file: %s", strerror(errno));

		unlink(unfinished);
		done(ctx, DELIVERY_UNREACHABLE, error);
	}
}
