/* mail.h - a message of the outbox as the mail it becomes. */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>

#include "lib/buffer.h"
#include "lib/problem.h"
#include "server/booking_mail.h"
#include "server/catalogue.h"
#include "server/config.h"
#include "server/net/site.h"
#include "server/wording.h"

/* Owned by whoever had it written. */
struct mail_post {
	char *sender, *recipient; /* of the envelope */
	char *name; /* the mail's own, also as a file: the part of its Message-ID before @ */
	struct buffer bytes;
};

typedef bool mail_write_fn(struct mail_post *post, const struct site *site,
			   const struct config *config, const struct authority *a,
			   const PGresult *rows, int row, struct problem *why);

/*
 * Write the mail of a row of message_take: the same row gives the same mail, with
 * the same Message-ID, however often it is sent.  False and a problem when a value
 * cannot be written; its detail names the field and never the value.
 */
bool mail_write(struct mail_post *post, const struct site *site, const struct config *config,
		const struct authority *a, const PGresult *rows, int row, struct problem *why);

/* The same for a row of account_message_take: a link that sets the password, or a test. */
bool mail_write_account(struct mail_post *post, const struct site *site,
			const struct config *config, const struct authority *a,
			const PGresult *rows, int row, struct problem *why);

void mail_post_done(struct mail_post *post);
