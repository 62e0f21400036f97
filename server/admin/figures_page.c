/* figures_page.c - figures as the page admin.figures shows them. */
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/figures.h"
#include "server/picks.h"
#include "server/text.h"

enum { MINUTES_PER_HOUR = 60, PERCENT = 100 };

static struct date month_date(int month)
{
	return (struct date){month / 12, month % 12 + 1, 1};
}

static json_t *word_figure(const struct wording *w, const char *name, json_t *vars)
{
	str_auto_t *key = text_format("staff.figure_word.%s", name);

	return word_text(w, key, vars);
}

static json_t *number_text(const struct wording *w, const char *name, long long n)
{
	return word_figure(w, name, json_pack("{s:o}", "n", json_sprintf("%lld", n)));
}

json_t *figure_text(const struct wording *w, const struct figure_row *row, enum figure figure)
{
	long long value = row ? row->values[figure] : FIGURE_NO_DATA;

	if (figure == FIGURE_FIRST || figure == FIGURE_THIRD) {
		if (value == FIGURE_NEVER)
			return word_figure(w, "never", NULL);
	} else if (row && row->hidden[figure]) {
		return word_figure(w, value < FIGURE_LEAST ? "few" : "hidden", NULL);
	}
	if (value < 0)
		return word_figure(w, "unknown", NULL);
	return row->partial[figure] ? number_text(w, "at_least", value)
				    : json_sprintf("%lld", value);
}

/* Of all that is asked for, or of the one service. */
static const struct figure_row *row_of(const struct figures_view *v, int month)
{
	return v->service ? figures_find(&v->table, month, v->service->office->id, v->service->id)
			  : figures_find(&v->table, month, 0, 0);
}

static enum figure offered_of(const struct figures_view *v)
{
	return v->service ? FIGURE_SERVICE_MINUTES : FIGURE_OFFICE_MINUTES;
}

/* Hours, -1 when they are not to be shown. */
static double hours_of(const struct figure_row *row, enum figure figure)
{
	if (!row || row->hidden[figure])
		return -1;
	return (double)row->values[figure] / MINUTES_PER_HOUR;
}

static json_t *hours_text(const struct figures_view *v, const struct figure_row *row,
			  enum figure figure)
{
	double hours = hours_of(row, figure);

	if (row && hours < 0)
		return figure_text(&v->w, row, FIGURE_BOOKED);
	if (hours < 0)
		return word_figure(&v->w, "unknown", NULL);
	return row->partial[figure] ? number_text(&v->w, "at_least", (long long)hours)
				    : json_sprintf("%.0f", hours);
}

/* How much of it: "80 %", "etwa 80 %" where something hidden was left out, or a dash. */
static json_t *share_text(const struct figures_view *v, const struct figure_row *row,
			  enum figure part, enum figure whole)
{
	if (!row || row->hidden[part] || row->hidden[whole] || row->values[whole] <= 0)
		return word_figure(&v->w, "unknown", NULL);
	return number_text(
		&v->w, row->partial[part] || row->partial[whole] ? "about_percent" : "percent",
		(row->values[part] * PERCENT + row->values[whole] / 2) / row->values[whole]);
}

/*
 * At a glance: the last month asked for that has begun, beside the one before
 */

static json_t *glance_json(const struct figures_view *v, const char *name, json_t *value,
			   json_t *note)
{
	return json_pack("{s:o, s:o, s:o}", "value_text", value, "name_text",
			 word_figure(&v->w, name, NULL), "note_text", note);
}

static json_t *before_text(const struct figures_view *v, int month, enum figure figure)
{
	const struct figure_row *row = row_of(v, month - 1);

	return row ? word_figure(&v->w, "before",
				 json_pack("{s:o, s:o}", "month",
					   word_date(&v->w, DATE_MONTH_NAME, month_date(month - 1)),
					   "value", figure_text(&v->w, row, figure)))
		   : json_null();
}

static json_t *days_text(const struct figures_view *v, const struct figure_row *row,
			 enum figure figure)
{
	if (!row || row->values[figure] < 0 || row->values[figure] == FIGURE_NEVER)
		return figure_text(&v->w, row, figure);
	return word_count(&v->w, "staff.figure_word.days", (long)row->values[figure]);
}

static json_t *glances_json(const struct figures_view *v, int month)
{
	const struct figure_row *row = row_of(v, month);
	json_t *list = json_array();

	json_array_append_new(list, glance_json(v, "to_first", days_text(v, row, FIGURE_FIRST),
						before_text(v, month, FIGURE_FIRST)));
	json_array_append_new(list, glance_json(v, "to_third", days_text(v, row, FIGURE_THIRD),
						before_text(v, month, FIGURE_THIRD)));
	json_array_append_new(list,
			      glance_json(v, "used",
					  share_text(v, row, FIGURE_BOOKED_MINUTES, offered_of(v)),
					  json_null()));
	json_array_append_new(list, glance_json(v, "missed",
						share_text(v, row, FIGURE_MISSED, FIGURE_BOOKED),
						json_null()));
	json_array_append_new(list, glance_json(v, "online",
						share_text(v, row, FIGURE_ONLINE, FIGURE_BOOKED),
						json_null()));
	json_array_append_new(list, glance_json(v, "empty", figure_text(&v->w, row, FIGURE_EMPTY),
						before_text(v, month, FIGURE_EMPTY)));
	return list;
}

/*
 * Over the months
 */

static json_t *month_json(const struct figures_view *v, int month)
{
	const struct figure_row *row = row_of(v, month);

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "month",
			 json_sprintf("%04d-%02d", month / 12, month % 12 + 1), "month_text",
			 word_date(&v->w, DATE_MONTH, month_date(month)), "first_text",
			 figure_text(&v->w, row, FIGURE_FIRST), "third_text",
			 figure_text(&v->w, row, FIGURE_THIRD), "offered_text",
			 hours_text(v, row, offered_of(v)), "booked_text",
			 hours_text(v, row, FIGURE_BOOKED_MINUTES), "share_text",
			 share_text(v, row, FIGURE_BOOKED_MINUTES, offered_of(v)), "bookings_text",
			 figure_text(&v->w, row, FIGURE_BOOKED), "online_text",
			 share_text(v, row, FIGURE_ONLINE, FIGURE_BOOKED), "empty_text",
			 figure_text(&v->w, row, FIGURE_EMPTY));
}

static double days_of(const struct figure_row *row, enum figure figure)
{
	return row && row->values[figure] != FIGURE_NEVER ? (double)row->values[figure] : -1;
}

static json_t *chart_json(const struct figures_view *v, bool bars)
{
	json_auto_t *title = word_figure(&v->w, bars ? "use_title" : "days_title", NULL);
	json_auto_t *labels = json_array();
	struct chart c = {
		.id = bars ? "chart-use" : "chart-days",
		.title = json_string_value(title),
		.bars = bars,
		.n = (size_t)(v->to - v->from),
	};
	str_auto_t *svg = NULL;

	for (size_t i = 0; i < c.n; i++) {
		const struct figure_row *row = row_of(v, v->from + (int)i);
		json_t *label = json_sprintf("%02d/%02d", (v->from + (int)i) % 12 + 1,
					     (v->from + (int)i) / 12 % 100);

		json_array_append_new(labels, label);
		c.labels[i] = json_string_value(label);
		c.a[i] = bars ? hours_of(row, offered_of(v)) : days_of(row, FIGURE_FIRST);
		c.b[i] = bars ? hours_of(row, FIGURE_BOOKED_MINUTES) : days_of(row, FIGURE_THIRD);
	}
	svg = chart_write(&c);
	return json_string(svg);
}

/*
 * By service, and by office
 */

static json_t *part_json(const struct figures_view *v, const struct figure_row *row, json_t *name,
			 json_t *office)
{
	static const struct {
		const char *member;
		enum figure figure;
	} MEMBERS[] = {
		{"offered_text", FIGURE_OFFERED}, {"booked_text", FIGURE_BOOKED},
		{"moved_text", FIGURE_MOVED},     {"cancelled_text", FIGURE_CANCELLED},
		{"missed_text", FIGURE_MISSED},   {"by_staff_text", FIGURE_BY_STAFF},
		{"first_text", FIGURE_FIRST},     {"third_text", FIGURE_THIRD},
		{"empty_text", FIGURE_EMPTY},
	};
	json_t *part = json_pack("{s:o, s:o}", "name", name, "office", office);

	for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++)
		json_object_set_new(part, MEMBERS[i].member,
				    figure_text(&v->w, row, MEMBERS[i].figure));
	json_object_set_new(part, "share_text",
			    share_text(v, row, FIGURE_BOOKED_MINUTES, FIGURE_OFFICE_MINUTES));
	json_object_set_new(part, "online_text", share_text(v, row, FIGURE_ONLINE, FIGURE_BOOKED));
	return part;
}

static bool is_shown(const struct figures_view *v, const struct office *o)
{
	for (size_t i = 0; i < v->noffices; i++)
		if (v->offices[i] == o)
			return true;
	return false;
}

static json_t *services_json(const struct figures_view *v, int month)
{
	const struct authority *a = v->w.authority;
	json_t *list = json_array();

	for (size_t i = 0; i < a->nservices; i++) {
		const struct service *s = &a->services[i];

		if (is_shown(v, s->office))
			json_array_append_new(
				list,
				part_json(v, figures_find(&v->table, month, s->office->id, s->id),
					  word_of(&v->w, s->texts, "name"),
					  v->noffices > 1 ? word_of(&v->w, s->office->texts, "name")
							  : json_null()));
	}
	return list;
}

static json_t *offices_json(const struct figures_view *v, int month)
{
	json_t *list = json_array();

	for (size_t i = 0; v->noffices > 1 && i < v->noffices; i++) {
		const struct figure_row *row = figures_find(&v->table, month, v->offices[i]->id, 0);

		if (row)
			json_array_append_new(
				list,
				part_json(v, row, word_of(&v->w, v->offices[i]->texts, "name"),
					  json_null()));
	}
	return list;
}

/*
 * What can be asked
 */

static json_t *periods_json(const struct figures_view *v, int now)
{
	static const char LAST[] = "12";
	json_t *list = json_array();

	json_array_append_new(list, option_json(LAST, word_figure(&v->w, "last_12", NULL),
						strcmp(v->period, LAST) == 0));
	for (int q = now / 3; q > now / 3 - 5; q--) {
		str_auto_t *value = text_format("%d-q%d", q / 4, q % 4 + 1);

		json_array_append_new(
			list, option_json(value,
					  word_figure(&v->w, "quarter",
						      json_pack("{s:i, s:o}", "n", q % 4 + 1,
								"year", json_sprintf("%d", q / 4))),
					  strcmp(v->period, value) == 0));
	}
	for (int year = now / 12; year > now / 12 - 2; year--) {
		str_auto_t *value = text_format("%d", year);

		json_array_append_new(list, option_json(value, number_text(&v->w, "year", year),
							strcmp(v->period, value) == 0));
	}
	return list;
}

static json_t *choices_json(const struct figures_view *v)
{
	const struct authority *a = v->w.authority;
	json_t *list = json_array();

	json_array_append_new(
		list, option_json("", word_figure(&v->w, "all_services", NULL), !v->service));
	for (size_t i = 0; i < a->nservices; i++) {
		const struct service *s = &a->services[i];
		str_auto_t *value = text_format("%s/%s", s->office->slug, s->slug);

		if (is_shown(v, s->office))
			json_array_append_new(list,
					      option_json(value, word_of(&v->w, s->texts, "name"),
							  s == v->service));
	}
	return list;
}

static json_t *place_text(const struct figures_view *v, const char *page)
{
	return json_sprintf("/staff/%s/%s?period=%s%s%s", v->office->slug, page, v->period,
			    v->all ? "&all=1" : "", v->w.lang_amp);
}

json_t *figures_document(struct request *rq, const struct figures_view *v)
{
	time_t t = time(NULL);
	struct date today = zone_local(v->w.authority->zone, t).date;
	int now = today.year * 12 + today.month - 1, month = v->to - 1 < now ? v->to - 1 : now;
	json_t *months = json_array(), *services, *offices;

	(void)rq;
	for (int m = v->from; m < v->to; m++)
		json_array_append_new(months, month_json(v, m));
	services = services_json(v, month);
	offices = offices_json(v, month);
	return json_pack(
		"{s:o, s:o, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:b, s:o, s:o}",
		"periods", periods_json(v, now), "services", choices_json(v), "all", v->all,
		"may_all", v->may_all, "month_text",
		word_date(&v->w, DATE_MONTH, month_date(month)), "glance", glances_json(v, month),
		"days_svg", chart_json(v, false), "use_svg", chart_json(v, true), "months", months,
		"csv_url", place_text(v, "figures.csv"), "by_service", services, "has_by_service",
		json_array_size(services) > 0, "by_office", offices, "has_by_office",
		json_array_size(offices) > 0, "deletions_url",
		v->may_all ? json_sprintf("/staff/%s/deletions%s", v->office->slug, v->w.lang_query)
			   : json_null(),
		"office", v->all ? json_null() : shape_office(&v->w, v->office));
}
