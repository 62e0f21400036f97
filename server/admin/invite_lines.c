/* invite_lines.c - the lines of a table of people to be given roles. */
#include "server/admin/invite_lines.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/utf8.h"
#include "server/picks.h"
#include "server/staff_words.h"

/* Fields as the form for one person has them, and what heads their column in German, in English. */
enum column { EMAIL, NAME, ROLE, FOR, CONTACT_PERSON, COLUMNS };

enum { COLUMN_NAMES_MAX = 5 };

static const struct {
	const char *field;
	bool needed;
	const char *heads[COLUMN_NAMES_MAX];
} COLUMN[COLUMNS] = {
	[EMAIL] = {"email", true, {"E-Mail", "email", "mail", "E-Mail-Adresse"}},
	[NAME] = {"name", true, {"Name"}},
	[ROLE] = {"role", true, {"Rolle", "role"}},
	[FOR] = {"for", false, {"Amt", "office", "für", "for"}},
	[CONTACT_PERSON] = {"contact_person",
			    false,
			    {"Ansprechperson", "contact person", "contact_person"}},
};

static const char *const NEW_PERSON[] = {"new", "neu", NULL};

/* What reading a table keeps. */
struct table {
	struct request *rq;
	const struct accounts *a;
	size_t place[COLUMNS]; /* of the column, from 1; 0: there is none */
	json_t *seen;          /* what lines ask for, to find what stands there twice */
	const char *expected;
	json_t *lines, *asked;
};

/*
 * The head
 */

static json_t *trimmed(const json_t *cell)
{
	const char *text = json_string_value(cell);
	size_t len = text ? utf8_trim(&text, json_string_length(cell)) : 0;

	return json_stringn(text ? text : "", len);
}

static enum column column_named(const char *head)
{
	for (enum column c = 0; c < COLUMNS; c++)
		for (size_t i = 0; i < COLUMN_NAMES_MAX && COLUMN[c].heads[i]; i++)
			if (strcasecmp(COLUMN[c].heads[i], head) == 0)
				return c;
	return COLUMNS;
}

static json_t *label(const struct accounts *a, enum column c)
{
	return word_named(&a->w, "staff.account_word.column", COLUMN[c].field);
}

static json_t *mistake_of(const struct table *t, const char *what, json_t *name)
{
	return word_text(&t->a->w, what, json_pack("{s:o}", "name", name));
}

/* What is wrong with it, or NULL. */
static json_t *head_read(struct table *t, const json_t *cells)
{
	json_t *cell;
	size_t i;

	json_array_foreach (cells, i, cell) {
		json_auto_t *head = trimmed(cell);
		enum column c = column_named(json_string_value(head));

		if (c == COLUMNS && json_string_length(head) > 0)
			return mistake_of(t, "staff.account_word.unknown_column",
					  json_incref(head));
		if (c < COLUMNS && t->place[c])
			return mistake_of(t, "staff.account_word.column_twice", json_incref(head));
		if (c < COLUMNS)
			t->place[c] = i + 1;
	}
	for (enum column c = 0; c < COLUMNS; c++)
		if (COLUMN[c].needed && !t->place[c])
			return mistake_of(t, "staff.account_word.no_column", label(t->a, c));
	return NULL;
}

/*
 * A line's cells, in the words of the form for one person
 */

static bool is_one_of(const char *text, const char *const list[])
{
	for (size_t i = 0; list[i]; i++)
		if (strcasecmp(text, list[i]) == 0)
			return true;
	return false;
}

/* As right.h names it, or as a page of any language says it. */
static const char *role_key(const struct table *t, const char *typed)
{
	for (size_t i = 0; INVITE_ROLES[i]; i++) {
		struct wording w = t->a->w;
		enum role role;

		if (strcasecmp(typed, INVITE_ROLES[i]) == 0)
			return INVITE_ROLES[i];
		role_parse(&role, INVITE_ROLES[i]);
		for (size_t n = 0; (w.language = site_language_at(w.site, n)); n++) {
			json_auto_t *word = word_role(&w, role);

			if (strcasecmp(typed, json_string_value(word)) == 0)
				return INVITE_ROLES[i];
		}
	}
	return typed;
}

static bool is_called(const struct office *o, const char *typed)
{
	const char *language;
	json_t *texts;

	if (strcasecmp(o->slug, typed) == 0)
		return true;
	json_object_foreach (o->texts, language, texts) {
		const char *name = json_string_value(json_object_get(texts, "name"));

		if (name && strcasecmp(name, typed) == 0)
			return true;
	}
	return false;
}

/* The office of that short name, or the one office of that name; else what was typed. */
static const char *office_key(const struct table *t, const char *typed)
{
	const struct authority *all = t->a->w.authority;
	const struct office *found = staff_office_named(t->rq, typed);

	if (found)
		return found->slug;
	for (size_t i = 0; i < all->noffices; i++) {
		if (!is_called(&all->offices[i], typed))
			continue;
		if (found)
			return typed;
		found = &all->offices[i];
	}
	return found ? found->slug : typed;
}

/* "OFFICE/SLUG" of the office's contact person of that short name, or of that name; else "new"
 * where that is meant, or what was typed. */
static json_t *person_key(const struct table *t, const char *office, const char *name,
			  const char *typed)
{
	const struct authority *all = t->a->w.authority;
	const char *wanted = *typed ? typed : name;

	if (is_one_of(typed, NEW_PERSON))
		return json_string(NEW_PERSON[0]);
	for (size_t i = 0; i < all->npersons; i++) {
		const struct contact_person *p = &all->persons[i];

		if (strcmp(p->office->slug, office) == 0 &&
		    (strcasecmp(p->slug, wanted) == 0 || strcasecmp(p->name, wanted) == 0))
			return json_sprintf("%s/%s", office, p->slug);
	}
	return json_string(*typed ? typed : NEW_PERSON[0]);
}

static const char *cell_of(const json_t *form, enum column c)
{
	return json_string_value(json_object_get(form, COLUMN[c].field));
}

static json_t *form_read(const struct table *t, const json_t *cells)
{
	json_t *form = json_object();

	for (enum column c = 0; c < COLUMNS; c++)
		json_object_set_new(
			form, COLUMN[c].field,
			trimmed(t->place[c] ? json_array_get(cells, t->place[c] - 1) : NULL));
	json_object_set_new(form, COLUMN[ROLE].field,
			    json_string(role_key(t, cell_of(form, ROLE))));
	json_object_set_new(form, COLUMN[FOR].field,
			    json_string(office_key(t, cell_of(form, FOR))));
	if (strcmp(cell_of(form, ROLE), role_name(ROLE_CONTACT_PERSON)) == 0)
		json_object_set_new(form, COLUMN[CONTACT_PERSON].field,
				    person_key(t, cell_of(form, FOR), cell_of(form, NAME),
					       cell_of(form, CONTACT_PERSON)));
	return form;
}

/*
 * What is wrong with it
 */

/* What helps in a table, else what the form says. */
static json_t *error_text(const struct accounts *a, const char *field, const char *code,
			  json_t *error)
{
	str_auto_t *own = text_format("staff.account_word.cell.%s.%s", field, code);
	str_auto_t *usual = text_format("error.%s", code);

	return word_text(&a->w, language_text(a->w.language, own) ? own : usual,
			 json_incref(error));
}

static void error_add(const struct accounts *a, json_t *line, json_t *error)
{
	const char *field = json_string_value(json_object_get(error, "field"));
	const char *code = json_string_value(json_object_get(error, "code"));

	for (enum column c = 0; c < COLUMNS; c++)
		if (strcmp(COLUMN[c].field, field) == 0)
			json_array_append_new(json_object_get(line, "errors"),
					      json_pack("{s:s, s:o, s:s, s:o}", "field", field,
							"label", label(a, c), "code", code, "text",
							error_text(a, field, code, error)));
}

void invite_line_wrong(const struct accounts *a, json_t *line, const char *field,
		       enum field_code code)
{
	json_auto_t *error = json_pack("{s:s, s:s}", "field", field, "code", field_code_text(code));

	error_add(a, line, error);
}

/* Whether another line above asks for the same. */
static bool is_repeated(const struct table *t, const struct invite *i)
{
	str_auto_t *key =
		text_format("%s %s %s %s", i->email, i->role, i->office ? i->office->slug : "",
			    i->person ? i->person->slug : "");
	bool is = false;

	for (char *c = key; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	is = json_object_get(t->seen, key);
	json_object_set_new(t->seen, key, json_true());
	return is;
}

/*
 * What is shown of it
 */

static json_t *where_text(const struct accounts *a, const struct invite *i, const json_t *form)
{
	json_t *person;

	if (!i->office)
		return json_incref(json_object_get(form, COLUMN[FOR].field));
	if (!invite_needs_person(i))
		return word_of(&a->w, i->office->texts, "name");
	person = i->person ? json_string(i->person->name)
			   : word_text(&a->w, "staff.account_word.new_person", NULL);
	return word_text(&a->w, "staff.account_word.person_of",
			 json_pack("{s:o, s:o}", "name", person, "office",
				   word_of(&a->w, i->office->texts, "name")));
}

static json_t *role_text(const struct accounts *a, const struct invite *i, const json_t *form)
{
	enum role role;

	if (i->role && role_parse(&role, i->role))
		return word_role(&a->w, role);
	return json_incref(json_object_get(form, COLUMN[ROLE].field));
}

/* The n-th word of what was seen, "" behind the last. */
static char *expected_at(const char *expected, size_t n)
{
	size_t len;

	for (; n > 0 && *expected; n--) {
		expected += strcspn(expected, " ");
		expected += strspn(expected, " ");
	}
	len = strcspn(expected, " ");
	return text_format("%.*s", (int)len, expected);
}

static void line_read(struct table *t, const json_t *row)
{
	json_auto_t *form = form_read(t, json_object_get(row, "cells"));
	struct accounts one = *t->a;
	struct invite invite = {0};
	size_t nr = json_array_size(t->lines) + 1, i;
	json_t *line, *error;

	one.f = pick_fields(t->rq, form);
	invite_read_person(&one, &invite);
	invite_read_grant(t->rq, &one, &invite);
	if (invite.role && !invite_needs_person(&invite) && *cell_of(form, CONTACT_PERSON))
		fields_wrong(one.f, COLUMN[CONTACT_PERSON].field, FIELD_INVALID);
	if (fields_right(one.f) && is_repeated(t, &invite))
		fields_wrong(one.f, COLUMN[EMAIL].field, FIELD_REPEATED);
	line = json_pack("{s:O, s:s, s:s, s:o, s:o, s:[]}", "line", json_object_get(row, "line"),
			 "name", cell_of(form, NAME), "email", cell_of(form, EMAIL), "role_text",
			 role_text(&one, &invite, form), "where_text",
			 where_text(&one, &invite, form), "errors");
	json_array_foreach (fields_errors(one.f), i, error)
		error_add(t->a, line, error);
	if (fields_right(one.f)) {
		str_auto_t *expected = t->expected ? expected_at(t->expected, nr - 1) : NULL;

		json_array_append_new(t->asked, invite_line(&one, &invite, nr, expected));
	}
	json_array_append_new(t->lines, line);
}

json_t *invite_lines_read(struct request *rq, const struct accounts *a, const json_t *rows,
			  const char *expected, json_t **asked, json_t **mistake)
{
	json_auto_t *seen = json_object();
	struct table t = {.rq = rq, .a = a, .seen = seen, .expected = expected};
	size_t i;
	json_t *row;

	*asked = NULL;
	*mistake = json_array_size(rows) > 1
			   ? head_read(&t, json_object_get(json_array_get(rows, 0), "cells"))
			   : word_text(&a->w, "staff.account_word.no_lines", NULL);
	if (*mistake)
		return NULL;
	t.lines = json_array();
	*asked = t.asked = json_array();
	json_array_foreach (rows, i, row)
		if (i > 0)
			line_read(&t, row);
	return t.lines;
}
