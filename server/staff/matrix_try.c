/* matrix_try.c - "try it": whom would this citizen meet? */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/responsibility.h"
#include "lib/xalloc.h"
#include "server/net/request.h"
#include "server/picks.h"
#include "server/staff/letters.h"
#include "server/staff/matrix.h"

/* Who is asked about, and what holds on the day. */
struct trial {
	const struct matrix *m;
	const char *surname;
	const struct municipality *municipality;
	size_t service; /* nservices: none chosen */
	struct date on;
	const json_t **rows; /* of each responsibility */
	struct responsibility *list;
	size_t n;
};

static void trial_read(struct trial *t, struct request *rq, const struct matrix *m)
{
	struct fields *f = pick_fields(rq, request_params(rq));
	const char *service = request_is_get(rq) ? request_param(rq, "service") : NULL;
	const char *key = fields_text(f, "municipality", FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);

	*t = (struct trial){.m = m, .on = m->today};
	t->surname = fields_letters(f, "surname", FIELD_OPTIONAL);
	t->municipality = key ? authority_municipality(m->w.authority, key) : NULL;
	fields_date(f, "on", FIELD_OPTIONAL, &t->on);
	while (t->service < m->nservices &&
	       !(service && strcmp(m->services[t->service]->slug, service) == 0))
		t->service++;
}

static size_t column_of(const struct matrix *m, const json_t *row)
{
	size_t i = 0;

	while (i < m->npersons &&
	       m->persons[i]->id != json_integer_value(json_object_get(row, "contact_person_id")))
		i++;
	return i;
}

static const char **keys_of(const json_t *list)
{
	const char **keys = xcalloc(json_array_size(list) + 1, sizeof *keys);

	for (size_t i = 0; i < json_array_size(list); i++)
		keys[i] = json_string_value(json_array_get(list, i));
	return keys;
}

static void trial_add(struct trial *t, const json_t *row)
{
	const char *from = json_string_value(json_object_get(row, "from"));
	const char *to = json_string_value(json_object_get(row, "to"));
	const json_t *keys = json_object_get(row, "municipalities");
	struct responsibility *r = &t->list[t->n];
	struct problem why;

	*r = (struct responsibility){.contact_person = column_of(t->m, row),
				     .by_surname = from != NULL,
				     .municipality_count = json_array_size(keys)};
	if (r->contact_person == t->m->npersons ||
	    (from && !surname_range_parse(&r->surnames, from, to, &why)))
		return;
	r->municipalities = keys_of(keys);
	t->rows[t->n++] = row;
}

static void rows_add(struct trial *t, const json_t *rows)
{
	size_t i;
	json_t *row;

	json_array_foreach (rows, i, row)
		if (json_integer_value(json_object_get(row, "service_id")) ==
			    t->m->services[t->service]->id &&
		    matrix_row_holds(row, t->on))
			trial_add(t, row);
}

static void trial_fill(struct trial *t)
{
	size_t n = json_array_size(t->m->rows) + json_array_size(t->m->taken_over);

	t->list = xcalloc(n + 1, sizeof *t->list);
	t->rows = xcalloc(n + 1, sizeof *t->rows);
	rows_add(t, t->m->rows);
	rows_add(t, t->m->taken_over);
}

static void trial_done(struct trial *t)
{
	for (size_t i = 0; i < t->n; i++)
		free((void *)(uintptr_t)t->list[i].municipalities);
	free(t->list);
	free(t->rows);
}

/* "Annika Steinhuber: A–Kl (2 Gemeinden)" */
static json_t *whose_text(const struct trial *t, size_t i)
{
	const json_t *row = t->rows[i];
	json_auto_t *ranges = json_pack("[O]", row), *towns = NULL;
	str_auto_t *letters = letters_text(ranges);

	if (t->list[i].municipality_count == 0)
		return json_sprintf("%s: %s", t->m->persons[t->list[i].contact_person]->name,
				    letters);
	towns = word_count(&t->m->w, "staff.count.towns", (long)t->list[i].municipality_count);
	return json_sprintf("%s: %s (%s)", t->m->persons[t->list[i].contact_person]->name, letters,
			    json_string_value(towns));
}

/* "..., als Vertretung von Tobias Benz" */
static json_t *reason_text(const struct trial *t, size_t i)
{
	const struct contact_person *absent = authority_person_by_id(
		t->m->w.authority, json_integer_value(json_object_get(t->rows[i], "instead_of")));
	json_t *letters = whose_text(t, i);

	if (!absent)
		return letters;
	return word_text(&t->m->w, "staff.resp.instead",
			 json_pack("{s:o, s:s}", "letters", letters, "name", absent->name));
}

static bool is_one_of(const size_t *persons, size_t n, size_t person)
{
	for (size_t i = 0; i < n; i++)
		if (persons[i] == person)
			return true;
	return false;
}

static json_t *found_text(const struct trial *t, const size_t *persons, size_t n)
{
	buffer_auto_t names = {0};

	for (size_t i = 0; i < n; i++)
		buffer_printf(&names, "%s%s", i ? ", " : "", t->m->persons[persons[i]]->name);
	return word_text(&t->m->w, "staff.resp.found", json_pack("{s:s}", "names", names.data));
}

/* What stands behind the answer: the responsibilities of those found, else all of them. */
static json_t *reasons_json(const struct trial *t, const size_t *persons, size_t n)
{
	json_t *reasons = json_array();

	for (size_t i = 0; i < t->n; i++)
		if (n == 0 || is_one_of(persons, n, t->list[i].contact_person))
			json_array_append_new(reasons, reason_text(t, i));
	return reasons;
}

static json_t *refusal_text(const struct trial *t, enum responsibility_answer answer)
{
	static const char *const KEYS[] = {
		[RESPONSIBLE_NOBODY] = "staff.resp.found_nobody",
		[RESPONSIBLE_NEED_SURNAME] = "staff.resp.need_surname",
		[RESPONSIBLE_NEED_MUNICIPALITY] = "staff.resp.need_town",
		[RESPONSIBLE_NEED_MORE_LETTERS] = "staff.resp.need_letters",
	};

	return word_text(&t->m->w, KEYS[answer], NULL);
}

static void trial_answer(json_t *document, struct trial *t)
{
	size_t *persons, found = 0;
	struct surname letters;
	bool known = t->surname && surname_fold(&letters, t->surname);
	enum responsibility_answer answer;

	trial_fill(t);
	persons = xcalloc(t->n + 1, sizeof *persons);
	answer =
		responsibility_find(t->list, t->n, known ? &letters : NULL,
				    t->municipality ? t->municipality->key : NULL, persons, &found);
	json_object_set_new(document, "tried", json_true());
	json_object_set_new(document, "found", json_boolean(answer == RESPONSIBLE));
	json_object_set_new(document, "title_text",
			    answer == RESPONSIBLE ? found_text(t, persons, found)
						  : refusal_text(t, answer));
	json_object_set_new(document, "reasons", reasons_json(t, persons, found));
	free(persons);
	trial_done(t);
}

static json_t *services_json(const struct trial *t)
{
	json_t *options = json_array();

	for (size_t i = 0; i < t->m->nservices; i++)
		json_array_append_new(
			options, option_json(t->m->services[i]->slug,
					     word_of(&t->m->w, t->m->services[i]->texts, "name"),
					     i == t->service));
	return options;
}

static json_t *municipalities_json(const struct trial *t)
{
	const struct authority *a = t->m->w.authority;
	json_t *options = json_array();

	if (a->nmunicipalities > 0)
		json_array_append_new(options, option_json("", json_string("–"), !t->municipality));
	for (size_t i = 0; i < a->nmunicipalities; i++)
		json_array_append_new(options,
				      option_json(a->municipalities[i].key,
						  json_string(a->municipalities[i].name),
						  &a->municipalities[i] == t->municipality));
	return options;
}

json_t *matrix_try(struct request *rq, const struct matrix *m)
{
	struct trial t;
	json_t *document;

	trial_read(&t, rq, m);
	document =
		json_pack("{s:o, s:o, s:o, s:o, s:b, s:b, s:b, s:n, s:[]}", "surname",
			  word_or_null(t.surname), "on_input", word_date(&m->w, DATE_INPUT, t.on),
			  "services", services_json(&t), "municipalities", municipalities_json(&t),
			  "has_municipalities", m->w.authority->nmunicipalities > 0, "tried", 0,
			  "found", 0, "title_text", "reasons");
	if (t.service < m->nservices)
		trial_answer(document, &t);
	return document;
}
