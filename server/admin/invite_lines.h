/* invite_lines.h - a table of people to be given roles: what each of its lines asks for. */
#pragma once

#include "server/admin/invite.h"

enum { INVITE_LINES_MAX = 300 };

/*
 * rows: as csv_table_read() gives them, the head first.  Returns a list of lines to show
 * {line, name, email, role_text, where_text, errors: [{field, label, code, text}]}, and in
 * *asked those that are right, for SQL_ACCOUNTS_INVITE, where `nr` is the place in the list from 1.
 * NULL, and in *mistake a sentence in the reader's words, when the head does not name the columns.
 *
 * expected: what each line came to when it was looked at ("new more"); NULL: as it comes.
 */
json_t *invite_lines_read(struct request *rq, const struct accounts *a, const json_t *rows,
			  const char *expected, json_t **asked, json_t **mistake);

/* Add what is wrong with a line, once it is known from the database. */
void invite_line_wrong(const struct accounts *a, json_t *line, const char *field,
		       enum field_code code);
