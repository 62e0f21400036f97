/* negotiation.h - in which of the offered languages to answer. */
#pragma once

#include <stddef.h>

/* What a client may ask for; more is not read. */
enum { NEGOTIATION_MAX_RANGES = 32 };

/*
 * Index of the language to use.  `chosen` (a link or a form) goes first if it
 * is offered; then Accept-Language (RFC 9110 12.5.4) by RFC 4647's lookup:
 * de-AT is content with de, and * with the fallback; then the fallback.  Either
 * text may be NULL or rubbish.
 */
size_t negotiation_choose(const char *const *offered, size_t n, const char *chosen,
			  const char *accept_language, size_t fallback);
