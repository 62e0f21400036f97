/* vault.c - what must be kept so that it can be read again. */
#include "server/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/text.h"

enum {
	NONCE_BYTES = crypto_secretbox_NONCEBYTES,
	MORE_BYTES = NONCE_BYTES + crypto_secretbox_MACBYTES, /* of a sealed text */
	KEY_BYTES = crypto_secretbox_KEYBYTES,
	FOLDER_MODE = 0755, /* as that of mails */
	KEY_MODE = 0600,
};

static bool key_read(unsigned char key[KEY_BYTES], const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd != -1 && read(fd, key, KEY_BYTES) == KEY_BYTES;

	if (fd != -1)
		close(fd);
	return ok;
}

static bool file_write(const char *path, const unsigned char key[KEY_BYTES])
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, KEY_MODE);
	bool ok = fd != -1 && write(fd, key, KEY_BYTES) == KEY_BYTES && fsync(fd) == 0;

	if (fd != -1)
		close(fd);
	return ok;
}

/* Another process may be about to do the same: the first link counts. */
static void key_make(const char *folder, const char *path)
{
	str_auto_t *draft = text_format("%s.%d", path, (int)getpid());
	unsigned char key[KEY_BYTES];

	crypto_secretbox_keygen(key);
	if (mkdir(folder, FOLDER_MODE) != 0 && errno != EEXIST)
		log_error("folder_failed path=%s reason=\"%s\"", folder, strerror(errno));
	else if (!file_write(draft, key) || (link(draft, path) != 0 && errno != EEXIST))
		log_error("key_failed path=%s reason=\"%s\"", path, strerror(errno));
	unlink(draft);
	sodium_memzero(key, sizeof key);
}

char *vault_seal(const char *folder, const char *text)
{
	str_auto_t *path = text_format("%s/secrets.key", folder);
	size_t len = strlen(text), size = MORE_BYTES + len;
	unsigned char key[KEY_BYTES], *box;
	char *out;

	if (!key_read(key, path)) {
		key_make(folder, path);
		if (!key_read(key, path))
			return NULL;
	}
	box = xcalloc(1, size);
	randombytes_buf(box, NONCE_BYTES);
	crypto_secretbox_easy(box + NONCE_BYTES, (const unsigned char *)text, len, box, key);
	sodium_memzero(key, sizeof key);
	out = xcalloc(1, 2 + size * 2 + 1);
	memcpy(out, "\\x", 2);
	sodium_bin2hex(out + 2, size * 2 + 1, box, size);
	free(box);
	return out;
}

char *vault_open(const char *folder, const char *sealed)
{
	str_auto_t *path = text_format("%s/secrets.key", folder);
	size_t digits = strlen(sealed) - 2, size;
	unsigned char key[KEY_BYTES], *box = xcalloc(1, digits / 2 + 1);
	char *text = NULL;

	sodium_hex2bin(box, digits / 2, sealed + 2, digits, NULL, &size, NULL);
	if (size >= MORE_BYTES && key_read(key, path)) {
		text = xcalloc(1, size - MORE_BYTES + 1);
		if (crypto_secretbox_open_easy((unsigned char *)text, box + NONCE_BYTES,
					       size - NONCE_BYTES, box, key) != 0) {
			free(text);
			text = NULL;
		}
		sodium_memzero(key, sizeof key);
	}
	free(box);
	return text;
}
