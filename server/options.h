/* options.h - the table of all settings, and what is printed from it. */
#pragma once

#include <stdio.h>

#include "server/config.h"

struct option;

/* NULL when there is none of that name. */
const struct option *option_find(const char *name, size_t len);

/*
 * Set the field of c; a value out of bounds ends the program.  source is how the
 * person wrote it: "--port", "AMTSTERMIN_PORT", "/etc/amtstermin.conf:3 port".
 */
void option_set(const struct option *o, struct config *c, const char *value, const char *source);

/* Whether "--name" alone means "--name=yes". */
bool option_is_switch(const struct option *o);

/* Set all fields to their defaults; free all fields. */
void options_reset(struct config *c);
void options_done(struct config *c);

/* For --help, and as the Markdown table of README.md. */
void options_print_help(FILE *out);
void options_print_table(FILE *out);
