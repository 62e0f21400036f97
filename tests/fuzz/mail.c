/*
 * mail.c - whatever a citizen's name, address or answer is, it forges no line of
 * a mail or of the calendar entry in it.
 *
 * The input is texts with NULs between them: name, address, subject, text, place.
 */
#include "lib/icalendar.h"
#include "lib/mime.h"

#include <assert.h>
#include <string.h>

#include "lib/cleanup.h"
#include "tests/fuzz/target.h"

enum { TEXTS = 5, LINE_MAX_BYTES = 998, HEADERS = 9 };

/* RFC 5322 2.1.1 and 2.3: lines end in CR LF, which stand nowhere else. */
static void check_lines(const char *text)
{
	const char *begin = text;

	for (const char *at = text; *at; at++) {
		assert((*at != '\n') || (at > text && at[-1] == '\r'));
		assert((*at != '\r') || at[1] == '\n');
		if (*at != '\n')
			continue;
		assert(at - begin <= LINE_MAX_BYTES);
		begin = at + 1;
	}
}

/* Lines of the head that begin a header, not those that go on with one. */
static size_t headers_count(const char *mail)
{
	size_t n = 0;

	for (const char *line = mail; strncmp(line, "\r\n", 2) != 0;
	     line = strstr(line, "\r\n") + 2)
		n += *line != ' ' && *line != '\t';
	return n;
}

/* No content line but ours. */
static void check_calendar(const char *text)
{
	for (const char *line = text; *line; line = strstr(line, "\r\n") + 2)
		assert(strncmp(line, "X-EVIL", strlen("X-EVIL")) != 0);
	check_lines(text);
}

static char *calendar_of(const char *const text[TEXTS])
{
	const struct icalendar_event event = {
		.method = ICALENDAR_REQUEST,
		.uid = "0123456789abcdef@county.example",
		.starts_at = 1795680000,
		.ends_at = 1795681800,
		.tzid = "Europe/Berlin",
		.summary = "Landratsamt",
		.description = text[3],
		.location = text[4],
		.organizer_name = "Landratsamt",
		.organizer_email = "office@county.example",
		.attendee_name = text[0],
		.attendee_email = text[1],
	};
	struct buffer out = {0};
	struct problem why = {0};

	if (icalendar_write(&event, &out, &why)) {
		check_calendar(out.data);
		return buffer_steal(&out);
	}
	assert(why.status == 422 && why.detail[0] && out.len == 0);
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str_auto_t *calendar = NULL;
	const char *text[TEXTS] = {"", "", "", "", ""};
	buffer_auto_t all = {0}, out = {0};
	struct problem why = {0};

	if (size)
		buffer_add(&all, data, size);
	for (size_t i = 0, at = 0; i < TEXTS && at < all.len; i++, at += strlen(all.data + at) + 1)
		text[i] = all.data + at;
	calendar = calendar_of(text);

	const struct mail mail = {
		.from = {"Landratsamt", "office@county.example"},
		.to = {text[0], text[1]},
		.subject = text[2],
		.message_id = "0123456789abcdef.1@county.example",
		.date = 1795680000,
		.language = "de",
		.text = text[3],
		.html = text[3],
		.calendar = calendar,
		.calendar_method = "REQUEST",
	};
	if (mime_write(&mail, &out, &why)) {
		check_lines(out.data);
		assert(headers_count(out.data) == HEADERS);
	} else {
		assert(why.status == 422 && why.detail[0] && out.len == 0);
	}
	return 0;
}
