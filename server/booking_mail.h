/* booking_mail.h - a mail about a booking in words: what leaves, and what previews show. */
#pragma once

#include "lib/buffer.h"
#include "lib/problem.h"
#include "server/booking.h"
#include "server/config.h"

struct booking_mail {
	/* Set by the caller; the booking's answers are released with the mail. */
	struct wording w;
	struct booking b;
	const char *kind;        /* "confirmation" */
	bool rehearsal;          /* its subject says so */
	time_t previous;         /* only "moved": when it was before */
	const char *office_text; /* what the office writes about this one, or NULL */

	/* Set by booking_mail_begin(). */
	char *base;       /* "https://termine.example" */
	char *manage_url; /* NULL when there is no link any more */
	json_t *document;
	bool own; /* in the office's own words */
};

/* The document of web/mail/README.md, in the words of the office where it has such. */
void booking_mail_begin(struct booking_mail *m, const struct config *config);

/* In these words instead: {subject, body} of lib/own_text.h; NULL: the product's. */
void booking_mail_say(struct booking_mail *m, const json_t *own);

/* The caller frees it. */
char *booking_mail_subject(const struct booking_mail *m);

/* The mail as text (plain) or as HTML. */
bool booking_mail_page(const struct booking_mail *m, bool plain, struct buffer *out,
		       struct problem *why);

void booking_mail_done(struct booking_mail *m);

/* What all mails share: the language to write in, and "https://termine.example" for
 * their links, which the caller frees. */
void mail_language(struct wording *w, const char *language);
char *mail_base_address(const struct config *config, const struct authority *a);
