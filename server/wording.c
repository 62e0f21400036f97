/* wording.c - an authority's facts in the words of one language. */
#include "server/wording.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"

enum { SECONDS_PER_MINUTE = 60, PHONE_LINK_BYTES = 32 };

static json_t *taken(struct buffer *b)
{
	json_t *text = json_stringn(b->data ? b->data : "", b->len);

	buffer_done(b);
	return text;
}

json_t *word_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

json_t *word_text(const struct wording *w, const char *key, json_t *vars)
{
	struct buffer b = {0};

	site_text(w->site, w->language, key, vars, &b);
	json_decref(vars);
	return taken(&b);
}

json_t *word_count(const struct wording *w, const char *key, long n)
{
	struct buffer b = {0};

	site_count(w->site, w->language, key, n, &b);
	return taken(&b);
}

json_t *word_date(const struct wording *w, enum date_style style, struct date date)
{
	struct buffer b = {0};

	language_date(w->language, style, date, &b);
	return taken(&b);
}

json_t *word_day_of(const struct wording *w, enum date_style style, time_t t)
{
	return word_date(w, style, zone_local(w->authority->zone, t).date);
}

json_t *word_clock(const struct wording *w, time_t t)
{
	struct local_time local = zone_local(w->authority->zone, t);

	return json_string(language_clock(w->language, local.hour, local.minute));
}

json_t *word_clock_sentence(const struct wording *w, time_t t)
{
	struct local_time local = zone_local(w->authority->zone, t);

	return json_string(language_time(w->language, local.hour, local.minute));
}

json_t *word_at(const struct wording *w, time_t t)
{
	return word_text(w, "staff.at",
			 json_pack("{s:o, s:o}", "date", word_day_of(w, DATE_SHORT, t), "time",
				   word_clock(w, t)));
}

json_t *word_rfc3339(const struct wording *w, time_t t)
{
	char text[RFC3339_SIZE];

	zone_rfc3339(w->authority->zone, t, text);
	return json_stringn_nocheck(text, sizeof text - 1);
}

void shape_moment(json_t *object, const struct wording *w, time_t starts_at, int minutes)
{
	time_t ends_at = starts_at + (time_t)minutes * SECONDS_PER_MINUTE;

	json_object_set_new(object, "starts_at", word_rfc3339(w, starts_at));
	json_object_set_new(object, "ends_at", word_rfc3339(w, ends_at));
	json_object_set_new(object, "date_text", word_day_of(w, DATE_FULL, starts_at));
	json_object_set_new(object, "day_text", word_day_of(w, DATE_DAY, starts_at));
	json_object_set_new(object, "time_text", word_clock_sentence(w, starts_at));
	json_object_set_new(object, "hours_text",
			    word_text(w, "moment.hours",
				      json_pack("{s:o, s:o}", "from", word_clock(w, starts_at),
						"to", word_clock(w, ends_at))));
}

void shape_channel(json_t *object, const struct wording *w, enum channel channel)
{
	char key[sizeof "channel.in_person"];

	snprintf(key, sizeof key, "channel.%s", channel_name(channel));
	json_object_set_new(object, "channel", json_string(channel_name(channel)));
	json_object_set_new(object, "channel_text", word_text(w, key, NULL));
	json_object_set_new(object, "channel_is",
			    json_pack("{s:b, s:b, s:b}", "in_person", channel == CHANNEL_IN_PERSON,
				      "phone", channel == CHANNEL_PHONE, "video",
				      channel == CHANNEL_VIDEO));
}

json_t *shape_channels(unsigned channels)
{
	json_t *list = json_array();

	for (int i = 0; i < CHANNELS; i++)
		if (channels & CHANNEL_LIST[i])
			json_array_append_new(list, json_string(channel_name(CHANNEL_LIST[i])));
	return list;
}

json_t *word_channels(const struct wording *w, unsigned channels)
{
	buffer_auto_t key = {0};

	if (!channels)
		return json_null();
	buffer_puts(&key, "channels");
	for (int i = 0; i < CHANNELS; i++)
		if (channels & CHANNEL_LIST[i])
			buffer_printf(&key, ".%s", channel_name(CHANNEL_LIST[i]));
	return word_text(w, key.data, NULL);
}

/* German numbers: a leading 0 is the national prefix. */
json_t *shape_phone_link(const char *phone)
{
	char link[PHONE_LINK_BYTES] = "+49";
	size_t len = 3;
	const char *p = phone ? phone : "";

	if (!*p)
		return json_null();
	if (*p == '+')
		len = 1;
	else if (*p == '0')
		p++;
	for (; *p && len < sizeof link - 1; p++)
		if (isdigit((unsigned char)*p))
			link[len++] = *p;
	return json_stringn(link, len);
}

json_t *word_language(const struct wording *w, const char *code)
{
	struct wording own = *w;

	own.language = site_language(w->site, code);
	return own.language ? word_text(&own, "language.name", NULL) : json_string(code);
}
