/* finding_words.c - what is wrong with a file, as JSON and in words. */
#include "server/finding_words.h"

#include "lib/cleanup.h"
#include "server/text.h"

json_t *finding_json(const struct finding *f)
{
	return json_pack("{s:b, s:s, s:{s:i, s:i}, s:s, s:O}", "warning", f->warning, "pointer",
			 f->pointer, "place", "line", f->place.line, "column", f->place.column,
			 "code", f->code, "params", f->params);
}

/* Some of what a finding is about has words of its own: {FAMILY.NAME} in place of a name. */
static void param_word(const struct wording *w, json_t *params, const char *name,
		       const char *family)
{
	const char *value = json_string_value(json_object_get(params, name));
	str_auto_t *key = value ? text_format("%s.%s", family, value) : NULL;

	if (key)
		json_object_set_new(params, name, word_text(w, key, NULL));
}

json_t *word_finding(const struct wording *w, const json_t *finding)
{
	const char *code = json_string_value(json_object_get(finding, "code"));
	str_auto_t *key = text_format("staff.finding.%s", code ? code : "");
	json_t *params = json_copy(json_object_get(finding, "params"));

	param_word(w, params, "wanted", "staff.wanted");
	param_word(w, params, "pair", "staff.theme_pair");
	return word_text(w, key, params);
}

void findings_tell(struct findings *f, const struct wording *w, const char *file,
		   struct buffer *out)
{
	findings_sort(f);
	for (size_t i = 0; i < f->n; i++) {
		const struct finding *one = &f->list[i];
		json_auto_t *json = finding_json(one), *text = word_finding(w, json);

		buffer_printf(out, "%s:%d:%d: %s: %s%s%s\n", file, one->place.line,
			      one->place.column, one->warning ? "warning" : "mistake", one->pointer,
			      *one->pointer ? ": " : "", json_string_value(text));
	}
	if (f->n == FINDINGS_MAX)
		buffer_printf(out, "%s: there may be more; mend these first\n", file);
}
