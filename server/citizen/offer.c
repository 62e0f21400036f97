/* offer.c - free times as pages and the API show them. */
#include "server/citizen/offer.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/form.h"

enum { WEEKDAYS = 7, SECONDS_PER_MINUTE = 60, DAYS_ASKED_MAX = 62 };

json_t *offer_text(struct buffer *b)
{
	json_t *text = json_stringn(b->data ? b->data : "", b->len);

	buffer_done(b);
	return text;
}

/*
 * Reading
 */

static void weekday_read(struct times_query *q, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text && text[0] >= '1' && text[0] <= '7' && !text[1])
		q->weekdays |= 1u << (text[0] - '0');
}

void offer_read(struct offer_view *view, struct times_query *q, struct request *rq,
		struct fields *f)
{
	static const char *const TIMES_OF_DAY[] = {"am", "pm", NULL};
	const char *time_of_day = fields_choice(f, "time_of_day", FIELD_OPTIONAL, TIMES_OF_DAY);
	json_t *weekdays = json_object_get(request_params(rq), "weekday"), *item;
	long long days = 0;
	size_t i;

	*view = (struct offer_view){0};
	weekday_read(q, weekdays);
	json_array_foreach (weekdays, i, item)
		weekday_read(q, item);
	q->morning = time_of_day && strcmp(time_of_day, "am") == 0;
	q->afternoon = time_of_day && strcmp(time_of_day, "pm") == 0;
	fields_date(f, "from", FIELD_OPTIONAL, &view->from);
	if (request_format(rq) == FORMAT_JSON)
		view->days = fields_integer(f, "days", FIELD_OPTIONAL, 1, DAYS_ASKED_MAX, &days)
				     ? (int)days
				     : OFFER_DAYS_DEFAULT;
}

void offer_filter_query(const struct times_query *q, struct buffer *out)
{
	for (int day = MONDAY; day <= SUNDAY; day++)
		if (q->weekdays & 1u << day)
			buffer_printf(out, "&weekday=%d", day);
	if (q->morning || q->afternoon)
		buffer_printf(out, "&time_of_day=%s", q->morning ? "am" : "pm");
}

/*
 * Shaping
 */

/* What many times have in common is one value that all of them refer to. */
struct common {
	json_t *channel, *person;
	const struct contact_person *whose;
};

static void common_done(struct common *c)
{
	json_decref(c->channel);
	json_decref(c->person);
}

static json_t *common_person(struct common *c, const struct contact_person *p)
{
	if (c->whose != p) {
		json_decref(c->person);
		c->person = json_pack("{s:s, s:s}", "slug", p->slug, "name", p->name);
		c->whose = p;
	}
	return c->person;
}

static json_t *time_json(const struct wording *w, const struct asked *a, const struct free_time *t,
			 struct common *c)
{
	time_t starts_at = tick_time(t->start);
	time_t ends_at = starts_at + (time_t)a->service->minutes * SECONDS_PER_MINUTE;
	json_t *time = json_object();

	if (!c->channel)
		c->channel = json_string(channel_name(a->query.channel));
	json_object_set_new_nocheck(time, "starts_at", word_rfc3339(w, starts_at));
	json_object_set_new_nocheck(time, "ends_at", word_rfc3339(w, ends_at));
	json_object_set_nocheck(time, "channel", c->channel);
	json_object_set_nocheck(time, "contact_person", common_person(c, t->person));
	return time;
}

static json_t *day_json(const struct wording *w, const struct times *times, struct date date)
{
	char text[DATE_TEXT_SIZE];

	date_format(text, date);
	return json_pack("{s:s, s:o, s:b, s:[]}", "date", text, "day_text",
			 word_date(w, DATE_DAY, date), "with_names", times->several_persons,
			 "times");
}

static void day_end(json_t *day, const struct wording *w)
{
	if (day)
		json_object_set_new(
			day, "count_text",
			word_count(w, "count.times",
				   (long)json_array_size(json_object_get(day, "times"))));
}

static void time_add_words(json_t *time, const struct wording *w, const json_t *day,
			   const struct free_time *t, offer_url_fn *url, const void *ctx)
{
	str_auto_t *path = url ? url(w, t, ctx) : NULL;

	json_object_set_new(time, "clock_text", word_clock(w, tick_time(t->start)));
	json_object_set_new(time, "label_text",
			    word_text(w, "moment.time_label",
				      json_pack("{s:O}", "day", json_object_get(day, "day_text"))));
	json_object_set_new(time, "url", word_or_null(path));
}

static json_t *days_json(const struct wording *w, const struct asked *a, const struct times *times,
			 offer_url_fn *url, const void *ctx)
{
	json_t *days = json_array(), *day = NULL;
	struct date current = {0};
	struct common common = {0};

	for (size_t i = 0; i < times->n; i++) {
		const struct free_time *t = &times->list[i];
		struct date date = zone_local(w->authority->zone, tick_time(t->start)).date;
		json_t *time = time_json(w, a, t, &common);

		if (!day || date_compare(date, current) != 0) {
			day_end(day, w);
			day = day_json(w, times, date);
			json_array_append_new(days, day);
			current = date;
		}
		time_add_words(time, w, day, t, url, ctx);
		json_array_append_new(json_object_get(day, "times"), time);
	}
	day_end(day, w);
	common_done(&common);
	return days;
}

static json_t *responsible_text(const struct wording *w, const struct service *s,
				const struct contact_person *p, int32_t at)
{
	buffer_auto_t text = {0};

	for (size_t i = 0; p && i < s->nresponsibilities; i++) {
		json_auto_t *range = NULL;

		if (&w->authority->persons[s->responsibilities[i].contact_person] != p ||
		    !s->ranges[i].from || !responsibility_holds(&s->responsibilities[i], at))
			continue;
		range = word_text(
			w, "responsible.range",
			json_pack("{s:s, s:s}", "from", s->ranges[i].from, "to", s->ranges[i].to));
		buffer_printf(&text, "%s%s", text.len ? ", " : "", json_string_value(range));
	}
	return word_or_null(text.data);
}

/* The one person of all times, or of all who are asked; NULL when there are several. */
static const struct contact_person *single_person(const struct wording *w, const struct asked *a,
						  const struct times *times)
{
	if (a->query.only)
		return a->query.only;
	if (times->n > 0)
		return times->several_persons ? NULL : times->list[0].person;
	return a->query.npersons == 1 ? &w->authority->persons[a->query.persons[0]] : NULL;
}

static void shape_persons(json_t *document, const struct wording *w, const struct asked *a,
			  const struct times *times)
{
	const struct contact_person *p = single_person(w, a, times);
	json_t *persons = json_array();

	for (size_t i = 0; i < a->query.npersons; i++)
		json_array_append_new(persons,
				      shape_person(&w->authority->persons[a->query.persons[i]]));
	json_object_set_new(document, "contact_persons", persons);
	json_object_set_new(document, "contact_person", p ? shape_person(p) : json_null());
	json_object_set_new(document, "place",
			    shape_place(w, a->office, p, NULL, a->query.channel));
	json_object_set_new(
		document, "responsible_text",
		responsible_text(w, a->service, p,
				 times->n > 0 ? times->list[0].start : tick_floor(a->query.now)));
}

void offer_shape(json_t *document, const struct wording *w, const struct asked *a,
		 const struct times *times, enum format format, offer_url_fn *url, const void *ctx)
{
	json_t *list = json_array();
	struct common common = {0};

	for (size_t i = 0; i < times->n; i++)
		json_array_append_new(list, time_json(w, a, &times->list[i], &common));
	common_done(&common);
	json_object_set_new(document, "times", list);
	if (format != FORMAT_HTML)
		return;
	json_object_set_new(document, "days", days_json(w, a, times, url, ctx));
	shape_persons(document, w, a, times);
}

void offer_shape_opens(json_t *document, const struct wording *w, const struct asked *a,
		       enum format format)
{
	const struct horizon *h = &a->office->rules.horizon;
	const struct zone *zone = w->authority->zone;
	struct date day = date_add_days(horizon_last_day(h, zone, a->query.now), 1);
	time_t at = horizon_next_opening(h, zone, a->query.now);
	char text[DATE_TEXT_SIZE];
	json_t *opens;

	if (h->opens_minute == 0) {
		json_object_set_new(document, "opens", json_null());
		return;
	}
	date_format(text, day);
	opens = json_pack("{s:o, s:s}", "at", word_rfc3339(w, at), "day", text);
	if (format == FORMAT_HTML) {
		json_object_set_new(opens, "day_text", word_date(w, DATE_DAY, day));
		json_object_set_new(
			opens, "when_text",
			word_text(w, "moment.until",
				  json_pack("{s:o, s:o}", "day", word_day_of(w, DATE_DAY, at),
					    "time", word_clock_sentence(w, at))));
	}
	json_object_set_new(document, "opens", opens);
}

void offer_shape_what(json_t *document, const struct wording *w, const struct asked *a)
{
	json_object_set_new(document, "office", shape_office(w, a->office));
	json_object_set_new(document, "service", shape_service(w, a->service));
	json_object_set_new(document, "asked", asked_json(a));
	shape_channel(document, w, a->query.channel);
}

json_t *offer_filter(const struct wording *w, const struct times_query *q)
{
	json_t *weekdays = json_array();

	for (int i = 0; i < WEEKDAYS; i++) {
		int day = (language_first_weekday(w->language) - MONDAY + i) % WEEKDAYS + MONDAY;
		char value[] = {(char)('0' + day), '\0'};

		if (day != SATURDAY && day != SUNDAY)
			json_array_append_new(
				weekdays,
				json_pack("{s:s, s:s, s:b}", "value", value, "label",
					  language_weekday(w->language, (enum weekday)day),
					  "checked", (q->weekdays & 1u << day) != 0));
	}
	return json_pack("{s:b, s:o, s:b, s:b, s:b}", "active",
			 q->weekdays || q->morning || q->afternoon, "weekdays", weekdays,
			 "any_time", !q->morning && !q->afternoon, "morning", q->morning,
			 "afternoon", q->afternoon);
}

/*
 * Paths
 */

json_t *offer_service_url(const struct wording *w, const struct asked *a)
{
	struct buffer url = {0};

	asked_put_path(a, &url, "?");
	asked_query(a, &url);
	buffer_puts(&url, w->lang_amp);
	return offer_text(&url);
}

json_t *offer_times_url(const struct wording *w, const struct asked *a)
{
	struct buffer url = {0};

	asked_put_path(a, &url, "/times?");
	asked_query(a, &url);
	buffer_puts(&url, w->lang_amp);
	return offer_text(&url);
}

json_t *offer_post_path(const struct asked *a)
{
	struct buffer url = {0};

	asked_put_path(a, &url, "/holds");
	return offer_text(&url);
}
