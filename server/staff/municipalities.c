/* municipalities.c - GET and POST /staff/:office/responsibilities/:service/:person: for citizens of
 * which municipalities somebody answers for something. */
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/endpoints.h"
#include "server/staff/letters.h"
#include "server/staff/matrix.h"

enum { VERSION_MAX_CHARACTERS = 64 };

static const char PAGE[] = "staff.municipalities";

static continuation_fn municipalities_shown, municipalities_asked, municipalities_saved;

/* Lives from the request to its answer. */
struct limits_change {
	struct matrix matrix;
	const char *version;
	const json_t *wanted; /* keys, or NULL: all */
	size_t service, person;
};

/* The cell of the path; false, and 404 replied, when nobody is responsible there. */
static bool cell_find(struct request *rq, struct limits_change *c)
{
	static const struct problem NO_CELL = {404, "no_such_responsibility",
					       "nobody is responsible for that"};
	const struct matrix *m = &c->matrix;
	const char *service = request_arg_named(rq, "service");
	const char *person = request_arg_named(rq, "person");

	for (c->service = 0; c->service < m->nservices; c->service++)
		if (strcmp(m->services[c->service]->slug, service) == 0)
			break;
	for (c->person = 0; c->person < m->npersons; c->person++)
		if (strcmp(m->persons[c->person]->slug, person) == 0)
			break;
	if (c->service < m->nservices && c->person < m->npersons &&
	    json_array_size(matrix_cell(m, c->service, c->person)->shown) > 0)
		return true;
	reply_problem(rq, &NO_CELL);
	return false;
}

static bool is_among(const json_t *keys, const char *key)
{
	size_t i;
	json_t *item;

	json_array_foreach (keys, i, item)
		if (strcmp(json_string_value(item), key) == 0)
			return true;
	return false;
}

static json_t *choices_json(const struct limits_change *c, const json_t *keys)
{
	const struct authority *a = c->matrix.w.authority;
	json_t *choices = json_array();

	for (size_t i = 0; i < a->nmunicipalities; i++)
		json_array_append_new(choices, choice_json(a->municipalities[i].key,
							   json_string(a->municipalities[i].name),
							   is_among(keys, a->municipalities[i].key),
							   i == 0));
	return choices;
}

/* keys: those to tick. */
static json_t *municipalities_document(const struct limits_change *c, const json_t *keys)
{
	const struct matrix *m = &c->matrix;
	const struct service *s = m->services[c->service];

	return json_pack("{s:{s:s, s:o}, s:o, s:s, s:b, s:o, s:{s:o}, s:[], s:{s:n, s:n}, s:n}",
			 "service", "slug", s->slug, "name", word_of(&m->w, s->texts, "name"),
			 "contact_person", shape_person(m->persons[c->person]), "version",
			 m->version, "has_municipalities", m->w.authority->nmunicipalities > 0,
			 "municipalities", choices_json(c, keys), "values", "from",
			 matrix_from_value(m), "errors", "error", "municipalities", "from",
			 "changed");
}

/*
 * GET
 */

void municipalities_show(struct request *rq)
{
	struct limits_change *c = request_state(rq, sizeof *c);

	if (!matrix_new(rq, &c->matrix))
		return;
	staff_scope(rq); /* as with the whole matrix */
	c->matrix.f = pick_fields(rq, request_params(rq));
	matrix_ask(rq, &c->matrix, municipalities_shown);
}

static json_t *cell_keys(const struct limits_change *c)
{
	return letters_municipalities(matrix_cell(&c->matrix, c->service, c->person)->shown);
}

static void municipalities_shown(struct request *rq, const struct db_result *res)
{
	struct limits_change *c = request_state(rq, sizeof *c);

	if (!matrix_read(rq, &c->matrix, res) || !cell_find(rq, c))
		return;

	json_auto_t *keys = cell_keys(c);

	reply_document(rq, 200, PAGE, municipalities_document(c, keys));
}

/*
 * POST
 */

static void change_read(struct request *rq, struct limits_change *c)
{
	struct matrix *m = &c->matrix;
	const struct authority *a = m->w.authority;
	const char **allowed = xcalloc(a->nmunicipalities + 1, sizeof *allowed);

	request_keep(rq, allowed, free);
	for (size_t i = 0; i < a->nmunicipalities; i++)
		allowed[i] = a->municipalities[i].key;
	c->wanted = fields_choices(m->f, "municipalities", FIELD_OPTIONAL, allowed);
	c->version = fields_text(m->f, "version", FIELD_REQUIRED, VERSION_MAX_CHARACTERS);
	fields_date(m->f, "from", FIELD_OPTIONAL, &m->from);
	if (date_compare(m->from, m->today) < 0)
		m->from = m->today;
}

void municipalities_change(struct request *rq)
{
	struct limits_change *c = request_state(rq, sizeof *c);
	struct problem why;
	json_t *body;

	if (!matrix_new(rq, &c->matrix))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	c->matrix.f = pick_fields(rq, body);
	change_read(rq, c);
	matrix_ask(rq, &c->matrix, municipalities_asked);
}

/* The same letters, for the municipalities wanted. */
static void cell_limit(struct limits_change *c)
{
	struct cell *cell = matrix_cell(&c->matrix, c->service, c->person);
	json_t *ranges = json_array(), *range;
	size_t i;

	json_array_foreach (cell->shown, i, range) {
		json_t *limited = json_copy(range);

		json_object_set_new(limited, "municipalities",
				    c->wanted ? json_deep_copy(c->wanted) : json_array());
		if (!json_equal(limited, json_array_get(ranges, json_array_size(ranges) - 1)))
			json_array_append(ranges, limited);
		json_decref(limited);
	}
	cell->changed = !json_equal(ranges, cell->shown);
	json_array_clear(cell->ranges);
	json_array_extend(cell->ranges, ranges);
	json_decref(ranges);
}

static void reply_outdated(struct request *rq, const struct limits_change *c, const PGresult *audit)
{
	json_t *document = municipalities_document(c, c->wanted);

	history_shape(document, matrix_history(&c->matrix, audit));
	matrix_reply_changed(rq, &c->matrix, PAGE, document);
}

static void municipalities_asked(struct request *rq, const struct db_result *res)
{
	struct limits_change *c = request_state(rq, sizeof *c);
	struct matrix *m = &c->matrix;

	if (!matrix_read(rq, m, res) || !cell_find(rq, c))
		return;
	cell_limit(c);
	if (!fields_right(m->f))
		reply_invalid(rq, PAGE, municipalities_document(c, c->wanted), fields_errors(m->f));
	else if (strcmp(c->version, m->version) != 0)
		reply_outdated(rq, c, res->rows[1]);
	else if (!matrix_changed(m))
		matrix_reply_saved(rq, m);
	else
		matrix_save(rq, m, municipalities_saved);
}

static void municipalities_saved(struct request *rq, const struct db_result *res)
{
	struct limits_change *c = request_state(rq, sizeof *c);

	if (res->status != DB_OK)
		reply_sql_error(rq, "responsibilities_save", res);
	else if (PQntuples(res->rows[1]) == 0) /* changed since it was read */
		matrix_ask(rq, &c->matrix, municipalities_asked);
	else
		matrix_reply_saved(rq, &c->matrix);
}
