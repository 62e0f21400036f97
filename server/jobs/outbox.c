/* outbox.c - mails leave: taken from the database, written, delivered, marked. */
#include "server/jobs/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/jobs/knowledge.h"
#include "server/jobs/mail.h"
#include "server/jobs/mail_files.h"
#include "server/jobs/smtp.h"
#include "server/log.h"

enum {
	LETTERS_MAX = 8, /* under way at once, of each queue */
	POLL_MS = 500,
	LEASE_SECONDS = 2 * SMTP_SECONDS,
	MARK_AGAIN_MS = 1000,
	MARKS_MAX = LEASE_SECONDS - SMTP_SECONDS, /* tries to note what became of a mail */

	FIRST_PAUSE_SECONDS = 60,
	PAUSE_MAX_SECONDS = 4 * 60 * 60,
	UNREACHABLE_PAUSE_MAX_SECONDS = 5 * 60, /* it is back soon, and then all shall go */
	GIVE_UP_SECONDS = 3 * 24 * 60 * 60,

	NUMBER_SIZE = 24,
	ERROR_SIZE = 200,
};

/* Where mails wait: a table of messages with statements of its own. */
static const struct queue {
	enum statement take, sent, failed;
	mail_write_fn *write;
} QUEUES[] = {
	{SQL_MESSAGE_TAKE, SQL_MESSAGE_SENT, SQL_MESSAGE_FAILED, mail_write},
	{SQL_ACCOUNT_MESSAGE_TAKE, SQL_ACCOUNT_MESSAGE_SENT, SQL_ACCOUNT_MESSAGE_FAILED,
	 mail_write_account},
};

enum { QUEUES_COUNT = sizeof QUEUES / sizeof *QUEUES };

/* A message that was taken, until what became of it has been noted. */
struct letter {
	LIST_ENTRY(letter) link;
	struct outbox *outbox;
	const struct queue *queue;
	struct event *again;
	char authority_id[NUMBER_SIZE], message_id[NUMBER_SIZE];
	struct mail_post post;
	enum delivery what;
	char error[ERROR_SIZE];
	int marks;
};

struct outbox {
	struct event_base *base;
	struct db *db;
	const struct config *config;
	const struct site *site;
	struct knowledge *knowledge;
	struct smtp *smtp; /* NULL: into files */
	struct event *poll;
	LIST_HEAD(letters, letter) letters;
	int nletters;
	PGresult *taken[QUEUES_COUNT]; /* rows that wait for the catalogue */
	bool asking, was_full, draining;
	void (*drained)(void *arg);
	void *arg;
};

static void outbox_wait(struct outbox *o, unsigned ms)
{
	struct timeval pause = {.tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000};

	if (!o->draining)
		event_add(o->poll, &pause);
}

/* More of what did not fit is taken as soon as there is room. */
static void outbox_go_on(struct outbox *o)
{
	if (o->draining && o->nletters == 0 && !o->asking && o->drained)
		o->drained(o->arg);
	else if (!o->asking && o->was_full && o->nletters < LETTERS_MAX)
		outbox_wait(o, 0);
}

/*
 * What became of it
 */

static void letter_free(struct letter *l)
{
	LIST_REMOVE(l, link);
	l->outbox->nletters--;
	event_free(l->again);
	mail_post_done(&l->post);
	free(l);
}

static void on_marked(void *ctx, const struct db_result *res)
{
	struct letter *l = ctx;
	struct outbox *o = l->outbox;

	if (res->status != DB_OK && ++l->marks < MARKS_MAX && !o->draining) {
		event_add(l->again, &(struct timeval){.tv_sec = MARK_AGAIN_MS / 1000});
		return;
	}
	if (res->status != DB_OK)
		log_error("mail_not_marked message=%s sqlstate=%s: it may be sent again",
			  l->message_id, res->sqlstate);
	letter_free(l);
	outbox_go_on(o);
}

static void letter_mark(struct letter *l)
{
	char first[NUMBER_SIZE], most[NUMBER_SIZE], over[NUMBER_SIZE];
	bool unreachable = l->what == DELIVERY_UNREACHABLE;

	snprintf(first, sizeof first, "%d", FIRST_PAUSE_SECONDS);
	snprintf(most, sizeof most, "%d",
		 unreachable ? UNREACHABLE_PAUSE_MAX_SECONDS : PAUSE_MAX_SECONDS);
	snprintf(over, sizeof over, "%d", GIVE_UP_SECONDS);
	struct db_query sent = DB_QUERY(l->queue->sent, l->authority_id, l->message_id);
	struct db_query failed =
		DB_QUERY(l->queue->failed, l->authority_id, l->message_id, l->error,
			 l->what == DELIVERY_REFUSED ? "true" : "false", first, most, over);

	db_run(l->outbox->db, l->what == DELIVERY_DONE ? &sent : &failed, 1, on_marked, l);
}

static void on_again(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	letter_mark(arg);
}

static void on_delivered(void *ctx, enum delivery what, const char *error)
{
	struct letter *l = ctx;

	l->what = what;
	snprintf(l->error, sizeof l->error, "%s", error);
	if (what == DELIVERY_DONE)
		log_debug("mail_sent message=%s", l->message_id);
	else
		log_warn("mail_%s message=%s error=\"%s\"",
			 what == DELIVERY_REFUSED ? "refused" : "later", l->message_id, l->error);
	letter_mark(l);
}

/*
 * Taking and sending
 */

static void letter_send(struct outbox *o, const struct authority *a, int queue, int row)
{
	const PGresult *rows = o->taken[queue];
	struct letter *l = xcalloc(1, sizeof *l);
	struct problem why;

	l->outbox = o;
	l->queue = &QUEUES[queue];
	l->again = evtimer_new(o->base, on_again, l);
	snprintf(l->authority_id, sizeof l->authority_id, "%s", a->id_text);
	snprintf(l->message_id, sizeof l->message_id, "%s", row_text(rows, row, "message_id"));
	LIST_INSERT_HEAD(&o->letters, l, link);
	o->nletters++;
	if (!l->queue->write(&l->post, o->site, o->config, a, rows, row, &why))
		on_delivered(l, DELIVERY_REFUSED, why.detail);
	else if (o->smtp)
		smtp_send(o->smtp, &l->post, on_delivered, l);
	else
		mail_file_write(o->config->data, &l->post, on_delivered, l);
}

static void queue_send(struct outbox *o, int queue)
{
	const PGresult *rows = o->taken[queue];

	for (int row = 0; row < PQntuples(rows); row++) {
		const struct authority *a =
			knowledge_authority(o->knowledge, row_integer(rows, row, "authority_id"));

		if (a)
			letter_send(o, a, queue, row);
	}
}

static void taken_clear(struct outbox *o)
{
	for (int queue = 0; queue < QUEUES_COUNT; queue++) {
		PQclear(o->taken[queue]);
		o->taken[queue] = NULL;
	}
}

/* Without a catalogue they are left to their lease. */
static void taken_send(void *ctx, bool ok)
{
	struct outbox *o = ctx;

	for (int queue = 0; ok && queue < QUEUES_COUNT; queue++)
		queue_send(o, queue);
	taken_clear(o);
	o->asking = false;
	o->was_full = o->was_full && ok;
	outbox_wait(o, POLL_MS);
	outbox_go_on(o);
}

static bool knows_enough(const struct outbox *o, const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++)
		if (!knowledge_is_current(o->knowledge, row_integer(rows, row, "authority_id"),
					  row_text(rows, row, "catalogue_changed_in")))
			return false;
	return true;
}

static void on_taken(void *ctx, const struct db_result *res)
{
	struct outbox *o = ctx;
	int room = LETTERS_MAX - o->nletters;
	bool enough = true;

	if (res->status != DB_OK) {
		o->asking = o->was_full = false;
		if (res->status == DB_REFUSED)
			log_error("outbox_failed sqlstate=%s", res->sqlstate);
		outbox_wait(o, POLL_MS);
		outbox_go_on(o);
		return;
	}
	o->was_full = false;
	for (int queue = 0; queue < QUEUES_COUNT; queue++) {
		PGresult *rows =
			PQcopyResult(res->rows[queue], PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);

		if (!rows)
			die("out of memory");
		o->taken[queue] = rows;
		o->was_full = o->was_full || PQntuples(rows) >= room;
		enough = enough && knows_enough(o, rows);
	}
	if (enough)
		taken_send(o, true);
	else
		knowledge_read(o->knowledge, taken_send, o);
}

static void on_poll(evutil_socket_t fd, short what, void *arg)
{
	struct outbox *o = arg;
	char room[NUMBER_SIZE], lease[NUMBER_SIZE];

	(void)fd, (void)what;
	if (o->asking || o->nletters >= LETTERS_MAX)
		return; /* goes on when there is room */
	snprintf(room, sizeof room, "%d", LETTERS_MAX - o->nletters);
	snprintf(lease, sizeof lease, "%d", LEASE_SECONDS);
	struct db_query take[QUEUES_COUNT];
	for (int queue = 0; queue < QUEUES_COUNT; queue++)
		take[queue] = (struct db_query)DB_QUERY(QUEUES[queue].take, room, lease,
							o->config->authorities);
	o->asking = true;
	db_run(o->db, take, QUEUES_COUNT, on_taken, o);
}

/*
 * Life
 */

struct outbox *outbox_new(struct event_base *base, struct db *db, const struct config *config,
			  const struct site *site)
{
	struct smtp *smtp = *config->smtp_url ? smtp_new(base, config) : NULL;
	struct outbox *o;

	if (*config->smtp_url && !smtp)
		return NULL;
	o = xcalloc(1, sizeof *o);
	o->base = base;
	o->db = db;
	o->config = config;
	o->site = site;
	o->smtp = smtp;
	o->knowledge = knowledge_new(db, config->authorities);
	o->poll = evtimer_new(base, on_poll, o);
	LIST_INIT(&o->letters);
	outbox_wait(o, 0);
	return o;
}

void outbox_drain(struct outbox *o, void (*drained)(void *arg), void *arg)
{
	o->draining = true;
	o->drained = drained;
	o->arg = arg;
	event_del(o->poll);
	outbox_go_on(o);
}

void outbox_free(struct outbox *o)
{
	if (!o)
		return;
	o->drained = NULL;
	smtp_free(o->smtp);
	while (!LIST_EMPTY(&o->letters))
		letter_free(LIST_FIRST(&o->letters));
	taken_clear(o);
	knowledge_free(o->knowledge);
	event_free(o->poll);
	free(o);
}
