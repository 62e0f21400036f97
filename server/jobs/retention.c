/*
 * retention.c - what nobody needs to know any more is forgotten.
 *
 * Reservations, slots and closures stay: they hold no personal data, and the
 * statistics are made of them.
 */
#include "server/jobs/retention.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "server/catalogue.h"
#include "server/db/rows.h"
#include "server/log.h"
#include "server/text.h"

enum {
	ROWS_PER_RUN = 500,
	MESSAGE_DAYS = 42, /* for questions such as "did my mail leave?" */
	NUMBER_SIZE = 16,
};

static void on_expired(struct chore *c, const PGresult *rows)
{
	(void)c;
	if (PQntuples(rows) > 0)
		log_debug("holds_expired count=%d", PQntuples(rows));
}

void holds_run(struct chore *c)
{
	const struct db_query expire = {.statement = SQL_HOLDS_EXPIRE};

	chore_ask(c, &expire, on_expired);
}

static void on_forgotten(struct chore *c, const PGresult *rows, const char *what)
{
	int64_t n = row_integer(rows, 0, "rows");

	if (n > 0)
		log_info("%s count=%d", what, (int)n);
	c->more = c->more || n == ROWS_PER_RUN;
}

static void on_bookings(struct chore *c, const PGresult *rows)
{
	on_forgotten(c, rows, "bookings_erased");
}

static void on_answers(struct chore *c, const PGresult *rows)
{
	on_forgotten(c, rows, "answers_erased");
}

static void on_messages(struct chore *c, const PGresult *rows)
{
	on_forgotten(c, rows, "messages_deleted");
}

static void on_rehearsals(struct chore *c, const PGresult *rows)
{
	on_forgotten(c, rows, "rehearsals_swept");
}

void retention_run(struct chore *c)
{
	char days[NUMBER_SIZE], message_days[NUMBER_SIZE], limit[NUMBER_SIZE];

	snprintf(days, sizeof days, "%d", RULES_DEFAULT.retention_days);
	snprintf(message_days, sizeof message_days, "%d", MESSAGE_DAYS);
	snprintf(limit, sizeof limit, "%d", ROWS_PER_RUN);
	struct db_query bookings = DB_QUERY(SQL_BOOKINGS_FORGET, days, limit);
	struct db_query answers = DB_QUERY(SQL_ANSWERS_FORGET, limit);
	struct db_query messages = DB_QUERY(SQL_MESSAGES_FORGET, message_days, limit);
	struct db_query account_messages =
		DB_QUERY(SQL_ACCOUNT_MESSAGES_FORGET, message_days, limit);
	struct db_query rehearsals = DB_QUERY(SQL_REHEARSALS_SWEEP, limit);
	chore_ask(c, &bookings, on_bookings);
	chore_ask(c, &answers, on_answers);
	chore_ask(c, &rehearsals, on_rehearsals);
	chore_ask(c, &messages, on_messages);
	chore_ask(c, &account_messages, on_messages);
}

/*
 * Mails that lie as files, for want of a mail server
 */

enum { FILES_PER_RUN = 1000, SECONDS_PER_DAY = 24 * 60 * 60 };

/* Whose it was, by the names that mail.c and account_mail.c give: UID.MESSAGE.eml,
 * account-AUTHORITY-... */
static json_t *file_owner(const char *name)
{
	static const char ACCOUNT[] = "account-";
	const char *dot = strchr(name, '.');

	if (strncmp(name, ACCOUNT, sizeof ACCOUNT - 1) == 0)
		return json_pack("{s:I}", "authority_id",
				 (json_int_t)strtoll(name + sizeof ACCOUNT - 1, NULL, 10));
	return json_pack("{s:I}", "message_id", (json_int_t)(dot ? strtoll(dot + 1, NULL, 10) : 0));
}

static bool is_old(int folder, const char *name, time_t before)
{
	struct stat st;

	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	       st.st_mtime < before;
}

static void files_delete(DIR *dir, time_t before, json_t *gone)
{
	const struct dirent *entry;

	while (json_array_size(gone) < FILES_PER_RUN && (entry = readdir(dir)))
		if (is_old(dirfd(dir), entry->d_name, before) &&
		    unlinkat(dirfd(dir), entry->d_name, 0) == 0)
			json_array_append_new(gone, file_owner(entry->d_name));
}

static void on_logged(struct chore *c, const PGresult *rows)
{
	(void)c, (void)rows;
}

void mail_files_run(struct chore *c)
{
	const struct config *const *config = c->ctx;
	str_auto_t *folder = text_format("%s/mail", (*config)->data);
	json_auto_t *gone = json_array();
	str_auto_t *text = NULL;
	struct number days = number_of(RULES_DEFAULT.retention_days);
	DIR *dir = opendir(folder);

	if (!dir)
		return; /* no mail has been written as a file here */
	files_delete(dir, time(NULL) - RULES_DEFAULT.retention_days * SECONDS_PER_DAY, gone);
	closedir(dir);
	if (json_array_size(gone) == 0)
		return;
	log_info("mail_files_deleted count=%d", (int)json_array_size(gone));
	c->more = json_array_size(gone) == FILES_PER_RUN;
	text = json_dumps(gone, JSON_COMPACT);
	struct db_query add = DB_QUERY(SQL_DELETIONS_ADD, days.text, text);
	chore_ask(c, &add, on_logged);
}
