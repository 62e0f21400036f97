/* slug.h - short names in addresses, such as "hilfe-zur-pflege". */
#pragma once

#include <stdbool.h>

enum { SLUG_MAX_CHARACTERS = 60, SLUG_SIZE = SLUG_MAX_CHARACTERS + 1 };

/* Of a name: "Hilfe zur Pflege (Büro)" is "hilfe-zur-pflege-buero".  Empty when nothing is left. */
void slug_of(char out[SLUG_SIZE], const char *name);

/* a-z, 0-9, and single hyphens between them. */
bool slug_valid(const char *text);
