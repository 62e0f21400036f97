/* smtp.c - mails to a mail server, by libcurl. */
#include "server/jobs/smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/secret_file.h"
#include "server/text.h"
#include "server/transfers.h"

enum {
	CONNECT_SECONDS = 20,
	IDLE_SECONDS = 30, /* a connection that waited longer is not used again */
	COMMAND_BYTES = 4, /* RFC 5321: all commands of importance here */
	ERROR_SIZE = 64,
	PERMANENT = 5, /* first digit of a reply, RFC 5321 4.2.1 */
	REPLY_CLASS = 100,
};

struct sending {
	LIST_ENTRY(sending) link;
	struct smtp *smtp;
	CURL *curl;
	struct curl_slist *recipients;
	const struct mail_post *post;
	size_t at;                       /* bytes of the mail that are read */
	char command[COMMAND_BYTES + 1]; /* the last one sent, which a refusal answers */
	delivery_fn *done;
	void *ctx;
};

struct smtp {
	struct transfers *transfers;
	const struct config *config;
	char *url, *password;
	LIST_HEAD(sendings, sending) sendings;
};

/*
 * One mail
 */

static size_t on_read(char *out, size_t size, size_t n, void *arg)
{
	struct sending *x = arg;
	size_t room = size * n, left = x->post->bytes.len - x->at;
	size_t len = left < room ? left : room;

	memcpy(out, x->post->bytes.data + x->at, len);
	x->at += len;
	return len;
}

/* Listens for the commands sent, to know what a refusal refuses. */
static int on_debug(CURL *curl, curl_infotype type, char *data, size_t len, void *arg)
{
	struct sending *x = arg;

	(void)curl;
	/* After a refusal curl takes its leave; that is not what was refused. */
	if (type == CURLINFO_HEADER_OUT && len >= COMMAND_BYTES &&
	    memcmp(data, "QUIT", COMMAND_BYTES) != 0)
		memcpy(x->command, data, COMMAND_BYTES);
	return 0;
}

/* What the recipient's server says to RCPT or to the mail itself is about this
 * mail; what is said before is about us. */
static enum delivery delivery_of(const struct sending *x, CURLcode code, long reply)
{
	bool about_mail = strcmp(x->command, "RCPT") == 0 || strcmp(x->command, "DATA") == 0;

	if (code == CURLE_OK)
		return DELIVERY_DONE;
	if (reply == 0 || !about_mail)
		return DELIVERY_UNREACHABLE;
	/* 2xx and 3xx: the connection broke after a good reply. */
	if (reply / REPLY_CLASS < PERMANENT)
		return reply / REPLY_CLASS == PERMANENT - 1 ? DELIVERY_LATER : DELIVERY_UNREACHABLE;
	return DELIVERY_REFUSED;
}

/* Not the server's own words: they may repeat the address. */
static void error_write(char out[ERROR_SIZE], const struct sending *x, CURLcode code, long reply)
{
	if (reply >= REPLY_CLASS * (PERMANENT - 1))
		snprintf(out, ERROR_SIZE, "smtp: %s %ld", x->command, reply);
	else
		snprintf(out, ERROR_SIZE, "smtp: %s", curl_easy_strerror(code));
}

static void sending_free(struct sending *x)
{
	LIST_REMOVE(x, link);
	transfers_remove(x->smtp->transfers, x->curl);
	curl_easy_cleanup(x->curl);
	curl_slist_free_all(x->recipients);
	free(x);
}

static void sending_end(CURL *curl, CURLcode code)
{
	char error[ERROR_SIZE] = "";
	struct sending *x = NULL;
	delivery_fn *done;
	enum delivery what;
	long reply = 0;
	void *ctx;

	curl_easy_getinfo(curl, CURLINFO_PRIVATE, &x);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
	done = x->done;
	ctx = x->ctx;
	what = delivery_of(x, code, reply);
	if (what != DELIVERY_DONE)
		error_write(error, x, code, reply);
	sending_free(x);
	done(ctx, what, error);
}

static void security_set(CURL *curl, const struct config *c)
{
	bool plain = c->smtp_security == SMTP_PLAIN;

	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
			 plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L); /* the name must be the right one */
	if (*c->smtp_ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, c->smtp_ca_file);
}

static void server_set(CURL *curl, const struct smtp *s)
{
	curl_easy_setopt(curl, CURLOPT_URL, s->url);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SMTP_SECONDS);
	curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, (long)IDLE_SECONDS);
	security_set(curl, s->config);
	if (*s->config->smtp_user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, s->config->smtp_user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, s->password);
	}
}

static void mail_set(struct sending *x)
{
	CURL *curl = x->curl;

	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, x->post->sender);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, x->recipients);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, x);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)x->post->bytes.len);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* to on_debug, nowhere else */
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, x);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, x);
}

void smtp_send(struct smtp *s, const struct mail_post *post, delivery_fn *done, void *ctx)
{
	struct sending *x = xcalloc(1, sizeof *x);

	*x = (struct sending){
		.smtp = s,
		.curl = curl_easy_init(),
		.recipients = curl_slist_append(NULL, post->recipient),
		.post = post,
		.done = done,
		.ctx = ctx,
	};
	if (!x->curl || !x->recipients)
		die("out of memory");
	LIST_INSERT_HEAD(&s->sendings, x, link);
	server_set(x->curl, s);
	mail_set(x);
	transfers_add(s->transfers, x->curl);
}

/*
 * Life
 */

/* smtp_security = tls means TLS from the first byte, whatever the URL begins with. */
static char *url_of(const struct config *c)
{
	const char *host = strstr(c->smtp_url, "://") + strlen("://");
	bool tls = c->smtp_security == SMTP_TLS || strncmp(c->smtp_url, "smtps:", 6) == 0;

	return text_format("%s://%s", tls ? "smtps" : "smtp", host);
}

struct smtp *smtp_new(struct event_base *base, const struct config *config)
{
	struct smtp *s;
	char *password = NULL;

	if (*config->smtp_password_file &&
	    !(password = secret_file_read(config->smtp_password_file, "smtp_password_file")))
		return NULL;
	s = xcalloc(1, sizeof *s);
	s->config = config;
	s->password = password;
	s->url = url_of(config);
	s->transfers = transfers_new(base, sending_end);
	LIST_INIT(&s->sendings);
	return s;
}

void smtp_free(struct smtp *s)
{
	if (!s)
		return;
	while (!LIST_EMPTY(&s->sendings))
		sending_free(LIST_FIRST(&s->sendings));
	transfers_free(s->transfers);
	free(s->url);
	free(s->password);
	free(s);
}
