/* common_services_page.c - the document of the authority's services, with the form for one. */
#include <string.h>

#include "server/admin/common_services.h"
#include "server/admin/service_texts.h"
#include "server/db/rows.h"
#include "server/history.h"

static json_t *json_at(const struct common_services *c, int row, const char *column)
{
	return row < 0 ? NULL : json_loads(row_text(c->rows, row, column), 0, NULL);
}

int common_services_row(const struct common_services *c)
{
	for (int row = 0; c->id && row < PQntuples(c->rows); row++)
		if (strcmp(row_text(c->rows, row, "common_service_id"), c->id) == 0)
			return row;
	return -1;
}

/* What offices make of it, each with its own page. */
static json_t *offered_json(const struct common_services *c, int row)
{
	json_auto_t *offered = json_at(c, row, "offered");
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach (offered, i, one)
		json_array_append_new(
			list,
			json_pack(
				"{s:O, s:o, s:o, s:O, s:O, s:o}", "office",
				json_object_get(one, "office"), "office_name",
				word_of(&c->w, json_object_get(one, "office_texts"), "name"),
				"name", word_of(&c->w, json_object_get(one, "texts"), "name"),
				"active", json_object_get(one, "active"), "own",
				json_object_get(one, "own"), "url",
				json_sprintf("/staff/%s/services/%s%s#edit",
					     json_string_value(json_object_get(one, "office")),
					     json_string_value(json_object_get(one, "service_id")),
					     c->w.lang_query)));
	return list;
}

static json_t *common_service_row(const struct common_services *c, int row)
{
	json_auto_t *texts = json_at(c, row, "texts");
	const char *id = row_text(c->rows, row, "common_service_id");
	long offices = (long)row_integer(c->rows, row, "offices");

	return json_pack("{s:s, s:s, s:o, s:o, s:I, s:o, s:o}", "id", id, "slug",
			 row_text(c->rows, row, "slug"), "name", word_of(&c->w, texts, "name"),
			 "leika", word_or_null(row_text(c->rows, row, "leika")), "offices",
			 (json_int_t)offices, "offices_text",
			 offices ? word_count(&c->w, "staff.count.offices", offices) : json_null(),
			 "url",
			 json_sprintf("/staff/%s/common-services/%s%s#edit", c->office->slug, id,
				      c->w.lang_query));
}

/*
 * The form
 */

static json_t *value_json(const struct common_services *c, int row, const char *name)
{
	const char *text = row < 0 ? NULL : row_text(c->rows, row, name);

	if (c->f)
		text = json_string_value(json_object_get(fields_values(c->f), name));
	return json_string(text ? text : "");
}

static json_t *edit_json(const struct common_services *c, int row)
{
	json_auto_t *texts = json_at(c, row, "texts");
	const struct service_texts form = {.w = &c->w, .f = c->f};
	json_t *offered = offered_json(c, row);
	bool offers = json_array_size(offered) > 0;
	json_t *path =
		row < 0 ? json_sprintf("/staff/%s/common-services", c->office->slug)
			: json_sprintf("/staff/%s/common-services/%s", c->office->slug, c->id);

	return json_pack("{s:b, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:o}", "new", row < 0, "version",
			 word_or_null(row < 0 ? NULL : row_text(c->rows, row, "version")),
			 "post_path", path, "title_name", word_of(&c->w, texts, "name"),
			 "languages", service_texts_shown(&form, texts), "offered", offered,
			 "has_offered", offers, "refused", c->refused, "remove_path",
			 row < 0 || offers ? json_null()
					   : json_sprintf("/staff/%s/common-services/%s/remove",
							  c->office->slug, c->id));
}

static json_t *common_service_said(const struct wording *w, const char *action,
				   const json_t *before, const json_t *after)
{
	(void)before, (void)after;
	return history_did(w, action);
}

json_t *common_services_document(const struct common_services *c)
{
	int edited = common_services_row(c);
	json_t *list = json_array(), *values, *document;
	json_t *history = history_of(&c->w, c->audit, common_service_said);

	for (int row = 0; row < PQntuples(c->rows); row++)
		json_array_append_new(list, common_service_row(c, row));
	values = json_pack("{s:o, s:o}", "slug", value_json(c, edited, "slug"), "leika",
			   value_json(c, edited, "leika"));
	document = json_pack(
		"{s:o, s:b, s:o, s:o, s:o, s:o, s:[], s:{}}", "office",
		shape_office(&c->w, c->office), "has_services", json_array_size(list) > 0,
		"services", list, "edit", edit_json(c, edited), "values", values, "changed",
		c->outdated ? history_changed(history, &c->w, 1) : json_null(), "errors", "error");
	history_shape(document, history);
	return document;
}
