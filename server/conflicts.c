/* conflicts.c - the page staff.conflicts: which bookings a change hits, and what becomes of each.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "server/change_run.h"
#include "server/net/reply.h"
#include "server/text.h"

static const char MOVE[] = "move", CANCEL[] = "cancel", KEEP[] = "keep";

json_t *conflict_moment(const struct wording *w, time_t t)
{
	json_auto_t *day = word_day_of(w, DATE_COMPACT, t), *clock = word_clock(w, t);

	return json_sprintf("%s, %s", json_string_value(day), json_string_value(clock));
}

json_t *change_tell_moved(const struct wording *w, time_t starts_at,
			  const struct contact_person *person)
{
	return word_text(w, "staff.conflicts.tell_move",
			 json_pack("{s:o, s:s}", "time", conflict_moment(w, starts_at), "name",
				   person->name));
}

static const char *row_string(const struct hit *h, const char *member)
{
	return json_string_value(json_object_get(h->row, member));
}

static json_t *name_json(const struct hit *h)
{
	const char *given = row_string(h, "given_name"), *family = row_string(h, "family_name");

	return given ? json_sprintf("%s, %s", family ? family : "", given) : word_or_null(family);
}

static json_t *moment_of_proposal(const struct wording *w, const struct hit *h)
{
	return conflict_moment(w, (time_t)h->start * TICK_SECONDS);
}

json_t *conflict_tell(const struct change *c, const struct hit *h)
{
	const struct wording *w = c->w;
	const char *text = c->run->text;
	json_auto_t *told = NULL;

	if (h->decision == MOVE || (h->decision && strcmp(h->decision, MOVE) == 0)) {
		if (!h->held)
			return json_null();
		told = change_tell_moved(w, tick_time(h->start), h->place.person);
	} else {
		told = word_text(w, "staff.conflicts.tell_cancel", NULL);
	}
	return text ? json_sprintf("%s %s", json_string_value(told), text) : json_incref(told);
}

/* What is chosen when nothing was said: move where it goes. */
static const char *decision_standing(const struct change_run *run, const struct hit *h,
				     const char *all)
{
	const char *wanted = run->step && strcmp(run->step, "all") == 0 ? all : h->decision;

	if (!wanted)
		wanted = MOVE;
	if (strcmp(wanted, MOVE) == 0)
		return h->held ? MOVE : CANCEL;
	return strcmp(wanted, KEEP) == 0 ? KEEP : CANCEL;
}

static void decisions_stand(struct change_run *run)
{
	static const char *const ALLS[] = {MOVE, CANCEL, KEEP, NULL};
	const char *all = fields_choice(run->f, "all", FIELD_OPTIONAL, ALLS);

	for (size_t i = 0; i < run->nhits; i++)
		run->hits[i].decision = decision_standing(run, &run->hits[i], all);
}

static json_t *choices_json(const struct wording *w, const char *group, const char *chosen,
			    bool can_move)
{
	const char *const all[] = {MOVE, CANCEL, KEEP};
	json_t *choices = json_array();

	for (size_t i = can_move ? 0 : 1; i < sizeof all / sizeof all[0]; i++) {
		str_auto_t *key = text_format("staff.%s.%s", group, all[i]);

		json_array_append_new(choices, json_pack("{s:s, s:o, s:b, s:b}", "value", all[i],
							 "label", word_text(w, key, NULL),
							 "checked", strcmp(all[i], chosen) == 0,
							 "first", json_array_size(choices) == 0));
	}
	return choices;
}

static json_t *proposal_json(const struct wording *w, const struct hit *h)
{
	if (!h->held)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:b}", "starts_at",
			 word_rfc3339(w, (time_t)h->start * TICK_SECONDS), "short_text",
			 moment_of_proposal(w, h), "contact_person", shape_person(h->place.person),
			 "held", 1);
}

/* Only where it is not the authority's own: whoever writes should know. */
static json_t *language_json(const struct wording *w, const struct hit *h)
{
	const char *code = row_string(h, "language");
	const struct language *l = code ? site_language(w->site, code) : NULL;

	return l && strcmp(code, w->authority->languages[0]) != 0 ? json_string(language_name(l))
								  : json_null();
}

static void shape_phone(json_t *o, const struct hit *h)
{
	const char *phone = row_string(h, "phone");

	json_object_set_new(o, "phone", word_or_null(phone));
	json_object_set_new(o, "phone_tel", phone ? shape_phone_link(phone) : json_null());
}

static json_t *service_json(const struct wording *w, const struct hit *h)
{
	return json_pack("{s:o, s:o}", "slug", word_or_null(h->service ? h->service->slug : NULL),
			 "name", h->service ? word_of(w, h->service->texts, "name") : json_null());
}

static json_t *conflict_json(const struct wording *w, const struct hit *h)
{
	json_auto_t *name = name_json(h), *moment = conflict_moment(w, h->starts_at);
	json_t *o = json_object();

	json_object_set_new(o, "id", json_sprintf("%" PRId64, h->id));
	json_object_set_new(o, "starts_at", word_rfc3339(w, h->starts_at));
	json_object_set(o, "short_text", moment);
	json_object_set(o, "name_text", name);
	json_object_set_new(o, "reference", word_or_null(row_string(h, "reference")));
	json_object_set_new(o, "service", service_json(w, h));
	json_object_set_new(o, "minutes_text", word_count(w, "count.minutes", h->minutes));
	json_object_set_new(o, "attendance_note_text", json_null());
	json_object_set_new(o, "language_text", language_json(w, h));
	json_object_set_new(o, "proposal", proposal_json(w, h));
	json_object_set_new(o, "other_url",
			    h->office ? json_sprintf("/staff/%s/bookings/%" PRId64 "/move%s",
						     h->office->slug, h->id, w->lang_query)
				      : json_null());
	json_object_set_new(o, "mail", json_boolean(h->mail));
	shape_phone(o, h);
	json_object_set_new(o, "decisions", choices_json(w, "decision", h->decision, h->held));
	json_object_set_new(o, "decision", json_string(h->decision));
	json_object_set_new(o, "decision_field", json_sprintf("decision.%" PRId64, h->id));
	json_object_set_new(
		o, "legend_text",
		json_sprintf("%s, %s", json_string_value(moment),
			     name && json_is_string(name) ? json_string_value(name) : ""));
	return o;
}

static bool is_called(const struct hit *h)
{
	return !h->mail && h->decision != KEEP;
}

static json_t *call_json(const struct change *c, const struct hit *h)
{
	json_t *o =
		json_pack("{s:o, s:o, s:o}", "name_text", name_json(h), "short_text",
			  conflict_moment(c->w, h->starts_at), "tell_text", conflict_tell(c, h));

	shape_phone(o, h);
	return o;
}

/*
 * The change itself, as it was sent
 */

static bool is_of_the_page(const char *name)
{
	static const char *const NAMES[] = {"all", "do", "text", "holds", "decision"};

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		if (strcmp(name, NAMES[i]) == 0)
			return true;
	return strncmp(name, "decision.", strlen("decision.")) == 0;
}

static void field_add(json_t *fields, const char *name, const json_t *value)
{
	json_t *text = NULL;

	if (json_is_string(value))
		text = json_string(json_string_value(value));
	else if (json_is_integer(value))
		text = json_sprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		text = json_string(json_is_true(value) ? "true" : "false");
	if (text)
		json_array_append_new(fields, json_pack("{s:s, s:o}", "name", name, "value", text));
}

static json_t *fields_json(const struct change_run *run)
{
	json_t *fields = json_array(), *value, *one;
	const char *name;
	size_t i;

	json_object_foreach (run->body, name, value) {
		if (is_of_the_page(name))
			continue;
		field_add(fields, name, value);
		json_array_foreach (value, i, one)
			field_add(fields, name, one);
	}
	proposals_fields(run, fields);
	return fields;
}

/*
 * What will happen
 */

struct outcome {
	long moved, cancelled, kept, mails, calls;
};

static struct outcome outcome_count(const struct change_run *run)
{
	struct outcome n = {0};

	for (size_t i = 0; i < run->nhits; i++) {
		const struct hit *h = &run->hits[i];

		n.moved += h->decision == MOVE;
		n.cancelled += h->decision == CANCEL;
		n.kept += h->decision == KEEP;
		n.mails += h->mail && h->decision != KEEP;
		n.calls += is_called(h);
	}
	return n;
}

static void outcome_add(json_t *list, const struct wording *w, const char *key, long n)
{
	if (n > 0)
		json_array_append_new(list, json_pack("{s:o, s:o}", "count", json_sprintf("%ld", n),
						      "text", word_count(w, key, n)));
}

static void shape_outcome(json_t *document, const struct wording *w, const struct change_run *run)
{
	struct outcome n = outcome_count(run);
	json_t *list = json_array();

	outcome_add(list, w, "staff.count.moved", n.moved);
	outcome_add(list, w, "staff.count.cancelled", n.cancelled);
	outcome_add(list, w, "staff.count.kept", n.kept);
	outcome_add(list, w, "staff.count.mails", n.mails);
	outcome_add(list, w, "staff.count.calls", n.calls);
	json_object_set_new(document, "outcome", list);
	json_object_set_new(document, "submit_text",
			    n.mails ? word_count(w, "staff.count.submit_mails", n.mails)
				    : word_text(w, "staff.submit.no_mails", NULL));
}

/*
 * The page
 */

static json_t *held_until(const struct wording *w, const struct change_run *run)
{
	time_t first = 0;

	for (size_t i = 0; i < run->nhits; i++)
		if (run->hits[i].held && (!first || run->hits[i].held_until < first))
			first = run->hits[i].held_until;
	return first ? word_clock_sentence(w, first) : json_null();
}

static void shape_lists(json_t *document, const struct change *c)
{
	const struct change_run *run = c->run;
	json_t *conflicts = json_array(), *calls = json_array();

	for (size_t i = 0; i < run->nhits; i++) {
		const struct hit *h = &run->hits[i];

		json_array_append_new(conflicts, conflict_json(c->w, h));
		if (is_called(h))
			json_array_append_new(calls, call_json(c, h));
	}
	json_object_set_new(document, "has_calls", json_boolean(json_array_size(calls) > 0));
	json_object_set_new(document, "conflicts", conflicts);
	json_object_set_new(document, "calls", calls);
}

static json_t *title_json(const struct change *c)
{
	json_auto_t *hit = word_count(c->w, "staff.count.hit", (long)c->hits);

	return json_sprintf("%s: %s", c->title_text, json_string_value(hit));
}

static json_t *post_path(struct request *rq)
{
	static const char API[] = "/api/v1";
	const char *path = request_path(rq);

	return json_string(strncmp(path, API, sizeof API - 1) == 0 ? path + sizeof API - 1 : path);
}

static json_t *conflicts_document(struct request *rq, const struct change *c)
{
	const struct change_run *run = c->run;
	const struct wording *w = c->w;
	json_t *d = json_object();
	const char *typed = json_string_value(json_object_get(run->body, "text"));

	json_object_set_new(d, "title_text", title_json(c));
	json_object_set_new(d, "lead_text", json_null());
	json_object_set_new(d, "news_text",
			    run->again ? word_text(w, "staff.conflicts.news", NULL) : json_null());
	json_object_set_new(d, "all_text", word_count(w, "staff.count.all_hit", (long)c->hits));
	json_object_set_new(d, "held_until_text", held_until(w, run));
	json_object_set_new(d, "post_path", post_path(rq));
	json_object_set_new(d, "back_url", json_string(c->back_url));
	json_object_set_new(d, "fields", fields_json(run));
	json_object_set_new(d, "alls", choices_json(w, "all", MOVE, true));
	json_object_set_new(d, "can_keep", json_true());
	json_object_set_new(d, "values", json_pack("{s:s}", "text", typed ? typed : ""));
	json_object_set_new(d, "errors", json_array());
	json_object_set_new(d, "error", json_pack("{s:n}", "text"));
	shape_lists(d, c);
	shape_outcome(d, w, run);
	return d;
}

void conflicts_reply(struct request *rq, struct change *c)
{
	static const struct problem HIT = {
		409, "bookings_hit", "this takes the time of bookings: decide about each of them"};
	json_t *document;

	decisions_stand(c->run);
	document = conflicts_document(rq, c);
	if (c->run->text_refused)
		reply_invalid(rq, "staff.conflicts", document, fields_errors(c->run->f));
	else if (request_format(rq) == FORMAT_HTML)
		reply_document(rq, 200, "staff.conflicts", document);
	else
		reply_problem_page(rq, &HIT, "staff.conflicts", document);
}
