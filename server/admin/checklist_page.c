/* checklist_page.c - the document of the checklist, of the office's states and of its test mail. */
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "server/admin/checklist.h"
#include "server/admin/rehearsal.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/picks.h"
#include "server/staff_page.h"
#include "server/text.h"

enum { METER_STEP = 10, METER_GAP = 1 };

/*
 * What was found
 */

/* Where it is mended; a page that is not there or not for who asks is left out. */
static void finding_lead(json_t *finding, struct request *rq, const struct going *g)
{
	const char *area = json_string_value(json_object_get(finding, "area"));
	str_auto_t *key = text_format("staff.nav.%s", *area ? area : "checklist");
	json_t *url = *area ? staff_area_url(rq, &g->w, area, "") : json_string("#test-mail");

	/* Where a page of its own does not exist, the office's or the authority's file says it. */
	if (json_is_null(url)) {
		json_decref(url);
		url = staff_area_url(rq, &g->w, "import", "");
		free(key);
		key = text_format("staff.nav.import");
	}
	json_object_set_new(finding, "url", url);
	json_object_set_new(finding, "link_text",
			    *area ? word_text(&g->w, key, NULL)
				  : word_text(&g->w, "staff.checklist.send_test", NULL));
}

static json_t *findings_json(struct request *rq, const struct going *g, enum checklist_level level)
{
	json_t *list = json_deep_copy(g->list.findings[level]), *finding;
	size_t i;

	json_array_foreach (list, i, finding) {
		json_object_set_new(finding, "level",
				    json_string(level == CHECKLIST_RED ? "missing" : "check"));
		finding_lead(finding, rq, g);
	}
	return list;
}

static json_t *meter_part(int *x, size_t n)
{
	json_t *part =
		n ? json_pack("{s:i, s:i}", "x", *x, "width", (int)n * METER_STEP - METER_GAP)
		  : json_null();

	*x += (int)n * METER_STEP;
	return part;
}

static json_t *meter_json(const struct going *g, size_t red, size_t yellow, size_t fine)
{
	int x = 0;
	json_t *bad = meter_part(&x, red), *warn = meter_part(&x, yellow),
	       *good = meter_part(&x, fine);

	return json_pack("{s:i, s:o, s:o, s:o, s:o}", "width", x, "red", bad, "yellow", warn,
			 "green", good, "text",
			 word_text(&g->w, "staff.checklist.meter",
				   json_pack("{s:i, s:i, s:i}", "red", (int)red, "yellow",
					     (int)yellow, "green", (int)fine)));
}

/* What going live still waits for; of an office that is live, what it lacks since. */
static json_t *headline(const struct going *g, size_t red)
{
	bool live = g->office->live;

	if (red)
		return word_count(&g->w, live ? "staff.count.points_live" : "staff.count.points",
				  (long)red);
	return word_text(&g->w, live ? "staff.checklist.complete" : "staff.checklist.ready", NULL);
}

static void shape_findings(json_t *document, struct request *rq, const struct going *g)
{
	size_t red = json_array_size(g->list.findings[CHECKLIST_RED]);
	size_t yellow = json_array_size(g->list.findings[CHECKLIST_YELLOW]);
	size_t fine = json_array_size(g->list.fine);

	json_object_set_new(document, "missing", findings_json(rq, g, CHECKLIST_RED));
	json_object_set_new(document, "to_check", findings_json(rq, g, CHECKLIST_YELLOW));
	json_object_set(document, "fine", g->list.fine);
	json_object_set_new(document, "missing_count", json_integer((json_int_t)red));
	json_object_set_new(document, "to_check_count", json_integer((json_int_t)yellow));
	json_object_set_new(document, "fine_count", json_integer((json_int_t)fine));
	json_object_set_new(document, "has_missing", json_boolean(red > 0));
	json_object_set_new(document, "has_to_check", json_boolean(yellow > 0));
	json_object_set_new(document, "fine_text",
			    word_count(&g->w, "staff.count.points_shown", (long)fine));
	json_object_set_new(document, "ready", json_boolean(red == 0));
	json_object_set_new(document, "headline_text", headline(g, red));
	json_object_set_new(document, "meter", meter_json(g, red, yellow, fine));
	json_object_set_new(
		document, "checked_text",
		word_text(&g->w, "staff.checklist.checked",
			  json_pack("{s:o}", "time", word_clock_sentence(&g->w, g->list.now))));
}

/*
 * States
 */

static const char *typed_text(const struct going *g, const char *name)
{
	const char *text =
		g->typed ? json_string_value(json_object_get(fields_values(g->typed), name)) : NULL;

	return text ? text : "";
}

static json_t *successors_json(const struct going *g)
{
	const struct authority *a = g->fresh.authority;
	const char *typed = typed_text(g, "successor");
	json_t *options = json_array();

	json_array_append_new(
		options,
		option_json("", word_text(&g->w, "staff.checklist.no_successor", NULL), !*typed));
	for (size_t i = 0; i < a->noffices; i++)
		if (a->offices[i].live && &a->offices[i] != g->list.office)
			json_array_append_new(
				options, option_json(a->offices[i].slug,
						     word_of(&g->w, a->offices[i].texts, "name"),
						     strcmp(typed, a->offices[i].slug) == 0));
	return options;
}

static json_t *successor_json(const struct going *g)
{
	const struct office *o = g->list.office->successor;

	return o ? json_pack("{s:s, s:o, s:o}", "slug", o->slug, "name",
			     word_of(&g->w, o->texts, "name"), "url",
			     json_sprintf("/offices/%s%s", o->slug, g->w.lang_query))
		 : json_null();
}

/* What was missing when its hour had come. */
static json_t *missed_json(const struct going *g)
{
	const char *text = row_text(g->list.facts, 0, "live_missed");
	json_t *missed = text ? json_loads(text, 0, NULL) : json_array(), *one;
	size_t i;

	json_array_foreach (missed, i, one) {
		str_auto_t *key = text_format("staff.check.%s.heading",
					      json_string_value(json_object_get(one, "key")));

		json_object_set_new(one, "heading_text", word_text(&g->w, key, NULL));
	}
	return missed;
}

static json_t *plan_json(const struct going *g)
{
	int64_t at = row_integer(g->list.facts, 0, "live_at");
	json_t *missed;

	if (!at)
		return json_null();
	missed = missed_json(g);
	return json_pack("{s:o, s:o, s:b, s:o}", "at", word_rfc3339(&g->w, at), "at_text",
			 word_at(&g->w, at), "was_missed", json_array_size(missed) > 0, "missed",
			 missed);
}

static void shape_state(json_t *document, const struct going *g)
{
	const char *state = row_text(g->list.facts, 0, "state");
	str_auto_t *key = text_format("staff.state.%s", state);

	json_object_set_new(document, "version",
			    json_integer(row_integer(g->list.facts, 0, "version")));
	json_object_set_new(document, "state", json_string(state));
	json_object_set_new(document, "state_is", json_pack("{s:b}", state, true));
	json_object_set_new(document, "state_text", word_text(&g->w, key, NULL));
	json_object_set_new(document, "can_go_live", json_boolean(strcmp(state, "live") != 0));
	json_object_set_new(document, "plan", plan_json(g));
	json_object_set_new(document, "successor", successor_json(g));
	json_object_set_new(document, "successors", successors_json(g));
}

/*
 * The test mail
 */

static json_t *mail_json(const struct going *g)
{
	const PGresult *facts = g->list.facts;
	const char *to = row_text(facts, 0, "mail_to"), *key;
	int64_t at = row_integer(facts, 0, "mail_sent");
	json_t *vars;

	if (!to)
		return json_null();
	key = at                                  ? "staff.checklist.mail_sent"
	      : row_text(facts, 0, "mail_failed") ? "staff.checklist.mail_failed"
	      : row_text(facts, 0, "mail_error")  ? "staff.checklist.mail_later"
						  : "staff.checklist.mail_waits";
	if (!at)
		at = row_integer(facts, 0, "mail_asked");
	vars = json_pack("{s:s, s:o, s:o}", "to", to, "time", word_at(&g->w, at), "error",
			 word_or_null(row_text(facts, 0, "mail_error")));
	return json_pack("{s:s, s:b, s:b, s:o}", "to", to, "accepted",
			 row_text(facts, 0, "mail_sent") != NULL, "failed",
			 row_text(facts, 0, "mail_failed") != NULL, "text",
			 word_text(&g->w, key, vars));
}

/*
 * What was done
 */

static json_t *state_word(const struct wording *w, const json_t *side)
{
	const char *state = json_string_value(json_object_get(side, "state"));
	str_auto_t *key = text_format("staff.state.%s", state ? state : "draft");

	return word_text(w, key, NULL);
}

static json_t *moment_word(const struct wording *w, const json_t *side)
{
	json_int_t at = json_integer_value(json_object_get(side, "live_at"));

	return at ? word_at(w, at) : json_null();
}

static json_t *step_said(const struct wording *w, const char *action, const json_t *before,
			 const json_t *after)
{
	str_auto_t *key = text_format("staff.checklist.did.%s", action);

	if (strcmp(action, "state") == 0)
		return word_text(w, key,
				 json_pack("{s:o, s:o, s:o}", "before", state_word(w, before),
					   "after", state_word(w, after), "successor",
					   word_or_null(json_string_value(
						   json_object_get(after, "successor")))));
	if (strcmp(action, "live_planned") == 0 || strcmp(action, "live_withdrawn") == 0 ||
	    strcmp(action, "live_missed") == 0)
		return word_text(w, key,
				 json_pack("{s:o, s:o}", "before", moment_word(w, before), "after",
					   moment_word(w, after)));
	if (strcmp(action, "test_mail") == 0)
		return word_text(w, key,
				 json_pack("{s:o}", "to",
					   word_or_null(json_string_value(
						   json_object_get(after, "recipient")))));
	return word_text(w, "staff.settings.other_change", NULL);
}

json_t *checklist_document(struct request *rq, const struct going *g)
{
	json_t *document = json_pack("{s:o, s:o, s:[], s:{}, s:{s:s, s:s, s:s}}", "office",
				     shape_office(&g->w, g->office), "mail", mail_json(g), "errors",
				     "error", "values", "day", typed_text(g, "day"), "time",
				     typed_text(g, "time"), "email", typed_text(g, "email"));
	json_t *history = history_of(&g->w, g->audit, step_said);

	shape_findings(document, rq, g);
	shape_state(document, g);
	json_object_set_new(document, "alert_text",
			    g->alert ? word_text(&g->w, g->alert, NULL) : json_null());
	json_object_set_new(document, "changed",
			    g->outdated ? history_changed(history, &g->w, 1) : json_null());
	json_object_set_new(document, "rehearsal", rehearsal_json(g->office, NULL));
	history_shape(document, history);
	return document;
}
