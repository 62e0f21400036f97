/* services_page.c - the document of an office's services, with the form for one of them. */
#include <string.h>

#include "lib/channel.h"
#include "lib/cleanup.h"
#include "server/admin/service_texts.h"
#include "server/admin/services.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/picks.h"
#include "server/text.h"

static const char *text_at(const struct services *s, int row, const char *column)
{
	const char *text = row < 0 ? NULL : row_text(s->rows, row, column);

	return text ? text : "";
}

static json_t *json_at(const struct services *s, int row, const char *column)
{
	return row < 0 ? NULL : json_loads(row_text(s->rows, row, column), 0, NULL);
}

int services_row(const struct services *s)
{
	for (int row = 0; s->id && row < PQntuples(s->rows); row++)
		if (strcmp(row_text(s->rows, row, "service_id"), s->id) == 0)
			return row;
	return -1;
}

static unsigned channels_at(const struct services *s, int row)
{
	json_auto_t *list = json_at(s, row, "channel_list");
	unsigned channels = 0;
	size_t i;
	json_t *one;

	json_array_foreach (list, i, one)
		channels |= channel_parse(json_string_value(one));
	return channels;
}

static json_t *service_row(const struct services *s, int row)
{
	json_auto_t *texts = json_at(s, row, "texts"), *questions = json_at(s, row, "questions");
	const char *id = row_text(s->rows, row, "service_id");
	long bookings = (long)row_integer(s->rows, row, "bookings");

	return json_pack(
		"{s:s, s:s, s:o, s:b, s:I, s:o, s:o, s:o, s:o, s:I, s:b, s:I, s:o, s:o}", "id", id,
		"slug", text_at(s, row, "slug"), "name", word_of(&s->w, texts, "name"), "common",
		row_text(s->rows, row, "common") != NULL, "minutes",
		(json_int_t)row_integer(s->rows, row, "minutes"), "minutes_text",
		word_count(&s->w, "count.minutes", (long)row_integer(s->rows, row, "minutes")),
		"channels", shape_channels(channels_at(s, row)), "channels_text",
		word_channels(&s->w, channels_at(s, row)), "leika",
		word_or_null(row_text(s->rows, row, "leika")), "questions",
		(json_int_t)json_array_size(questions), "active", row_bool(s->rows, row, "active"),
		"bookings", (json_int_t)bookings, "bookings_text",
		bookings ? word_count(&s->w, "staff.count.bookings", bookings) : json_null(), "url",
		json_sprintf("/staff/%s/services/%s%s#edit", s->office->slug, id, s->w.lang_query));
}

/*
 * The form
 */

static json_t *typed(const struct services *s, const char *name)
{
	return json_object_get(fields_values(s->f), name);
}

/* What was typed, else what is so. */
static json_t *value_json(const struct services *s, const char *name, const char *is)
{
	const char *text = s->f ? json_string_value(typed(s, name)) : is;

	return json_string(text ? text : "");
}

static json_t *values_json(const struct services *s, int row)
{
	static const char *const NAMES[] = {"slug", "leika", "minutes", "buffer_minutes"};
	json_t *values = json_object();

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		json_object_set_new(values, NAMES[i],
				    value_json(s, NAMES[i], text_at(s, row, NAMES[i])));
	return values;
}

static json_t *channels_json(const struct services *s, int row)
{
	unsigned now = row < 0 ? CHANNEL_IN_PERSON : channels_at(s, row);
	json_t *channels = json_array(), *one;
	size_t k;

	if (s->f)
		now = 0;
	json_array_foreach (s->f ? typed(s, "channels") : NULL, k, one)
		now |= channel_parse(json_string_value(one));
	if (s->f && json_is_string(typed(s, "channels")))
		now |= channel_parse(json_string_value(typed(s, "channels")));
	for (int i = 0; SERVICE_CHANNELS[i]; i++) {
		str_auto_t *key = text_format("channel.%s", SERVICE_CHANNELS[i]);

		json_array_append_new(
			channels, choice_json(SERVICE_CHANNELS[i], word_text(&s->w, key, NULL),
					      now & channel_parse(SERVICE_CHANNELS[i]), i == 0));
	}
	return channels;
}

/* The service's own questions, each with the page of its form. */
static json_t *questions_json(const struct services *s, int row)
{
	json_auto_t *questions = json_at(s, row, "questions");
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach (questions, i, one) {
		const char *type = json_string_value(json_object_get(one, "type"));
		const char *key = json_string_value(json_object_get(one, "key"));
		str_auto_t *word = text_format("staff.question.type.%s", type ? type : "text");

		json_array_append_new(
			list,
			json_pack("{s:o, s:o, s:b, s:o}", "label",
				  word_of(&s->w, json_object_get(one, "texts"), "label"),
				  "type_text", word_text(&s->w, word, NULL), "required",
				  json_is_true(json_object_get(one, "required")), "url",
				  json_sprintf("/staff/%s/services/%s/questions/%s%s",
					       s->office->slug, s->id, key, s->w.lang_query)));
	}
	return list;
}

/*
 * Common services
 */

/* What the form is made of: the service's name there, its key, and the way to be loosened. */
static json_t *common_json(const struct services *s, int row)
{
	if (!s->common_texts)
		return json_null();
	return json_pack(
		"{s:s, s:o, s:o, s:o}", "slug", row_text(s->commons, s->common, "slug"), "name",
		word_of(&s->w, s->common_texts, "name"), "leika",
		word_or_null(row_text(s->commons, s->common, "leika")), "loosen_path",
		row < 0 ? json_null()
			: json_sprintf("/staff/%s/services/%s/loosen", s->office->slug, s->id));
}

/* To make a new service of. */
static json_t *commons_json(const struct services *s)
{
	json_t *options = json_array();

	for (int row = 0; row < PQntuples(s->commons); row++) {
		json_auto_t *texts = json_loads(row_text(s->commons, row, "texts"), 0, NULL);

		json_array_append_new(options,
				      option_json(row_text(s->commons, row, "slug"),
						  word_of(&s->w, texts, "name"), row == s->common));
	}
	return options;
}

static json_t *edit_languages(const struct services *s, int row)
{
	const struct service_texts form = {.w = &s->w, .f = s->f, .common = s->common_texts};
	json_auto_t *own = json_at(s, row, s->common_texts ? "own_texts" : "texts");

	return service_texts_shown(&form, own);
}

static json_t *edit_json(const struct services *s, int row)
{
	bool active = row >= 0 && row_bool(s->rows, row, "active");
	json_auto_t *texts = json_at(s, row, "texts");
	json_t *edit;

	if (s->f && row >= 0)
		active = json_is_true(typed(s, "active"));
	edit = json_pack("{s:b, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "new", row < 0, "version",
			 word_or_null(row < 0 ? NULL : row_text(s->rows, row, "version")),
			 "post_path",
			 row < 0 ? json_sprintf("/staff/%s/services", s->office->slug)
				 : json_sprintf("/staff/%s/services/%s", s->office->slug, s->id),
			 "title_name", word_of(&s->w, texts, "name"), "channels",
			 channels_json(s, row), "languages", edit_languages(s, row), "active",
			 active, "questions", questions_json(s, row), "question_url",
			 row < 0 ? json_null()
				 : json_sprintf("/staff/%s/services/%s/questions/new-question%s",
						s->office->slug, s->id, s->w.lang_query));
	json_object_set_new(edit, "common", common_json(s, row));
	return edit;
}

static json_t *service_said(const struct wording *w, const char *action, const json_t *before,
			    const json_t *after)
{
	bool was = json_is_true(json_object_get(before, "active"));
	bool is = json_is_true(json_object_get(after, "active"));
	str_auto_t *key = text_format("staff.did.%s", strcmp(action, "change") != 0 ? action
						      : was && !is                  ? "off"
						      : is && !was                  ? "on"
										    : "change");

	return word_text(w, key, NULL);
}

json_t *services_document(const struct services *s)
{
	int edited = services_row(s);
	json_t *services = json_array(), *history = history_of(&s->w, s->audit, service_said);
	json_t *document;

	for (int row = 0; row < PQntuples(s->rows); row++)
		json_array_append_new(services, service_row(s, row));
	document = json_pack("{s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:[], s:{}}", "office",
			     shape_office(&s->w, s->office), "has_services",
			     json_array_size(services) > 0, "services", services, "edit",
			     edit_json(s, edited), "values", values_json(s, edited), "changed",
			     s->outdated ? history_changed(history, &s->w, 1) : json_null(),
			     "commons", commons_json(s), "has_commons",
			     edited < 0 && PQntuples(s->commons) > 0, "common_url",
			     s->may_common ? json_sprintf("/staff/%s/common-services%s",
							  s->office->slug, s->w.lang_query)
					   : json_null(),
			     "errors", "error");
	history_shape(document, history);
	return document;
}
