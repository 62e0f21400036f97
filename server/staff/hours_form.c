/* hours_form.c - the form of weekly hours as the page shows it. */
#include <string.h>

#include "lib/cleanup.h"
#include "server/picks.h"
#include "server/staff/hours.h"
#include "server/staff_words.h"
#include "server/text.h"

enum { REPEATS = 4, NTHS = 4 };

static json_t *weekday_choices(const struct wording *w, unsigned weekdays)
{
	json_t *choices = json_array();
	char value[sizeof "7"];

	for (int day = MONDAY; day <= SUNDAY; day++) {
		value[0] = (char)('0' + day);
		value[1] = '\0';
		json_array_append_new(
			choices,
			choice_json(value, json_string(language_weekday_short(w->language, day)),
				    weekdays & 1u << day, day == MONDAY));
	}
	return choices;
}

static void number_option(json_t *options, int value, json_t *label, int selected)
{
	str_auto_t *text = text_format("%d", value);

	json_array_append_new(options, option_json(text, label, value == selected));
}

/* An interval the form does not offer, as an office file can have one, stays as it is. */
static json_t *repeat_options(const struct wording *w, const struct hours_rule *parts)
{
	json_t *options = json_array();
	int selected = parts->monthly ? 0 : parts->interval;

	for (int i = 1; i <= REPEATS; i++)
		number_option(options, i, word_hours_repeat(w, i), selected);
	if (selected > REPEATS)
		number_option(options, selected, word_hours_repeat(w, selected), selected);
	json_array_append_new(
		options,
		option_json("month", word_text(w, "staff.repeat.month", NULL), parts->monthly));
	return options;
}

static json_t *nth_options(const struct wording *w, const struct hours_rule *parts)
{
	json_t *options = json_array();
	int selected = parts->monthly ? parts->nth : 0;

	json_array_append_new(options, option_json("", word_hours_nth(w, 0), selected == 0));
	for (int i = 1; i <= NTHS; i++)
		number_option(options, i, word_hours_nth(w, i), selected);
	if (selected > NTHS)
		number_option(options, selected, word_hours_nth(w, selected), selected);
	number_option(options, HOURS_RULE_LAST, word_hours_nth(w, HOURS_RULE_LAST), selected);
	return options;
}

json_t *hours_channel_choices(const struct wording *w, unsigned channels)
{
	json_t *choices = json_array();

	for (int i = 0; i < CHANNELS; i++) {
		const char *name = channel_name(CHANNEL_LIST[i]);

		json_array_append_new(choices, choice_json(name, word_named(w, "channel", name),
							   channels & CHANNEL_LIST[i], i == 0));
	}
	return choices;
}

static json_t *values_of(const struct wording *w, const struct hours *h)
{
	const struct weekly_hours *r = &h->rule;
	bool set = r->to_minute > 0;

	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "from",
			 set ? hours_clock(w, r->from_minute) : "", "to",
			 set ? hours_clock(w, r->to_minute) : "", "room", h->room ? h->room : "",
			 "step_minutes", json_sprintf("%d", h->step_minutes), "kept_until_hours",
			 h->kept_hours ? json_sprintf("%d", h->kept_hours) : json_string(""),
			 "valid_from", word_date(w, DATE_INPUT, r->valid_from), "valid_until",
			 r->valid_until.year ? word_date(w, DATE_INPUT, r->valid_until)
					     : json_string(""));
}

static json_t *path_json(const struct hours *h)
{
	return json_sprintf("/staff/%s/hours%s%s", h->person->office->slug, h->id ? "/" : "",
			    h->id ? h->id : "");
}

void hours_edit(json_t *document, const struct wording *w, const struct hours *h,
		const json_t *values)
{
	json_t *edit = json_pack("{s:o, s:b, s:o, s:o, s:o}", "id", word_or_null(h->id), "new",
				 !h->id, "version", word_or_null(h->version), "heading_text",
				 h->id && h->parts.weekdays ? word_hours_name(w, h) : json_null(),
				 "post_path", path_json(h));

	json_object_set_new(edit, "weekdays", weekday_choices(w, h->parts.weekdays));
	json_object_set_new(edit, "repeats", repeat_options(w, &h->parts));
	json_object_set_new(edit, "nths", nth_options(w, &h->parts));
	json_object_set_new(edit, "channels", hours_channel_choices(w, h->channels));
	json_object_set_new(edit, "services", hours_service_choices(w, h));
	json_object_set_new(edit, "cancel_url",
			    json_sprintf("/staff/%s/hours?contact_person=%s%s",
					 h->person->office->slug, h->person->slug, w->lang_amp));
	json_object_set_new(document, "edit", edit);
	json_object_set_new(document, "values", values ? json_deep_copy(values) : values_of(w, h));
}
