/* totp.h - codes of an authenticator app (RFC 6238), and the picture that sets it up. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "lib/secret.h"

enum { TOTP_DIGITS = 6 };

/*
 * The time step whose code this is: the current one, the one before or the one
 * after, for clocks that are not quite right; blanks within do not count.  -1: none.
 */
int64_t totp_step(const unsigned char secret[TOTP_SECRET_BYTES], const char *code, time_t now);

/* Read the hexadecimal digits the database gives; false when it is no secret. */
bool totp_secret_parse(unsigned char out[TOTP_SECRET_BYTES], const char *hex);

/* otpauth://totp/ISSUER:ACCOUNT?secret=... as apps read it; the caller frees it. */
char *totp_url(const unsigned char secret[TOTP_SECRET_BYTES], const char *issuer,
	       const char *account);

/* A QR code of the text as an SVG element, without a size of its own; the caller frees
 * it.  NULL when the text is too long for one. */
char *qr_svg(const char *text);
