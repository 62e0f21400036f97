/* file_page.c - what an office file would change, in words. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/channel.h"
#include "lib/cleanup.h"
#include "lib/utf8.h"
#include "server/admin/file.h"
#include "server/admin/setting.h"
#include "server/finding_words.h"
#include "server/text.h"

enum { VALUE_BYTES = 200 };

/* Parts of a file that have a word, staff.part.NAME; settings have theirs. */
static const char *const PARTS[] = {
	"services",
	"contact_persons",
	"responsibilities",
	"weekly_hours",
	"closures",
	"rules",
	"texts",
	"address",
	"parent",
	"position",
	"state",
	"name",
	"kind",
	"lanes",
	"room",
	"video_url",
	"leika",
	"minutes",
	"buffer_minutes",
	"channels",
	"questions",
	"summary",
	"access",
	"phone_hours",
	"text",
	"documents",
	"documents_note",
	"keywords",
	"own_texts",
	"subject",
	"body",
	"kept_until_hours",
	"online_url",
};

static bool is_part(const char *name)
{
	for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++)
		if (strcmp(PARTS[i], name) == 0)
			return true;
	return false;
}

/* The word of a part; what has none is shown as the file writes it. */
static json_t *part_text(const struct wording *w, const char *name)
{
	str_auto_t *key = NULL;

	for (const struct setting *s = SETTINGS; s->name; s++)
		if (strcmp(s->name, name) == 0)
			return setting_label(w, s);
	if (!is_part(name))
		return json_string(name);
	key = text_format("staff.part.%s", name);
	return word_text(w, key, NULL);
}

/*
 * Values
 */

static json_t *raw_text(const json_t *value)
{
	str_auto_t *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));

	if (strlen(text) > VALUE_BYTES)
		strcpy(text + utf8_cut(text, strlen(text), VALUE_BYTES - 4), " ...");
	return json_string(text);
}

static json_t *value_text(const struct wording *w, const char *part, const json_t *value);

/* Whether all of the list are plain texts. */
static bool is_plain_list(const json_t *value)
{
	size_t i;
	json_t *item;

	json_array_foreach (value, i, item)
		if (!json_is_string(item))
			return false;
	return json_is_array(value);
}

static json_t *list_text(const struct wording *w, const char *part, const json_t *list)
{
	buffer_auto_t text = {0};
	size_t i;
	json_t *item;

	buffer_puts(&text, "");
	json_array_foreach (list, i, item) {
		json_auto_t *one = value_text(w, part, item);

		buffer_printf(&text, "%s%s", i ? ", " : "", json_string_value(one));
	}
	return json_string(text.len ? text.data : "–");
}

/* "keller, FREQ=WEEKLY;BYDAY=MO, 08:00–12:00" */
static json_t *hours_text(const json_t *hours)
{
	const char *person, *rule, *from, *to;

	if (json_unpack((json_t *)(uintptr_t)hours, "{s:s, s:s, s:s, s:s}", "contact_person",
			&person, "rule", &rule, "from", &from, "to", &to) != 0)
		return raw_text(hours);
	return json_sprintf("%s, %s, %s–%s", person, rule, from, to);
}

static json_t *service_text(const struct wording *w, const json_t *service)
{
	json_auto_t *minutes = word_count(
		w, "count.minutes", (long)json_integer_value(json_object_get(service, "minutes")));
	json_auto_t *channels = list_text(w, "channels", json_object_get(service, "channels"));

	return json_sprintf("%s, %s", json_string_value(minutes), json_string_value(channels));
}

static json_t *value_text(const struct wording *w, const char *part, const json_t *value)
{
	const char *text = json_string_value(value);

	for (const struct setting *s = SETTINGS; s->name; s++)
		if (strcmp(s->name, part) == 0)
			return setting_text(w, s, value);
	if (!value || json_is_null(value))
		return json_string("–");
	if (text && strcmp(part, "channels") == 0 && channel_parse(text)) {
		str_auto_t *key = text_format("channel.%s", text);

		return word_text(w, key, NULL);
	}
	if (text)
		return json_string(text);
	if (is_plain_list(value))
		return list_text(w, part, value);
	if (json_is_object(value) && strcmp(part, "weekly_hours") == 0)
		return hours_text(value);
	if (json_is_object(value) && strcmp(part, "services") == 0)
		return service_text(w, value);
	if (json_is_object(value) && json_object_get(value, "name"))
		return json_incref(json_object_get(value, "name"));
	return raw_text(value);
}

/*
 * Changes
 */

/* "Anliegen „Pflegegeld“: Dauer"; *last is the part the value belongs to. */
static json_t *what_text(const struct wording *w, const json_t *change, const char **last)
{
	const json_t *path = json_object_get(change, "path");
	const char *name = json_string_value(json_object_get(change, "name"));
	buffer_auto_t text = {0};
	size_t i;
	json_t *step;

	buffer_puts(&text, "");
	json_array_foreach (path, i, step) {
		const char *part = json_string_value(step);
		json_auto_t *word = part_text(w, part);

		if (i == 1 && name)
			buffer_printf(&text, " „%s“", name);
		else
			buffer_printf(&text, "%s%s",
				      i == 0                       ? ""
				      : i == 1 || (i == 2 && name) ? ": "
								   : ", ",
				      json_string_value(word));
		if (i != 1 || !name)
			*last = part;
	}
	return json_string(text.data);
}

static json_t *change_json(const struct wording *w, const json_t *change)
{
	const char *kind = json_string_value(json_object_get(change, "kind")), *last = "";
	str_auto_t *key = text_format("staff.file_kind.%s", kind);
	json_t *what = what_text(w, change, &last), *is = json_object();

	json_object_set_new(is, kind, json_true());
	return json_pack("{s:s, s:o, s:O, s:o, s:o, s:o, s:o}", "kind", kind, "kind_is", is, "path",
			 json_object_get(change, "path"), "kind_text", word_text(w, key, NULL),
			 "what_text", what, "before_text",
			 value_text(w, last, json_object_get(change, "before")), "after_text",
			 value_text(w, last, json_object_get(change, "after")));
}

static json_t *changes_json(const struct wording *w, const json_t *changes)
{
	json_t *list = json_array(), *change;
	size_t i;

	json_array_foreach (changes, i, change)
		json_array_append_new(list, change_json(w, change));
	return list;
}

/* "2 neu", "1 entfällt" */
static json_t *counts_json(const struct wording *w, const json_t *changes)
{
	static const char *const KINDS[] = {"added", "changed", "order", "removed"};
	json_t *counts = json_array(), *change;

	for (size_t k = 0; k < sizeof KINDS / sizeof KINDS[0]; k++) {
		str_auto_t *key = text_format("staff.file_kind.%s", KINDS[k]);
		int n = 0;
		size_t i;

		json_array_foreach (changes, i, change)
			n += strcmp(json_string_value(json_object_get(change, "kind")), KINDS[k]) ==
			     0;
		if (n)
			json_array_append_new(counts, json_pack("{s:i, s:o}", "count", n, "text",
								word_text(w, key, NULL)));
	}
	return counts;
}

static json_t *finding_shown(const struct wording *w, const json_t *finding)
{
	json_t *shown = json_copy((json_t *)(uintptr_t)finding);
	json_t *line = json_object_get(json_object_get(finding, "place"), "line");

	json_object_set_new(shown, "text", word_finding(w, finding));
	json_object_set_new(shown, "line_text",
			    word_text(w, "staff.import.line", json_pack("{s:O}", "line", line)));
	return shown;
}

static json_t *findings_json(const struct wording *w, const json_t *findings, bool warnings)
{
	json_t *list = json_array(), *finding;
	size_t i;

	json_array_foreach (findings, i, finding) {
		if (json_is_true(json_object_get(finding, "warning")) != warnings)
			continue;
		json_array_append_new(list, finding_shown(w, finding));
	}
	return list;
}

static json_t *hits_json(const struct wording *w, const json_t *hits)
{
	json_t *list = json_array(), *hit;
	size_t i;

	json_array_foreach (hits, i, hit) {
		time_t at = json_integer_value(json_object_get(hit, "starts_at"));
		json_auto_t *at_text = word_at(w, at);

		json_array_append_new(
			list,
			json_pack(
				"{s:o, s:o}", "text",
				json_sprintf(
					"%s, %s, %s", json_string_value(at_text),
					json_string_value(json_object_get(hit, "contact_person")),
					json_string_value(json_object_get(hit, "reference"))),
				"url",
				json_sprintf("/staff/%s/bookings/%s%s",
					     json_string_value(json_object_get(hit, "office")),
					     json_string_value(json_object_get(hit, "booking_id")),
					     w->lang_query)));
	}
	return list;
}

/*
 * The page
 */

static json_t *found_json(const struct file *f, const char *id, const char *name,
			  const json_t *result, bool whole)
{
	const struct wording *w = &f->w;
	const json_t *changes = json_object_get(result, "changes");
	json_t *mistakes = findings_json(w, json_object_get(result, "findings"), false);
	json_t *warnings = findings_json(w, json_object_get(result, "findings"), true);
	json_t *hits = hits_json(w, json_object_get(result, "hits"));
	bool some = json_array_size(changes) > 0;
	json_t *found = json_pack(
		"{s:s, s:o, s:O, s:O, s:o, s:b, s:b}", "id", id, "name",
		word_or_null(name && *name ? name : NULL), "slug", json_object_get(result, "slug"),
		"fresh", json_object_get(result, "fresh"), "title_name",
		word_of(w, json_object_get(result, "texts"), "name"), "has_changes", some,
		"can_apply", whole && some && json_array_size(hits) == 0);

	json_object_set_new(found, "apply_path",
			    json_sprintf("/staff/%s/import/%s", f->office->slug, id));
	json_object_set_new(found, "same", json_boolean(whole && !some));
	json_object_set_new(found, "counts", counts_json(w, changes));
	json_object_set_new(found, "changes", changes_json(w, changes));
	json_object_set_new(found, "has_mistakes", json_boolean(json_array_size(mistakes) > 0));
	json_object_set_new(found, "mistakes", mistakes);
	json_object_set_new(found, "has_warnings", json_boolean(json_array_size(warnings) > 0));
	json_object_set_new(found, "warnings", warnings);
	json_object_set_new(found, "has_hits", json_boolean(json_array_size(hits) > 0));
	json_object_set_new(found, "hits", hits);
	return found;
}

json_t *file_document(struct request *rq, const struct file *f, const char *id, const char *name,
		      json_t *result, bool whole)
{
	const char *slug = f->office->slug;

	(void)rq;
	return json_pack("{s:o, s:o, s:o, s:o, s:b, s:[], s:{}}", "office",
			 shape_office(&f->w, f->office), "file",
			 result ? found_json(f, id, name, result, whole) : json_null(),
			 "download_url", json_sprintf("/staff/%s/office.json", slug), "post_path",
			 json_sprintf("/staff/%s/import", slug), "has_file", result != NULL,
			 "errors", "error");
}
