/*
 * smtp.h - mails to a mail server, several at a time, on the event loop.
 *
 * By libcurl, as the settings smtp_* say.  The server's certificate is always
 * checked; with smtp_security starttls a server that does not offer it gets nothing.
 */
#pragma once

#include <event2/event.h>

#include "server/config.h"
#include "server/jobs/delivery.h"
#include "server/jobs/mail.h"

/* What one mail may take, from connecting to the last reply. */
enum { SMTP_SECONDS = 60 };

struct smtp;

/* config is borrowed.  NULL and a logged reason when the password cannot be read. */
struct smtp *smtp_new(struct event_base *base, const struct config *config);

/* What is under way is cut off; its done() is not called. */
void smtp_free(struct smtp *s);

/* post is borrowed until done(), which is called exactly once, from the event loop. */
void smtp_send(struct smtp *s, const struct mail_post *post, delivery_fn *done, void *ctx);
