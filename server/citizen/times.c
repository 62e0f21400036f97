/* times.c - GET /offices/:office/services/:service/times: free times as list and as month. */
#include "server/times.h"

#include <string.h>

#include "server/citizen/endpoints.h"
#include "server/citizen/month.h"
#include "server/citizen/offer.h"
#include "server/net/counted.h"
#include "server/net/reply.h"
#include "server/next.h"

static const struct calendars *calendars_of(struct request *rq)
{
	return world_calendars(request_tenancy(rq)->world);
}

static void reply_asked_wrong(struct request *rq, const struct wording *w, const struct asked *a,
			      struct fields *f)
{
	reply_invalid(rq, "citizen.service",
		      service_document(w, calendars_of(rq), a, fields_values(f)), fields_errors(f));
}

static void reply_nobody(struct request *rq, const struct wording *w, const struct asked *a)
{
	static const struct problem NOBODY = {404, "nobody_responsible",
					      "nobody takes online appointments for these answers"};
	json_t *document = json_object();

	offer_shape_what(document, w, a);
	json_object_set_new(document, "service_url", offer_service_url(w, a));
	reply_problem_page(rq, &NOBODY, "citizen.no_responsible", document);
}

/* The one page or answer when it is not clear who is responsible. */
bool asked_reply_refusal(struct request *rq, const struct wording *w, const struct asked *a,
			 struct fields *f, enum asked_answer answer)
{
	if (answer == ASKED_WRONG)
		reply_asked_wrong(rq, w, a, f);
	else if (answer == ASKED_NOBODY)
		reply_nobody(rq, w, a);
	return answer != ASKED_OK;
}

static json_t *next_url(const struct wording *w, const struct asked *a, struct date from)
{
	char date[DATE_TEXT_SIZE];
	struct buffer url = {0};

	date_format(date, from);
	asked_put_path(a, &url, "/times?");
	asked_query(a, &url);
	offer_filter_query(&a->query, &url);
	buffer_printf(&url, "&from=%s%s", date, w->lang_amp);
	return offer_text(&url);
}

static void shape_next_days(json_t *document, const struct wording *w, const struct asked *a,
			    const struct times *times)
{
	bool more = times->next_from.year != 0;
	char date[DATE_TEXT_SIZE];

	if (more)
		date_format(date, times->next_from);
	json_object_set_new(document, "next_from", more ? json_string(date) : json_null());
	json_object_set_new(document, "next_text",
			    more ? word_date(w, DATE_DAY_MONTH, times->next_from) : json_null());
	json_object_set_new(document, "next_url",
			    more ? next_url(w, a, times->next_from) : json_null());
}

static json_t *earliest_json(const struct wording *w, const struct asked *a,
			     const struct calendars *calendars)
{
	struct free_time first;
	json_t *earliest;

	if (!times_first(&first, &a->query, calendars))
		return json_null();
	earliest = json_object();
	shape_moment(earliest, w, tick_time(first.start), a->service->minutes);
	json_object_set_new(earliest, "contact_person", shape_person(first.person));
	json_object_set_new(earliest, "with_names", json_boolean(a->query.npersons > 1));
	return earliest;
}

/* What list and month have in common. */
static void shape_page(json_t *document, const struct wording *w, const struct asked *a)
{
	json_t *reset = offer_times_url(w, a);
	struct buffer list = {0}, month = {0}, filter = {0};

	asked_put_path(a, &list, "/times?");
	asked_query(a, &list);
	offer_filter_query(&a->query, &list);
	buffer_printf(&month, "%s&view=month%s", list.data, w->lang_amp);
	buffer_puts(&list, w->lang_amp);
	asked_put_path(a, &filter, "/times");
	json_object_set_new(document, "list_url", offer_text(&list));
	json_object_set_new(document, "month_url", offer_text(&month));
	json_object_set_new(document, "reset_url", reset);
	json_object_set_new(document, "filter_path", offer_text(&filter));
	json_object_set_new(document, "post_path", offer_post_path(a));
	json_object_set_new(document, "service_url", offer_service_url(w, a));
	json_object_set_new(document, "filter", offer_filter(w, &a->query));
	offer_shape_what(document, w, a);
}

static void reply_list(struct request *rq, const struct wording *w, const struct asked *a,
		       const struct offer_view *view)
{
	enum format format = request_format(rq);
	json_t *document = json_object();
	struct times times;

	if (format == FORMAT_JSON)
		times_list(&times, &a->query, calendars_of(rq), view->from, view->days, DAYS_MAX);
	else
		times_list(&times, &a->query, calendars_of(rq), view->from, DAYS_MAX,
			   OFFER_DAYS_WITH_TIMES);
	offer_shape(document, w, a, &times, format, NULL, NULL);
	shape_next_days(document, w, a, &times);
	offer_shape_opens(document, w, a, format);
	if (times.n == 0 && !times.next_from.year && a->office->live)
		request_count(rq, a->service->id);
	if (format == FORMAT_HTML) {
		shape_page(document, w, a);
		json_object_set_new(document, "earliest",
				    view->from.year ? json_null()
						    : earliest_json(w, a, calendars_of(rq)));
	} else {
		json_object_del(document, "next_text");
		json_object_del(document, "next_url");
	}
	reply_document(rq, 200, "citizen.times", document);
}

static void reply_month(struct request *rq, const struct wording *w, const struct asked *a)
{
	json_t *document = json_object();

	shape_page(document, w, a);
	month_shape(document, w, a, calendars_of(rq), request_param(rq, "month"),
		    request_param(rq, "day"));
	reply_document(rq, 200, "citizen.month", document);
}

void times_list_show(struct request *rq)
{
	const char *view_name = request_param(rq, "view");
	struct offer_view view;
	struct wording w;
	struct asked a;

	if (!request_wording(rq, &w) || !asked_path(&a, rq, &w))
		return;

	fields_auto_t *f = fields_new(request_params(rq));
	enum asked_answer answer = asked_read(&a, f);

	offer_read(&view, &a.query, rq, f);
	if (!fields_right(f))
		answer = ASKED_WRONG;
	if (asked_reply_refusal(rq, &w, &a, f, answer))
		return;
	if (view_name && strcmp(view_name, "month") == 0 && request_format(rq) == FORMAT_HTML)
		reply_month(rq, &w, &a);
	else
		reply_list(rq, &w, &a, &view);
}
