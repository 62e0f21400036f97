/*
 * finding.h - what is wrong with a file, every bit of it, with its place.
 *
 * A mistake keeps the file from being used; a warning does not.  A finding is a code with what it
 * is about; whoever shows it has the words, with the remedy in them (the texts
 * "staff.finding.CODE").
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/json_place.h"

enum { FINDINGS_MAX = 500 };

struct finding {
	bool warning;
	const char *code; /* "unknown_service" */
	json_t *params;   /* {NAME: text or number}; texts are cut where they are long */
	char *pointer;    /* JSON Pointer, "" for the whole file */
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

/* Take params, which may be NULL; code is kept.  Behind FINDINGS_MAX they are only counted. */
void finding_mistake(struct findings *f, const char *pointer, const char *code, json_t *params);
void finding_warning(struct findings *f, const char *pointer, const char *code, json_t *params);

/* A mistake whose place is known already. */
void finding_mistake_at(struct findings *f, struct json_place place, const char *code,
			json_t *params);

/* In the order of the file. */
void findings_sort(struct findings *f);

void findings_done(struct findings *f);
