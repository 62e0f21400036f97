/*
 * vault.h - what must be kept so that it can be read again: passwords of external calendars.
 *
 * Sealed with libsodium's secretbox under a key of its own, DATA/secrets.key, which is made when it
 * is first needed and readable by its owner alone.  So a copy of the database opens nothing;
 * several machines on one database need the same key file.
 */
#pragma once

/* As PostgreSQL reads a bytea ("\x..."); the caller frees it.  NULL and a logged reason when
 * there is no key and none can be made. */
char *vault_seal(const char *data_folder, const char *text);

/* The text again, NULL when it was sealed under another key. */
char *vault_open(const char *data_folder, const char *sealed);
