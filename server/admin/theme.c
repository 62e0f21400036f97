/* theme.c - GET and POST /staff/:office/theme: logo, colours, links and languages of an authority.
 */
#include "server/admin/theme.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/logo.h"
#include "lib/office_shape.h"
#include "lib/theme.h"
#include "lib/xalloc.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/text.h"

enum {
	LOOK_NAME_MAX_CHARACTERS = 100,
	LINK_MAX_CHARACTERS = 500,
	COLOUR_MAX_CHARACTERS = 20,
	VERSION_MAX_CHARACTERS = 32,
	LANGUAGES_OFFERED_MAX = 64,
};

static const char PAGE[] = "admin.theme", KIND[] = "authority_look";
static const char *const STEPS[] = {"save", "preview", NULL};
const char *const LOOK_LINKS[] = {
	"imprint",       "privacy", "accessibility", "report_barrier", "easy_language",
	"sign_language", NULL};

static continuation_fn look_shown, look_saved;

/* A picture as it was sent, to be stored. */
struct upload {
	char *base64;
	const char *type; /* NULL: there is none */
	char hash[LOGO_HASH_SIZE];
};

struct theming {
	struct look look; /* first */
	struct upload upload;
	char *theme, *links, *languages; /* as text */
};

static void theming_free(void *arg)
{
	struct theming *t = arg;

	json_decref(t->look.theme);
	json_decref(t->look.links);
	json_decref(t->look.languages);
	free(t->upload.base64);
	free(t->theme);
	free(t->links);
	free(t->languages);
}

static struct theming *theming_begin(struct request *rq)
{
	struct theming *t = request_state(rq, sizeof *t);

	if (!request_wording(rq, &t->look.w))
		return NULL;
	request_keep(rq, t, theming_free);
	t->look.office = staff_office(rq);
	snprintf(t->look.office_id, sizeof t->look.office_id, "%" PRId64, t->look.office->id);
	return t;
}

/* With the picture that somebody only looks at, which must be there to be seen. */
static void look_ask(struct request *rq, const struct theming *t)
{
	const char *authority = t->look.w.authority->id_text;
	struct db_query batch[3] = {
		DB_QUERY(SQL_THEME_SHOW, authority),
		DB_QUERY(SQL_AUDIT_OF, authority, KIND, authority, HISTORY_MAX_TEXT),
	};

	if (t->upload.type)
		batch[2] = (struct db_query)DB_QUERY(SQL_LOGO_ADD, authority, t->upload.hash,
						     t->upload.type, t->upload.base64);
	request_ask(rq, batch, t->upload.type ? 3 : 2, look_shown);
}

void theme_show(struct request *rq)
{
	struct theming *t = theming_begin(rq);

	if (t)
		look_ask(rq, t);
}

static json_t *column_json(const PGresult *rows, const char *column)
{
	return json_loads(row_text(rows, 0, column), 0, NULL);
}

static void look_shown(struct request *rq, const struct db_result *res)
{
	static const struct problem CHANGED = {409, "changed",
					       "somebody else has changed this meanwhile"};
	struct theming *t = request_state(rq, sizeof *t);
	struct look *l = &t->look;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "theme_show", res);
		return;
	}
	l->version = row_text(res->rows[0], 0, "version");
	l->audit = res->rows[1];
	if (!l->typed) {
		l->theme = column_json(res->rows[0], "theme");
		l->links = column_json(res->rows[0], "links");
		l->languages = column_json(res->rows[0], "languages");
	}
	if (l->outdated)
		reply_problem_page(rq, &CHANGED, PAGE, look_document(l));
	else if (l->typed && !fields_right(l->f))
		reply_invalid(rq, PAGE, look_document(l), fields_errors(l->f));
	else
		reply_document(rq, 200, PAGE, look_document(l));
}

/*
 * POST
 */

/* Decoded to be looked at; what is no base64 is no picture. */
static enum logo upload_check(struct upload *u, const char *base64)
{
	size_t size = strlen(base64), len = 0;
	unsigned char *bytes = xcalloc(size + 1, 1), hash[crypto_hash_sha256_BYTES];
	enum logo logo = LOGO_NOT_AN_IMAGE;

	if (sodium_base642bin(bytes, size + 1, base64, size, NULL, &len, NULL,
			      sodium_base64_VARIANT_ORIGINAL) == 0)
		logo = logo_check(bytes, len);
	u->type = logo_type(logo);
	if (u->type) {
		crypto_hash_sha256(hash, bytes, len);
		sodium_bin2hex(u->hash, sizeof u->hash, hash, sizeof hash);
		u->base64 = xstrdup(base64);
	}
	free(bytes);
	return logo;
}

/* An SVG comes as a text, a PNG as base64 (lib/multipart.h). */
static void upload_read(struct theming *t, const json_t *body)
{
	const json_t *text = json_object_get(body, "logo");
	const char *base64 = json_string_value(json_object_get(body, "logo_base64"));
	size_t len = json_string_length(text);
	size_t size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
	str_auto_t *encoded = NULL;
	enum logo logo;

	if (!base64 && len == 0)
		return;
	if (!base64) {
		encoded = xcalloc(size, 1);
		sodium_bin2base64(encoded, size, (const unsigned char *)json_string_value(text),
				  len, sodium_base64_VARIANT_ORIGINAL);
	}
	logo = upload_check(&t->upload, base64 ? base64 : encoded);
	if (logo == LOGO_TOO_LARGE)
		fields_wrong(t->look.f, "logo", FIELD_TOO_LARGE);
	else if (logo == LOGO_ACTIVE)
		fields_wrong(t->look.f, "logo", FIELD_ACTIVE_CONTENT);
	else if (logo == LOGO_NOT_AN_IMAGE)
		fields_wrong(t->look.f, "logo", FIELD_NOT_AN_IMAGE);
}

static bool is_hash(const char *text)
{
	return strlen(text) == LOGO_HASH_SIZE - 1 &&
	       strspn(text, "0123456789abcdef") == LOGO_HASH_SIZE - 1;
}

static void logo_read(struct theming *t, const json_t *body)
{
	struct fields *f = t->look.f;
	const char *kept = fields_text(f, "logo_hash", FIELD_OPTIONAL, LOGO_HASH_SIZE);
	bool gone = fields_bool(f, "remove_logo", FIELD_OPTIONAL);

	upload_read(t, body);
	if (t->upload.type)
		json_object_set_new(t->look.theme, "logo", json_string(t->upload.hash));
	else if (kept && is_hash(kept) && !gone)
		json_object_set_new(t->look.theme, "logo", json_string(kept));
}

/* The product's own colour is none that was chosen: it may change with the product. */
static bool is_standard(enum theme_colour which, struct colour c)
{
	struct colour standard = THEME_DEFAULT.colours[which];

	return which != THEME_ACTION_DARK && which != THEME_HINT_DARK && standard.red == c.red &&
	       standard.green == c.green && standard.blue == c.blue;
}

static json_t *colours_read(struct fields *f)
{
	json_t *colours = json_object(), *all;

	for (enum theme_colour i = 0; i < THEME_COLOURS; i++) {
		const char *name = THEME_NAMES[i];
		const char *text = fields_text(f, name, FIELD_OPTIONAL, COLOUR_MAX_CHARACTERS);
		struct colour c;

		if (!text)
			continue;
		if (!colour_parse(&c, text))
			fields_wrong(f, name, FIELD_INVALID_COLOUR);
		else if (!is_standard(i, c))
			json_object_set_new(colours, name, json_string(text));
	}
	all = theme_chosen(colours);
	json_decref(colours);
	return all;
}

static json_t *error_of(const struct fields *f, const char *name)
{
	json_t *error;
	size_t i;

	json_array_foreach (fields_errors(f), i, error)
		if (strcmp(json_string_value(json_object_get(error, "field")), name) == 0)
			return error;
	return NULL;
}

static void contrast_check(struct look *l)
{
	struct theme theme;

	theme_read(&theme, json_object_get(l->theme, "colours"));
	for (enum theme_colour i = 0; i < THEME_COLOURS; i++) {
		const struct theme judged = i == THEME_HOUSE ? theme : theme_housed(&theme);

		if (!theme_worst(&judged, i) || error_of(l->f, THEME_NAMES[i]))
			continue;
		fields_wrong(l->f, THEME_NAMES[i], FIELD_CONTRAST);
		look_explain(l, THEME_NAMES[i], error_of(l->f, THEME_NAMES[i]));
	}
}

static json_t *links_read(struct fields *f)
{
	json_t *links = json_object();

	for (const char *const *name = LOOK_LINKS; *name; name++) {
		const char *url = fields_text(f, *name, FIELD_OPTIONAL, LINK_MAX_CHARACTERS);

		if (url && !link_valid(url))
			fields_wrong(f, *name, FIELD_INVALID_LINK);
		else if (url)
			json_object_set_new(links, *name, json_string(url));
	}
	return links;
}

/* Those the product has texts in; the default comes first. */
static json_t *languages_read(const struct look *l)
{
	const char *codes[LANGUAGES_OFFERED_MAX + 1] = {NULL};
	const struct language *language;
	const json_t *chosen, *code;
	json_t *list = json_array();
	const char *first;
	bool found = false;
	size_t i;

	for (i = 0; i < LANGUAGES_OFFERED_MAX && (language = site_language_at(l->w.site, i)); i++)
		codes[i] = language_code(language);
	chosen = fields_choices(l->f, "languages", FIELD_REQUIRED, codes);
	first = fields_choice(l->f, "default_language", FIELD_OPTIONAL, codes);
	if (first)
		json_array_append_new(list, json_string(first));
	for (i = 0; i < json_array_size(chosen); i++) {
		code = json_array_get(chosen, i);
		if (first && strcmp(json_string_value(code), first) == 0)
			found = true;
		else
			json_array_append_new(list, json_string(json_string_value(code)));
	}
	if (chosen && first && !found)
		fields_wrong(l->f, "default_language", FIELD_NOT_A_CHOICE);
	return list;
}

static void look_read(struct theming *t, const json_t *body)
{
	struct look *l = &t->look;
	const char *name = fields_text(l->f, "name", FIELD_OPTIONAL, LOOK_NAME_MAX_CHARACTERS);
	json_t *colours = colours_read(l->f);

	l->typed = true;
	l->theme = json_object();
	if (name)
		json_object_set_new(l->theme, "name", json_string(name));
	if (json_object_size(colours) > 0)
		json_object_set(l->theme, "colours", colours);
	json_decref(colours);
	logo_read(t, body);
	l->links = links_read(l->f);
	l->languages = languages_read(l);
	contrast_check(l);
}

static void look_save(struct request *rq, struct theming *t, const char *version)
{
	const struct look *l = &t->look;
	const char *authority = l->w.authority->id_text;
	struct db_query batch[2];
	size_t n = 0;

	t->theme = json_dumps(l->theme, JSON_COMPACT);
	t->links = json_dumps(l->links, JSON_COMPACT);
	t->languages = json_dumps(l->languages, JSON_COMPACT);
	if (t->upload.type)
		batch[n++] = (struct db_query)DB_QUERY(SQL_LOGO_ADD, authority, t->upload.hash,
						       t->upload.type, t->upload.base64);
	batch[n++] =
		(struct db_query)DB_QUERY(SQL_THEME_SAVE, authority, staff_session(rq)->account_id,
					  l->office_id, version, t->theme, t->links, t->languages);
	request_ask(rq, batch, n, look_saved);
}

void theme_save(struct request *rq)
{
	struct theming *t = theming_begin(rq);
	const char *step, *version;
	struct problem why;
	json_t *body;

	if (!t)
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	t->look.f = pick_fields(rq, body);
	step = fields_choice(t->look.f, "do", FIELD_OPTIONAL, STEPS);
	version = fields_text(t->look.f, "version", FIELD_REQUIRED, VERSION_MAX_CHARACTERS);
	look_read(t, body);
	t->look.preview = step == STEPS[1];
	if (t->look.preview || !fields_right(t->look.f))
		look_ask(rq, t);
	else
		look_save(rq, t, version);
}

static void look_saved(struct request *rq, const struct db_result *res)
{
	struct theming *t = request_state(rq, sizeof *t);
	str_auto_t *where = text_format("/staff/%s/theme?done=saved", t->look.office->slug);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "theme_save", res);
	} else if (PQntuples(res->rows[res->nrows - 1]) > 0) {
		reply_see_other(rq, where);
	} else {
		t->look.outdated = true;
		look_ask(rq, t);
	}
}
