/* account_mail.c - mails to staff: the link that sets a password, and the test that mails leave. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/mime.h"
#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/jobs/mail.h"
#include "server/text.h"

/* Of which text the subject is, too. */
struct kind {
	const char *template, *subject;
};

static const struct kind LINK = {"mail.account_link", "mail.account_link.subject"},
			 TEST = {"mail.account_test", "mail.account_test.subject"};

static json_t *test_document(const struct wording *w, const PGresult *rows, int row)
{
	const struct office *o =
		authority_office_by_id(w->authority, row_integer(rows, row, "office_id"));
	const char *name = row_text(rows, row, "name");

	return json_pack("{s:o, s:s, s:s, s:s, s:s, s:n, s:o}", "authority", shape_authority(w),
			 "language", language_code(w->language), "dir",
			 language_direction(w->language), "name", name, "family_name", name,
			 "given_name", "office", o ? word_of(w, o->texts, "name") : json_null());
}

static json_t *link_document(const struct wording *w, const struct config *config,
			     const PGresult *rows, int row)
{
	str_auto_t *base = mail_base_address(config, w->authority);
	const char *name = row_text(rows, row, "name");

	/* The greeting is that of all mails: it takes the whole name as the family's. */
	return json_pack("{s:o, s:s, s:s, s:s, s:s, s:n, s:b, s:b, s:o, s:o}", "authority",
			 shape_authority(w), "language", language_code(w->language), "dir",
			 language_direction(w->language), "name", name, "family_name", name,
			 "given_name", "first", strcmp(row_text(rows, row, "kind"), "set_up") == 0,
			 "second_factor", strcmp(row_text(rows, row, "kind"), "second_factor") == 0,
			 "link_url",
			 json_sprintf("%s/staff/links/%s%s", base, row_text(rows, row, "token"),
				      w->lang_query),
			 "valid_text", word_at(w, row_integer(rows, row, "valid_until")));
}

static bool page_write(const struct wording *w, const char *template, const json_t *document,
		       bool plain, struct buffer *out, struct problem *why)
{
	if (site_render(w->site, template, w->language, document, NULL, plain, out))
		return true;
	return problem(why, 500, "bad_template", "%s cannot be written", template);
}

static char *text_write(const struct wording *w, const char *key, const json_t *document)
{
	struct buffer text = {0};

	site_text(w->site, w->language, key, document, &text);
	return buffer_steal(&text);
}

static bool mail_assemble(struct mail_post *post, const struct wording *w, const struct kind *kind,
			  const json_t *document, time_t written_at, struct problem *why)
{
	str_auto_t *subject = text_write(w, kind->subject, document);
	str_auto_t *from = text_write(w, "calendar.organizer", document);
	const char *host = strchr(w->authority->email, '@');
	str_auto_t *id = text_format("%s%s", post->name, host ? host : "@localhost");
	buffer_auto_t text = {0}, html = {0};
	struct mail mail = {
		.from = {from, w->authority->email},
		.to = {json_string_value(json_object_get(document, "name")), post->recipient},
		.subject = subject,
		.message_id = id,
		.date = written_at,
		.language = language_code(w->language),
	};

	if (!page_write(w, kind->template, document, true, &text, why) ||
	    !page_write(w, kind->template, document, false, &html, why))
		return false;
	mail.text = text.data;
	mail.html = html.data;
	return mime_write(&mail, &post->bytes, why);
}

bool mail_write_account(struct mail_post *post, const struct site *site,
			const struct config *config, const struct authority *a,
			const PGresult *rows, int row, struct problem *why)
{
	struct wording w = {.authority = a, .site = site};
	time_t written_at = row_integer(rows, row, "created_at");
	bool test = strcmp(row_text(rows, row, "kind"), "test") == 0;
	json_auto_t *document = NULL;

	mail_language(&w, row_text(rows, row, "language"));
	document = test ? test_document(&w, rows, row) : link_document(&w, config, rows, row);
	*post = (struct mail_post){
		.sender = xstrdup(*config->mail_from ? config->mail_from : a->email),
		.recipient = xstrdup(row_text(rows, row, "email")),
		.name = text_format("account-%s-%s-%lld", a->id_text,
				    row_text(rows, row, "message_id"), (long long)written_at),
	};
	return mail_assemble(post, &w, test ? &TEST : &LINK, document, written_at, why);
}
