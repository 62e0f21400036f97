/* mime_encode.c - text as the ASCII lines of a mail. */
#include "lib/mime_encode.h"

#include <assert.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "lib/clean_text.h"

enum {
	LINE_MAX_CHARS = 76,
	BASE64_LINE_BYTES = LINE_MAX_CHARS / 4 * 3,
	WORD_BYTES = 39,  /* of text in an encoded word: 64 characters, room for "Reply-To: " */
	PLAIN_CHARS = 60, /* a longer text is cut into encoded words */
	QUOTED_CHARS = 3, /* "=C3" */
};

static void base64_line(const char *data, size_t len, struct buffer *out)
{
	char line[LINE_MAX_CHARS + 1];

	assert(len <= BASE64_LINE_BYTES);
	sodium_bin2base64(line, sizeof line, (const unsigned char *)data, len,
			  sodium_base64_VARIANT_ORIGINAL);
	buffer_puts(out, line);
}

void mime_base64(const char *data, size_t len, struct buffer *out)
{
	for (size_t at = 0; at < len; at += BASE64_LINE_BYTES) {
		size_t left = len - at;

		if (at)
			buffer_puts(out, "\r\n");
		base64_line(data + at, left < BASE64_LINE_BYTES ? left : BASE64_LINE_BYTES, out);
	}
}

/* Bytes of a line break that begins here, or 0. */
static size_t break_length(const char *s)
{
	if (s[0] == '\r' && s[1] == '\n')
		return 2;
	return s[0] == '\n';
}

/*
 * Besides what must be quoted: blanks that end a line, and "From " or a dot at
 * its beginning, for the sake of mailbox files and careless relays.
 */
static bool needs_quoting(const char *s, bool first)
{
	unsigned char c = (unsigned char)*s;

	if (c == ' ' || c == '\t')
		return !s[1] || break_length(s + 1);
	if (first && (c == '.' || strncmp(s, "From ", 5) == 0))
		return true;
	return c < ' ' || c > '~' || c == '=';
}

static void quote(const char *bytes, size_t len, struct buffer *out)
{
	static const char HEX[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		const char quoted[QUOTED_CHARS] = {'=', HEX[c >> 4], HEX[c & 15]};

		buffer_add(out, quoted, sizeof quoted);
	}
}

/*
 * One character of step bytes, after a soft line break if the line, of which
 * one column is kept for that, has no room for it.  Returns the new column.
 */
static size_t put_character(const char *text, size_t step, size_t column, struct buffer *out)
{
	bool quoted = needs_quoting(text, column == 0);
	size_t width = quoted ? QUOTED_CHARS * step : step;

	if (column + width > LINE_MAX_CHARS - 1) {
		buffer_puts(out, "=\r\n");
		return put_character(text, step, 0, out);
	}
	if (quoted)
		quote(text, step, out);
	else
		buffer_add(out, text, step);
	return column + width;
}

void mime_quoted_printable(const char *text, struct buffer *out)
{
	size_t column = 0;

	while (*text) {
		size_t line_break = break_length(text), step = clean_step(text);

		if (line_break) {
			buffer_puts(out, "\r\n");
			column = 0;
			text += line_break;
		} else {
			column = put_character(text, step, column, out);
			text += step;
		}
	}
}

/* ASCII, short, and nothing a reader would take for an encoded word. */
static bool is_plain(const char *text)
{
	size_t len = strlen(text);

	if (len > PLAIN_CHARS || strstr(text, "=?"))
		return false;
	if (len && (text[0] == ' ' || text[len - 1] == ' ' || strstr(text, "  ")))
		return false;
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			return false;
	}
	return true;
}

static void encoded_words(const char *text, struct buffer *out)
{
	const char *separator = "";

	while (*text) {
		size_t len = 0;

		for (size_t step; (step = clean_step(text + len)); len += step) {
			if (len + step > WORD_BYTES)
				break;
		}
		buffer_printf(out, "%s=?UTF-8?B?", separator);
		base64_line(text, len, out);
		buffer_puts(out, "?=");
		separator = "\r\n ";
		text += len;
	}
}

void mime_text_header(const char *name, const char *text, struct buffer *out)
{
	buffer_printf(out, "%s: ", name);
	if (is_plain(text))
		buffer_puts(out, text);
	else
		encoded_words(text, out);
	buffer_puts(out, "\r\n");
}

/* As a quoted-string (RFC 5322 3.2.4), which may hold any plain character. */
static void quoted_string(const char *text, struct buffer *out)
{
	buffer_putc(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buffer_putc(out, '\\');
		buffer_putc(out, *text);
	}
	buffer_putc(out, '"');
}

void mime_party_header(const char *header, const char *name, const char *email, struct buffer *out)
{
	size_t start = out->len;

	buffer_printf(out, "%s:", header);
	if (name && *name) {
		buffer_putc(out, ' ');
		if (is_plain(name))
			quoted_string(name, out);
		else
			encoded_words(name, out);
		if (out->len - start + strlen(email) + strlen(" <>") > LINE_MAX_CHARS)
			buffer_puts(out, "\r\n");
	}
	buffer_printf(out, " <%s>\r\n", email);
}

void mime_date_header(long long unix_seconds, struct buffer *out)
{
	static const char DAYS[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char MONTHS[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t t = (time_t)unix_seconds;
	struct tm utc;

	/* Not strftime(): its names follow the locale. */
	gmtime_r(&t, &utc);
	buffer_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", DAYS[utc.tm_wday],
		      utc.tm_mday, MONTHS[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
		      utc.tm_sec);
}
