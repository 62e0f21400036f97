/* mime.c - mails as bytes. */
#include "lib/mime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/mail_address.h"
#include "lib/mime_encode.h"

enum { LINE_MAX_CHARS = 76 };

static struct mail mail(void)
{
	return (struct mail){
		.from = {"Landratsamt", "termine@landratsamt.example"},
		.to = {"Jörg Müller", "joerg@citizen.example"},
		.subject = "Ihr Termin",
		.message_id = "m1.0@termine.example",
		.date = 1795594800,
		.language = "de",
		.text = "Guten Tag\n",
		.html = "<p>Guten Tag</p>\n",
	};
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part)) {
		fputs(part, stderr);
		fputs(" <- is not in:\n", stderr);
		fputs(text, stderr);
		fail();
	}
}

/* Only CR LF ends a line, and none has more than 76 characters. */
static void assert_lines(const struct buffer *out)
{
	size_t column = 0;

	for (size_t i = 0; i < out->len; i++) {
		if (out->data[i] == '\n')
			assert_true(i > 0 && out->data[i - 1] == '\r');
		if (out->data[i] == '\r')
			assert_int_equal(out->data[i + 1], '\n');
		column = out->data[i] == '\n' ? 0 : column + 1;
		assert_true(column <= LINE_MAX_CHARS + 1);
	}
}

static void a_mail_without_calendar_is_text_and_html(void **state)
{
	struct mail m = mail();
	struct problem why = {0};
	buffer_auto_t out = {0};

	(void)state;
	assert_true(mime_write(&m, &out, &why));
	assert_lines(&out);
	assert_has(out.data, "Date: Wed, 25 Nov 2026 08:20:00 +0000\r\n");
	assert_has(out.data, "From: \"Landratsamt\" <termine@landratsamt.example>\r\n");
	assert_has(out.data, "To: =?UTF-8?B?SsO2cmcgTcO8bGxlcg==?= <joerg@citizen.example>\r\n");
	assert_has(out.data, "Subject: Ihr Termin\r\n");
	assert_has(out.data, "Message-ID: <m1.0@termine.example>\r\n");
	assert_has(out.data, "Auto-Submitted: auto-generated\r\n");
	assert_has(out.data, "Content-Type: multipart/alternative;");
	assert_null(strstr(out.data, "multipart/mixed"));
}

static void the_same_mail_gives_the_same_bytes(void **state)
{
	struct mail m = mail();
	struct problem why = {0};
	buffer_auto_t a = {0}, b = {0};

	(void)state;
	assert_true(mime_write(&m, &a, &why) && mime_write(&m, &b, &why));
	assert_string_equal(a.data, b.data);
}

static void a_calendar_goes_inside_and_as_a_file(void **state)
{
	struct mail m = mail();
	struct problem why = {0};
	buffer_auto_t out = {0};

	(void)state;
	m.calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";
	m.calendar_method = "REQUEST";
	assert_true(mime_write(&m, &out, &why));
	assert_lines(&out);
	assert_has(out.data, "Content-Type: multipart/mixed;");
	assert_has(out.data, "Content-Type: text/calendar; charset=utf-8; method=REQUEST;\r\n"
			     " component=VEVENT\r\nContent-Transfer-Encoding: base64\r\n");
	assert_has(out.data, "Content-Type: application/ics; name=\"termin.ics\"\r\n");
}

static void encoded_words_never_cut_a_character(void **state)
{
	buffer_auto_t out = {0}, text = {0};

	(void)state;
	for (int shift = 0; shift < 4; shift++) {
		buffer_clear(&out);
		buffer_clear(&text);
		for (int i = 0; i < shift; i++)
			buffer_putc(&text, 'x');
		for (int i = 0; i < 30; i++)
			buffer_puts(&text, "\xf0\x9f\x98\x80");
		mime_text_header("Subject", text.data, &out);
		assert_lines(&out);
		/* 39 bytes hold nine emoji whole: no word of 39 bytes may appear. */
		for (const char *word = out.data; (word = strstr(word, "?B?")); word += 3)
			assert_true(strcspn(word + 3, "?") <= 52);
	}
}

static void quoted_printable_keeps_lines_short_and_characters_whole(void **state)
{
	static const struct {
		const char *text, *encoded;
	} CASES[] = {
		{"", ""},
		{"a=b", "a=3Db"},
		{"a \nb\t", "a=20\r\nb=09"},
		{"a\r\nb\n", "a\r\nb\r\n"},
		{"ä", "=C3=A4"},
		{"From here\nFromage\n.", "=46rom here\r\nFromage\r\n=2E"},
		{"0123456789012345678901234567890123456789012345678901234567890123456789äb",
		 "0123456789012345678901234567890123456789012345678901234567890123456789=\r\n"
		 "=C3=A4b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		buffer_auto_t out = {0};

		buffer_puts(&out, "");
		mime_quoted_printable(CASES[i].text, &out);
		assert_string_equal(out.data, CASES[i].encoded);
	}
}

/* clang-format off */
static void spoil_subject(struct mail *m) { m->subject = "a\r\nBcc: x@y.example"; }
static void spoil_subject_lf(struct mail *m) { m->subject = "a\nb"; }
static void spoil_subject_utf8(struct mail *m) { m->subject = "a\xc3"; }
static void spoil_to_name(struct mail *m) { m->to.name = "a\r\n b"; }
static void spoil_to(struct mail *m) { m->to.email = "a@b.example\r\nBcc: c@d.example"; }
static void spoil_to_two(struct mail *m) { m->to.email = "a@b.example,c@d.example"; }
static void spoil_to_null(struct mail *m) { m->to.email = NULL; }
static void spoil_from(struct mail *m) { m->from.email = "a b@c.example"; }
static void spoil_reply(struct mail *m) { m->reply_to = "<a@b.example>"; }
static void spoil_id(struct mail *m) { m->message_id = "a>b@c.example"; }
static void spoil_language(struct mail *m) { m->language = "de\r\n"; }
static void spoil_text(struct mail *m) { m->text = "a\x01"; }
static void spoil_html(struct mail *m) { m->html = "\x80"; }
static void spoil_method(struct mail *m) { m->calendar_method = "CANCEL"; }
static void spoil_file(struct mail *m) { m->attachment_name = "a\"b.ics"; }
/* clang-format on */

static void what_could_forge_a_header_is_refused_by_name(void **state)
{
	static const struct {
		const char *field;
		void (*spoil)(struct mail *m);
	} BAD[] = {
		{"subject", spoil_subject},
		{"subject", spoil_subject_lf},
		{"subject", spoil_subject_utf8},
		{"to.name", spoil_to_name},
		{"to.email", spoil_to},
		{"to.email", spoil_to_two},
		{"to.email", spoil_to_null},
		{"from.email", spoil_from},
		{"reply_to", spoil_reply},
		{"message_id", spoil_id},
		{"language", spoil_language},
		{"text", spoil_text},
		{"html", spoil_html},
		{"calendar_method", spoil_method},
		{"attachment_name", spoil_file},
	};

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
		struct mail m = mail();
		struct problem why = {0};
		buffer_auto_t out = {0};

		m.calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";
		m.calendar_method = "REQUEST";
		BAD[i].spoil(&m);
		assert_false(mime_write(&m, &out, &why));
		assert_int_equal(why.status, 422);
		assert_int_equal(strncmp(why.detail, BAD[i].field, strlen(BAD[i].field)), 0);
		assert_int_equal(out.len, 0);
	}
}

static void addresses_that_need_no_quoting_are_taken(void **state)
{
	static const char *const GOOD[] = {"a@b.example",
					   "max.mustermann+termin@amt.landkreis.example",
					   "o'neil@x-y.example", "root@localhost", "1@2.example"};
	static const char *const BAD[] = {
		"",
		"a",
		"@b.example",
		"a@",
		"a@b",
		"a@b.",
		"a@.b.example",
		"a@b..example",
		".a@b.example",
		"a.@b.example",
		"a..b@c.example",
		"a b@c.example",
		"\"a\"@b.example",
		"a@[127.0.0.1]",
		"a@-b.example",
		"a@b-.example",
		"ä@b.example",
		"a@b@c.example",
		"a@b.example ",
		"a,b@c.example",
		"<a@b.example>",
		"12345678901234567890123456789012345678901234567890123456789012345@b.example"};

	(void)state;
	for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++)
		assert_true(mail_address_valid(GOOD[i]));
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
		assert_false(mail_address_valid(BAD[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_without_calendar_is_text_and_html),
		cmocka_unit_test(the_same_mail_gives_the_same_bytes),
		cmocka_unit_test(a_calendar_goes_inside_and_as_a_file),
		cmocka_unit_test(encoded_words_never_cut_a_character),
		cmocka_unit_test(quoted_printable_keeps_lines_short_and_characters_whole),
		cmocka_unit_test(what_could_forge_a_header_is_refused_by_name),
		cmocka_unit_test(addresses_that_need_no_quoting_are_taken),
	};

	return cmocka_run_group_tests_name("mime", tests, NULL, NULL);
}
