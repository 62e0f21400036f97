/*
 * letters.h - for which letters somebody answers: as people write them, and as they type them.
 *
 * Ranges are JSON as statements take it: [{from, to, municipalities}], from and to null for
 * everybody.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

/* "A–K, L–Sb"; the caller frees it. */
char *letters_text(const json_t *ranges);

/* The municipalities of all of them, each once; empty: wherever citizens live. */
json_t *letters_municipalities(const json_t *ranges);

/*
 * Append what was typed, "a-k, L bis sb"; false when that are no letters.  The municipalities
 * that letters were limited to in `old` stay; new letters get those of all of it.
 */
bool letters_parse(json_t *ranges, const char *typed, const json_t *old);
