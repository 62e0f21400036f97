/* calendars.c - the calendars of all contact persons. */
#include "server/calendars.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/id_table.h"
#include "lib/xalloc.h"

/* Columns of the statement feed. */
enum column {
	POSITION,
	KIND,
	ID,
	CHANGED_IN,
	CONTACT_PERSON_ID,
	OFFICE_ID,
	AUTHORITY_ID,
	LANE,
	FROM_AT,
	TO_AT,
	STEP_MINUTES,
	CHANNELS_MASK,
	SERVICE_IDS,
	KEPT_UNTIL_HOURS,
	GONE,
	SPANS,
};

enum {
	SECONDS_PER_MINUTE = 60,
	MICROSECONDS = 1000000,
	SECONDS_TO_2000 = 946684800, /* since 1970; PostgreSQL counts from there */
	STAMP_DIGITS = 16,
};

struct entry {
	int64_t contact_person_id;
	struct calendar *calendar; /* NULL until it is loaded for the first time */
	struct calendar *loading;  /* takes its place once it is loaded; NULL: nothing to load */
	uint64_t below; /* hash of the offices above: closures of those are in the calendar */
};

/* A version of a reservation's row that was applied already. */
struct applied {
	int64_t reservation_id;
	uint64_t changed_in;
};

struct calendars {
	int32_t base, nticks;
	struct id_table entries;
	struct applied *applied; /* sorted */
	size_t napplied;
	uint64_t version;
};

struct calendars *calendars_new(int32_t base, int32_t nticks)
{
	struct calendars *c = xcalloc(1, sizeof *c);

	c->base = base;
	c->nticks = nticks;
	c->entries.record_bytes = sizeof(struct entry);
	return c;
}

static struct entry *entry_at(const struct calendars *c, size_t i)
{
	return (struct entry *)c->entries.records + i;
}

static void entry_done(struct entry *e)
{
	calendar_free(e->calendar);
	calendar_free(e->loading);
}

void calendars_free(struct calendars *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->entries.n; i++)
		entry_done(entry_at(c, i));
	id_table_done(&c->entries);
	free(c->applied);
	free(c);
}

int32_t calendars_end(const struct calendars *c)
{
	return c->base + c->nticks;
}

struct calendar *calendars_find(const struct calendars *c, int64_t contact_person_id)
{
	struct entry *e = id_table_find(&c->entries, contact_person_id);

	return e ? e->calendar : NULL;
}

/*
 * Opening
 */

static struct quota quota_of(const struct contact_person *p)
{
	const struct rules *rules = &p->office->rules;

	return (struct quota){(unsigned)rules->kept_percent, rules->kept_hours * HOUR_TICKS};
}

/* Whether it had to be opened. */
static bool open_one(struct calendars *c, const struct contact_person *p, struct buffer *ids)
{
	uint64_t below = key_of_text(p->office->authority->id, p->office->path);
	struct entry *e = id_table_find(&c->entries, p->id);
	struct entry anew = {.contact_person_id = p->id, .below = below};

	if (e && !e->loading && e->below == below && calendar_lanes(e->calendar) == p->lanes) {
		calendar_keep(e->calendar, quota_of(p));
		return false;
	}
	if (e) {
		anew.calendar = e->calendar;
		calendar_free(e->loading);
	}
	anew.loading = calendar_new(c->base, c->nticks, p->lanes);
	calendar_keep(anew.loading, quota_of(p));
	id_table_put(&c->entries, &anew);
	buffer_printf(ids, "%c%" PRId64, ids->len ? ',' : '{', p->id);
	return true;
}

char *calendars_open(struct calendars *c, const struct catalogue *catalogue, size_t most)
{
	struct buffer ids = {0};
	size_t n = 0;

	for (size_t i = 0; i < catalogue->nauthorities; i++)
		for (size_t k = 0; k < catalogue->authorities[i].npersons && n < most; k++)
			n += open_one(c, &catalogue->authorities[i].persons[k], &ids);
	if (ids.len == 0)
		return NULL;
	buffer_putc(&ids, '}');
	return buffer_steal(&ids);
}

/*
 * Reading rows
 */

static int64_t number(const PGresult *rows, int row, enum column column)
{
	return strtoll(PQgetvalue(rows, row, (int)column), NULL, 10);
}

static int32_t tick(const PGresult *rows, int row, enum column column)
{
	return (int32_t)(number(rows, row, column) / TICK_SECONDS);
}

static bool gone(const PGresult *rows, int row)
{
	return *PQgetvalue(rows, row, GONE) == 't';
}

static bool is_kind(const PGresult *rows, int row, const char *kind)
{
	return strcmp(PQgetvalue(rows, row, KIND), kind) == 0;
}

/* Where it lies, and when it opens. */
static void slot_place(struct slot *slot, int32_t from, int32_t to, int32_t kept_hours)
{
	slot->from = from;
	slot->to = to;
	slot->opens = kept_hours ? from - kept_hours * HOUR_TICKS : 0;
}

static int32_t step_of_minutes(int64_t minutes)
{
	return (int32_t)(minutes * SECONDS_PER_MINUTE / TICK_SECONDS);
}

/* "{1,2}", and where it ends. */
static char *services_read(struct slot *slot, char *at)
{
	while (*at && *at != '}' && at[1] != '}' && slot->nservices < SLOT_SERVICES_MAX)
		slot->services[slot->nservices++] = strtoll(at + 1, &at, 10);
	at += strcspn(at, "}");
	return *at ? at + 1 : at;
}

const char *calendars_position(const PGresult *rows)
{
	return PQntuples(rows) > 0 ? PQgetvalue(rows, 0, POSITION) : "0";
}

/*
 * Applying rows.  `loading` says which calendars a pass is about.
 */

struct pass {
	struct calendars *calendars;
	const struct catalogue *catalogue;
	const PGresult *rows;
	bool loading;
};

/* NULL when the pass is not about it. */
static struct calendar *entry_calendar(const struct pass *p, const struct entry *e)
{
	return p->loading ? e->loading : e->calendar;
}

static struct calendar *pass_calendar(const struct pass *p, int64_t contact_person_id)
{
	const struct entry *e = id_table_find(&p->calendars->entries, contact_person_id);

	return e ? entry_calendar(p, e) : NULL;
}

static int compare_applied(const void *a, const void *b)
{
	const struct applied *x = a, *y = b;

	if (x->reservation_id != y->reservation_id)
		return x->reservation_id < y->reservation_id ? -1 : 1;
	return x->changed_in < y->changed_in ? -1 : x->changed_in > y->changed_in;
}

static bool was_applied(const struct pass *p, int row)
{
	struct applied key = {number(p->rows, row, ID),
			      strtoull(PQgetvalue(p->rows, row, CHANGED_IN), NULL, 10)};

	return p->calendars->napplied > 0 &&
	       bsearch(&key, p->calendars->applied, p->calendars->napplied,
		       sizeof p->calendars->applied[0], compare_applied);
}

static void release(const struct pass *p, int row)
{
	struct calendar *calendar = pass_calendar(p, number(p->rows, row, CONTACT_PERSON_ID));

	if (calendar && !p->loading && !was_applied(p, row))
		calendar_release(calendar, (unsigned)number(p->rows, row, LANE),
				 tick(p->rows, row, FROM_AT), tick(p->rows, row, TO_AT));
}

static void claim(const struct pass *p, int row)
{
	struct calendar *calendar = pass_calendar(p, number(p->rows, row, CONTACT_PERSON_ID));

	if (calendar)
		calendar_claim(calendar, (unsigned)number(p->rows, row, LANE),
			       tick(p->rows, row, FROM_AT), tick(p->rows, row, TO_AT));
}

/* As timestamptz_send() writes it, in hexadecimal: microseconds since 2000. */
static int32_t tick_of_digits(const char *digits)
{
	int64_t microseconds = 0;

	for (int i = 0; i < STAMP_DIGITS; i++)
		microseconds = microseconds * 16 +
			       (digits[i] <= '9' ? digits[i] - '0' : digits[i] - 'a' + 10);
	return (int32_t)((microseconds / MICROSECONDS + SECONDS_TO_2000) / TICK_SECONDS);
}

/* All claims of one lane at once, as the statement feed writes them. */
static void claim_spans(const struct pass *p, int row)
{
	struct calendar *calendar = pass_calendar(p, number(p->rows, row, CONTACT_PERSON_ID));
	unsigned lane = (unsigned)number(p->rows, row, LANE);
	const char *at = PQgetvalue(p->rows, row, SPANS);
	const char *end = at + PQgetlength(p->rows, row, SPANS);

	for (; calendar && end - at >= 2 * STAMP_DIGITS; at += 2 * STAMP_DIGITS)
		calendar_claim(calendar, lane, tick_of_digits(at),
			       tick_of_digits(at + STAMP_DIGITS));
}

static void change_slot(const struct pass *p, int row)
{
	struct calendar *calendar = pass_calendar(p, number(p->rows, row, CONTACT_PERSON_ID));
	struct slot slot;

	if (!calendar)
		return;
	if (gone(p->rows, row)) {
		calendar_drop_slot(calendar, number(p->rows, row, ID));
		return;
	}
	slot = (struct slot){
		.id = number(p->rows, row, ID),
		.step = step_of_minutes(number(p->rows, row, STEP_MINUTES)),
		.channels = (unsigned)number(p->rows, row, CHANNELS_MASK),
	};
	services_read(&slot, PQgetvalue(p->rows, row, SERVICE_IDS));
	slot_place(&slot, tick(p->rows, row, FROM_AT), tick(p->rows, row, TO_AT),
		   (int32_t)number(p->rows, row, KEPT_UNTIL_HOURS));
	calendar_put_slot(calendar, &slot);
}

/* All slots of one person at once, as the statement feed writes them. */
static void put_slots(const struct pass *p, int row)
{
	struct calendar *calendar = pass_calendar(p, number(p->rows, row, CONTACT_PERSON_ID));

	for (char *at = PQgetvalue(p->rows, row, SPANS); calendar && *at;) {
		struct slot slot = {.id = strtoll(at, &at, 10)};
		int32_t from = (int32_t)strtol(at, &at, 10);
		int32_t to = (int32_t)strtol(at, &at, 10);

		slot.step = step_of_minutes(strtol(at, &at, 10));
		slot.channels = (unsigned)strtoul(at, &at, 10);
		slot_place(&slot, from, to, (int32_t)strtol(at, &at, 10));
		at = services_read(&slot, at + strspn(at, " "));
		calendar_put_slot(calendar, &slot);
	}
}

static void closure_change(struct calendar *calendar, const PGresult *rows, int row)
{
	if (gone(rows, row))
		calendar_drop_closure(calendar, number(rows, row, ID));
	else
		calendar_put_closure(calendar, number(rows, row, ID), tick(rows, row, FROM_AT),
				     tick(rows, row, TO_AT));
}

static bool office_below(const struct office *o, int64_t office_id)
{
	for (; o; o = o->parent)
		if (o->id == office_id)
			return true;
	return false;
}

/* Of everybody the pass is about, which is few of them while loading. */
static void change_closure_below(const struct pass *p, int row, const struct authority *a)
{
	bool whole = PQgetisnull(p->rows, row, OFFICE_ID);
	int64_t office_id = number(p->rows, row, OFFICE_ID);

	for (size_t i = 0; i < p->calendars->entries.n; i++) {
		const struct entry *e = entry_at(p->calendars, i);
		const struct contact_person *person =
			entry_calendar(p, e) ? authority_person_by_id(a, e->contact_person_id)
					     : NULL;

		if (person && (whole || office_below(person->office, office_id)))
			closure_change(entry_calendar(p, e), p->rows, row);
	}
}

/* Of one person, of an office and all below it, or of the whole authority. */
static void change_closure(const struct pass *p, int row)
{
	int64_t authority_id = number(p->rows, row, AUTHORITY_ID);
	struct calendar *calendar;

	if (!PQgetisnull(p->rows, row, CONTACT_PERSON_ID)) {
		calendar = pass_calendar(p, number(p->rows, row, CONTACT_PERSON_ID));
		if (calendar)
			closure_change(calendar, p->rows, row);
		return;
	}
	for (size_t i = 0; i < p->catalogue->nauthorities; i++)
		if (p->catalogue->authorities[i].id == authority_id)
			change_closure_below(p, row, &p->catalogue->authorities[i]);
}

static void apply(const struct pass *p)
{
	int n = PQntuples(p->rows);

	for (int row = 0; row < n; row++)
		if (is_kind(p->rows, row, "reservation") && gone(p->rows, row))
			release(p, row);
	for (int row = 0; row < n; row++) {
		if (is_kind(p->rows, row, "slot"))
			change_slot(p, row);
		else if (is_kind(p->rows, row, "closure"))
			change_closure(p, row);
		else if (is_kind(p->rows, row, "reservation") && !gone(p->rows, row))
			claim(p, row);
		else if (is_kind(p->rows, row, "busy"))
			claim_spans(p, row);
		else if (is_kind(p->rows, row, "slots"))
			put_slots(p, row);
	}
	if (n > 1)
		p->calendars->version++;
}

static bool is_release(const PGresult *rows, int row)
{
	return is_kind(rows, row, "reservation") && gone(rows, row);
}

static void remember(struct calendars *c, const PGresult *rows, int row)
{
	c->applied[c->napplied++] = (struct applied){
		number(rows, row, ID), strtoull(PQgetvalue(rows, row, CHANGED_IN), NULL, 10)};
}

static void applied_sort(struct calendars *c)
{
	if (c->napplied > 0)
		qsort(c->applied, c->napplied, sizeof c->applied[0], compare_applied);
}

static void entry_settle(struct entry *e)
{
	if (!e->loading)
		return;
	calendar_free(e->calendar);
	e->calendar = e->loading;
	e->loading = NULL;
}

/* What was loaded is newer than the feed's position: the feed will tell again
 * what was released in between, of these calendars. */
void calendars_load(struct calendars *c, const struct catalogue *catalogue, const PGresult *rows)
{
	int n = PQntuples(rows);
	const struct pass pass = {c, catalogue, rows, true};

	apply(&pass);
	c->applied = xrealloc(c->applied, (c->napplied + (size_t)n) * sizeof c->applied[0]);
	for (int row = 0; row < n; row++)
		if (is_release(rows, row) &&
		    pass_calendar(&pass, number(rows, row, CONTACT_PERSON_ID)))
			remember(c, rows, row);
	applied_sort(c);
	for (size_t i = 0; i < c->entries.n; i++)
		entry_settle(entry_at(c, i));
	c->version++;
}

void calendars_follow(struct calendars *c, const struct catalogue *catalogue, const PGresult *rows)
{
	uint64_t position = strtoull(calendars_position(rows), NULL, 10);
	int n = PQntuples(rows);

	apply(&(struct pass){c, catalogue, rows, false});
	c->applied = xrealloc(c->applied, (size_t)n * sizeof c->applied[0]);
	c->napplied = 0;
	for (int row = 0; row < n; row++)
		if (is_release(rows, row) &&
		    strtoull(PQgetvalue(rows, row, CHANGED_IN), NULL, 10) >= position)
			remember(c, rows, row);
	applied_sort(c);
}

void calendars_claim(struct calendars *c, int64_t contact_person_id, unsigned lane, int32_t from,
		     int32_t to)
{
	struct calendar *calendar = calendars_find(c, contact_person_id);

	if (calendar)
		calendar_claim(calendar, lane, from, to);
	c->version++;
}

uint64_t calendars_version(const struct calendars *c)
{
	return c->version;
}

size_t calendars_bytes(const struct calendars *c)
{
	size_t bytes = sizeof *c + id_table_bytes(&c->entries);

	for (size_t i = 0; i < c->entries.n; i++)
		if (entry_at(c, i)->calendar)
			bytes += calendar_bytes(entry_at(c, i)->calendar);
	return bytes;
}
