/*
 * finding.h - what is wrong with a file, every bit of it, with its place.
 *
 * A mistake keeps the file from being used; a warning does not.  A finding is
 * one sentence for the person who wrote the file, with the remedy in it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "lib/json_place.h"

enum { FINDINGS_MAX = 500 };

struct finding {
	bool warning;
	char *pointer; /* JSON Pointer, "" for the whole file */
	char *text;
	struct json_place place;
};

/* Initialise with {0} and the text the places are looked up in, which is borrowed. */
struct findings {
	const char *text;
	size_t len;
	struct finding *list;
	size_t n, room;
	size_t mistakes; /* as many of them are no warnings */
};

#define findings_auto_t __attribute__((cleanup(findings_done))) struct findings

/* Behind FINDINGS_MAX they are only counted. */
void finding_mistake(struct findings *f, const char *pointer, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void finding_warning(struct findings *f, const char *pointer, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A mistake whose place is known already. */
void finding_mistake_at(struct findings *f, struct json_place place, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* "FILE:12: mistake: /services/0/minutes: ...", one line each, in the order of the file. */
void findings_print(struct findings *f, const char *file, struct buffer *out);

void findings_done(struct findings *f);
