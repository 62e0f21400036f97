/*
 * problem.h - what went wrong, in words the client may see.
 *
 * A parser or validator returns false and fills in a problem; the HTTP layer
 * turns it into an RFC 9457 body.  Failures that are our own fault are logged
 * where they happen and never travel as a problem.
 */
#pragma once

#include <stdbool.h>

struct problem {
	int status;       /* HTTP status */
	const char *code; /* stable, machine-readable, a static string: "time_taken" */
	char detail[160]; /* one sentence for a human who calls the API, in English */
};

/* Fill in *why and return false, so that callers can `return problem(...)`. */
bool problem(struct problem *why, int status, const char *code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
