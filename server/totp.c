/* totp.c - codes of an authenticator app, and the picture that sets it up. */
#include "server/totp.h"

#include <ctype.h>
#include <liboath/oath.h>
#include <qrencode.h>
#include <sodium.h>
#include <string.h>

#include "lib/buffer.h"
#include "server/text.h"

enum {
	STEP_SECONDS = 30,
	WINDOW = 1,        /* steps to either side (RFC 6238 section 5.2) */
	QUIET_MODULES = 4, /* white border (ISO/IEC 18004 section 9.1) */
};

static bool code_read(char out[TOTP_DIGITS + 1], const char *typed)
{
	size_t n = 0;

	for (; *typed; typed++) {
		if (*typed == ' ')
			continue;
		if (!isdigit((unsigned char)*typed) || n == TOTP_DIGITS)
			return false;
		out[n++] = *typed;
	}
	out[n] = '\0';
	return n == TOTP_DIGITS;
}

int64_t totp_step(const unsigned char secret[TOTP_SECRET_BYTES], const char *code, time_t now)
{
	char typed[TOTP_DIGITS + 1], right[TOTP_DIGITS + 1];
	int64_t found = -1;

	if (!code_read(typed, code))
		return -1;
	for (int i = -WINDOW; i <= WINDOW; i++) {
		time_t then = now + i * STEP_SECONDS;

		if (oath_totp_generate((const char *)secret, TOTP_SECRET_BYTES, then, STEP_SECONDS,
				       0, TOTP_DIGITS, right) == OATH_OK &&
		    sodium_memcmp(typed, right, TOTP_DIGITS) == 0)
			found = then / STEP_SECONDS;
	}
	return found;
}

bool totp_secret_parse(unsigned char out[TOTP_SECRET_BYTES], const char *hex)
{
	size_t len = 0;

	return hex &&
	       sodium_hex2bin(out, TOTP_SECRET_BYTES, hex, strlen(hex), NULL, &len, NULL) == 0 &&
	       len == TOTP_SECRET_BYTES;
}

/* RFC 3986 section 2.3 */
static void escape(struct buffer *out, const char *text)
{
	for (; *text; text++) {
		if (isalnum((unsigned char)*text) || strchr("-._~@", *text))
			buffer_putc(out, *text);
		else
			buffer_printf(out, "%%%02X", (unsigned char)*text);
	}
}

char *totp_url(const unsigned char secret[TOTP_SECRET_BYTES], const char *issuer,
	       const char *account)
{
	char base32[TOTP_SECRET_TEXT_SIZE];
	buffer_auto_t name = {0}, who = {0};

	totp_secret_format(base32, secret);
	escape(&name, issuer);
	escape(&who, account);
	return text_format("otpauth://totp/%s:%s?secret=%s&issuer=%s", name.data, who.data, base32,
			   name.data);
}

char *qr_svg(const char *text)
{
	QRcode *qr = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct buffer svg = {0};
	int size;

	if (!qr)
		return NULL;
	size = qr->width + 2 * QUIET_MODULES;
	buffer_printf(&svg,
		      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		      "shape-rendering=\"crispEdges\" aria-hidden=\"true\" focusable=\"false\">"
		      "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
		      size, size, size, size);
	for (int y = 0; y < qr->width; y++)
		for (int x = 0; x < qr->width; x++)
			if (qr->data[y * qr->width + x] & 1)
				buffer_printf(&svg, "M%d %dh1v1h-1z", x + QUIET_MODULES,
					      y + QUIET_MODULES);
	buffer_puts(&svg, "\"/></svg>");
	QRcode_free(qr);
	return buffer_steal(&svg);
}
