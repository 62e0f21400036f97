/* texts_overview.c - what an office says in which language, and what is not translated. */
#include <string.h>

#include "server/admin/texts.h"
#include "server/db/rows.h"
#include "server/staff_words.h"

/* The state of a text in a language: the office's own, of one above it, the product's. */
static json_t *state_json(const struct texts *v, const struct own_text *t, const struct language *l)
{
	int row = texts_said(v, t, language_code(l));
	bool own = row >= 0 && row_integer(v->said, row, "office_id") == v->office->id;
	const char *state = own ? "own" : row >= 0 ? "above" : "standard";

	return json_pack("{s:s, s:o, s:b, s:o, s:o}", "state", state, "state_text",
			 word_named(&v->w, "staff.text_state", state), "own", own, "language_text",
			 word_language(&v->w, language_code(l)), "url",
			 json_sprintf("/staff/%s/texts?text=%s&language=%s%s", v->office->slug,
				      t->name, language_code(l), v->w.lang_amp));
}

static json_t *overview_json(const struct texts *v)
{
	json_t *rows = json_array();
	const struct language *l;

	for (const struct own_text *t = OWN_TEXTS; t->name; t++) {
		json_t *states = json_array();

		for (size_t i = 0; (l = texts_language_at(v, i)); i++)
			json_array_append_new(states, state_json(v, t, l));
		json_array_append_new(rows, json_pack("{s:s, s:o, s:o}", "text", t->name, "label",
						      word_named(&v->w, "staff.own_text",
								 strchr(t->name, '.') + 1),
						      "states", states));
	}
	return rows;
}

/*
 * What the catalogue lacks: members that the authority's first language has.
 */

static void lacking_add(json_t *list, const struct texts *v, const json_t *texts, const char *code,
			json_t *url)
{
	static const char *const MEMBERS[] = {"name",      "summary",        "access",     "text",
					      "documents", "documents_note", "phone_hours"};
	const json_t *first = json_object_get(texts, v->w.authority->languages[0]);
	const json_t *own = json_object_get(texts, code);

	for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
		if (!json_object_get(first, MEMBERS[i]) || json_object_get(own, MEMBERS[i]))
			continue;
		json_array_append_new(list, json_pack("{s:o, s:o, s:O}", "what",
						      word_of(&v->w, texts, "name"), "part",
						      word_named(&v->w, "staff.part", MEMBERS[i]),
						      "url", url));
	}
	json_decref(url);
}

static json_t *lacking_in(const struct texts *v, const char *code)
{
	json_t *list = json_array();
	const struct service *s;

	lacking_add(list, v, v->office->texts, code,
		    json_sprintf("/staff/%s/import%s", v->office->slug, v->w.lang_query));
	for (size_t i = 0; (s = office_service_at(v->office, i)); i++)
		lacking_add(list, v, s->texts, code,
			    json_sprintf("/staff/%s/services/%lld%s#edit", v->office->slug,
					 (long long)s->id, v->w.lang_query));
	return list;
}

static json_t *missing_json(const struct texts *v)
{
	json_t *rows = json_array();
	const struct language *l;

	for (size_t i = 0; (l = texts_language_at(v, i)); i++) {
		json_t *lacking = lacking_in(v, language_code(l));
		size_t n = json_array_size(lacking);

		json_array_append_new(
			rows, json_pack("{s:s, s:o, s:i, s:o, s:o}", "language", language_code(l),
					"language_text", word_language(&v->w, language_code(l)),
					"count", (int)n, "count_text",
					n ? word_count(&v->w, "staff.count.lacking", (long)n)
					  : json_null(),
					"lacking", lacking));
	}
	return rows;
}

void texts_overview(json_t *document, const struct texts *v)
{
	json_t *heads = json_array();
	const struct language *l;

	for (size_t i = 0; (l = texts_language_at(v, i)); i++)
		json_array_append_new(heads, json_pack("{s:o}", "language_text",
						       word_language(&v->w, language_code(l))));
	json_object_set_new(document, "heads", heads);
	json_object_set_new(document, "overview", overview_json(v));
	json_object_set_new(document, "missing", missing_json(v));
}
