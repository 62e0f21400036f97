/* calendars.c - what the change feed repeats, brings late or in any order changes nothing. */
#include "server/calendars.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/free_time.h"

enum { DAY = 20000 * DAY_TICKS, PERSON = 7, SERVICE = 1, COLUMNS = 16 };

static const char *const NAMES[COLUMNS] = {
	"position",     "kind",         "id",          "changed_in",       "contact_person_id",
	"office_id",    "authority_id", "lane",        "from_at",          "to_at",
	"step_minutes", "channels",     "service_ids", "kept_until_hours", "gone",
	"spans",
};

/* One contact person, one office. */
static struct authority authority;
static struct office office = {.id = 3, .path = "{3}", .authority = &authority};
static struct contact_person person = {.id = PERSON, .office = &office, .lanes = 1};
static struct key_place place = {.key = PERSON};
static struct authority authority = {
	.id = 1, .persons = &person, .npersons = 1, .person_ids = {.places = &place, .n = 1}};
static struct catalogue catalogue = {.authorities = &authority, .nauthorities = 1};

static PGresult *rows_new(const char *position)
{
	PGresult *rows = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc columns[COLUMNS] = {0};

	for (int i = 0; i < COLUMNS; i++)
		columns[i].name = (char *)(uintptr_t)NAMES[i];
	assert_true(PQsetResultAttrs(rows, COLUMNS, columns));
	PQsetvalue(rows, 0, 0, (char *)(uintptr_t)position, (int)strlen(position));
	PQsetvalue(rows, 0, 1, (char *)(uintptr_t) "position", 8);
	return rows;
}

static void set(PGresult *rows, int row, const char *column, const char *value)
{
	PQsetvalue(rows, row, PQfnumber(rows, column), (char *)(uintptr_t)value,
		   (int)strlen(value));
}

static void set_number(PGresult *rows, int row, const char *column, long long value)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", value);
	set(rows, row, column, text);
}

static void add_reservation(PGresult *rows, int id, const char *changed_in, int from, int to,
			    bool gone)
{
	int row = PQntuples(rows);

	set(rows, row, "kind", "reservation");
	set_number(rows, row, "id", id);
	set(rows, row, "changed_in", changed_in);
	set_number(rows, row, "contact_person_id", PERSON);
	set_number(rows, row, "lane", 0);
	set_number(rows, row, "from_at", (long long)tick_time(DAY + from));
	set_number(rows, row, "to_at", (long long)tick_time(DAY + to));
	set(rows, row, "gone", gone ? "t" : "f");
}

static void add_slot(PGresult *rows, int id, int from, int to)
{
	int row = PQntuples(rows);

	set(rows, row, "kind", "slot");
	set_number(rows, row, "id", id);
	set_number(rows, row, "contact_person_id", PERSON);
	set_number(rows, row, "from_at", (long long)tick_time(DAY + from));
	set_number(rows, row, "to_at", (long long)tick_time(DAY + to));
	set_number(rows, row, "step_minutes", 5);
	set_number(rows, row, "channels", CHANNEL_IN_PERSON);
	set(rows, row, "service_ids", "{}");
	set(rows, row, "gone", "f");
}

/* As PostgreSQL sends it: microseconds since 2000. */
static unsigned long long stamp(int tick)
{
	return (unsigned long long)(tick_time(DAY + tick) - 946684800) * 1000000;
}

static bool is_free(const struct calendars *c, int tick)
{
	const struct appointment one = {SERVICE, CHANNEL_IN_PERSON, 1, 0};

	return calendar_free_lanes(calendars_find(c, PERSON), &one, DAY + tick) != 0;
}

/* Everything from tick 0 to 100 is released. */
static struct calendars *loaded(void)
{
	struct calendars *c = calendars_new(DAY, DAY_TICKS);
	char *ids = calendars_open(c, &catalogue, 10);
	PGresult *rows = rows_new("100");

	assert_string_equal(ids, "{7}");
	assert_null(calendars_find(c, PERSON));
	add_slot(rows, 1, 0, 100);
	calendars_load(c, &catalogue, rows);
	PQclear(rows);
	free(ids);
	return c;
}

static void follow(struct calendars *c, PGresult *rows)
{
	calendars_follow(c, &catalogue, rows);
	PQclear(rows);
}

static void a_claim_takes_its_time_and_a_release_gives_it_back(void **state)
{
	struct calendars *c = loaded();
	PGresult *rows = rows_new("110");

	(void)state;
	add_reservation(rows, 5, "105", 10, 20, false);
	follow(c, rows);
	assert_false(is_free(c, 10));
	rows = rows_new("120");
	add_reservation(rows, 5, "115", 10, 20, true);
	follow(c, rows);
	assert_true(is_free(c, 10));
	calendars_free(c);
}

static void a_release_told_twice_does_not_free_who_came_after(void **state)
{
	struct calendars *c = loaded();
	PGresult *rows = rows_new("110"); /* 115 has not ended: told again next time */

	(void)state;
	add_reservation(rows, 5, "115", 10, 20, true);
	follow(c, rows);
	rows = rows_new("112");
	add_reservation(rows, 6, "113", 10, 20, false);
	add_reservation(rows, 5, "115", 10, 20, true);
	follow(c, rows);
	assert_false(is_free(c, 10));
	rows = rows_new("116");
	add_reservation(rows, 5, "115", 10, 20, true);
	follow(c, rows);
	assert_false(is_free(c, 10));
	calendars_free(c);
}

static void releases_go_before_claims_whatever_the_order_of_rows(void **state)
{
	struct calendars *c = loaded();
	PGresult *rows = rows_new("120");

	(void)state;
	add_reservation(rows, 6, "116", 10, 20, false);
	add_reservation(rows, 5, "115", 10, 20, true);
	follow(c, rows);
	assert_false(is_free(c, 15));
	calendars_free(c);
}

static void a_claim_told_twice_is_one_claim(void **state)
{
	struct calendars *c = loaded();

	(void)state;
	for (int i = 0; i < 2; i++) {
		PGresult *rows = rows_new("104");

		add_reservation(rows, 5, "105", 10, 20, false);
		follow(c, rows);
	}
	PGresult *rows = rows_new("120");

	add_reservation(rows, 5, "110", 10, 20, true);
	follow(c, rows);
	assert_true(is_free(c, 10));
	calendars_free(c);
}

static void what_was_released_between_feed_and_load_is_released_once(void **state)
{
	struct calendars *c = calendars_new(DAY, DAY_TICKS);
	PGresult *rows = rows_new("130");

	(void)state;
	free(calendars_open(c, &catalogue, 10));
	add_slot(rows, 1, 0, 100);
	add_reservation(rows, 6, "121", 10, 20, false);
	add_reservation(rows, 5, "115", 10, 20, true); /* the feed stands at 110 */
	calendars_load(c, &catalogue, rows);
	PQclear(rows);
	rows = rows_new("131");
	add_reservation(rows, 5, "115", 10, 20, true);
	follow(c, rows);
	assert_false(is_free(c, 10));
	calendars_free(c);
}

static void the_calendar_of_before_serves_until_the_new_one_is_loaded(void **state)
{
	struct calendars *c = loaded();
	PGresult *rows;

	(void)state;
	person.lanes = 2;
	free(calendars_open(c, &catalogue, 10));
	assert_true(is_free(c, 10));
	assert_int_equal(calendar_lanes(calendars_find(c, PERSON)), 1);
	rows = rows_new("140");
	add_slot(rows, 1, 0, 5);
	calendars_load(c, &catalogue, rows);
	PQclear(rows);
	assert_int_equal(calendar_lanes(calendars_find(c, PERSON)), 2);
	assert_false(is_free(c, 10));
	person.lanes = 1;
	calendars_free(c);
}

static void a_closure_of_the_office_closes_everybody_below_it(void **state)
{
	struct calendars *c = loaded();
	PGresult *rows = rows_new("120");

	(void)state;
	set(rows, 1, "kind", "closure");
	set_number(rows, 1, "id", 9);
	set_number(rows, 1, "office_id", office.id);
	set_number(rows, 1, "authority_id", authority.id);
	set_number(rows, 1, "from_at", (long long)tick_time(DAY));
	set_number(rows, 1, "to_at", (long long)tick_time(DAY + 50));
	set(rows, 1, "gone", "f");
	follow(c, rows);
	assert_false(is_free(c, 49));
	assert_true(is_free(c, 50));
	calendars_free(c);
}

/* As the statement draws them together at position 0. */
static void slots_and_claims_drawn_together_are_each_applied(void **state)
{
	struct calendars *c = calendars_new(DAY, DAY_TICKS);
	PGresult *rows = rows_new("100");
	char spans[200];

	(void)state;
	free(calendars_open(c, &catalogue, 10));
	add_slot(rows, 0, 0, 0);
	set(rows, 1, "kind", "slots");
	snprintf(spans, sizeof spans,
		 "1 %d %d 5 1 0 {} 2 %d %d 5 1 0 {%d,98} 3 %d %d 5 1 0 {98,99} 4 %d %d 10 1 0 {}",
		 DAY, DAY + 20, DAY + 40, DAY + 60, SERVICE, DAY + 60, DAY + 80, DAY + 80,
		 DAY + 84);
	set(rows, 1, "spans", spans);
	set(rows, 2, "kind", "busy");
	set_number(rows, 2, "contact_person_id", PERSON);
	set_number(rows, 2, "lane", 0);
	snprintf(spans, sizeof spans, "%016llx%016llx%016llx%016llx", stamp(0), stamp(5), stamp(50),
		 stamp(55));
	set(rows, 2, "spans", spans);
	calendars_load(c, &catalogue, rows);
	PQclear(rows);
	for (int tick = 0; tick < 100; tick++)
		assert_true(is_free(c, tick) ==
			    ((tick >= 5 && tick < 20) || (tick >= 40 && tick < 50) ||
			     (tick >= 55 && tick < 60) || tick == 80 || tick == 82));
	/* Each has its own id: one can go without the other. */
	rows = rows_new("110");
	add_slot(rows, 2, 40, 60);
	set(rows, 1, "gone", "t");
	follow(c, rows);
	assert_true(is_free(c, 5));
	assert_false(is_free(c, 40));
	calendars_free(c);
}

static void calendars_are_opened_some_at_a_time_until_all_are_loaded(void **state)
{
	struct contact_person three[] = {person, person, person};
	struct authority all = {.id = 1, .persons = three, .npersons = 3};
	struct catalogue many = {.authorities = &all, .nauthorities = 1};
	struct calendars *c = calendars_new(DAY, DAY_TICKS);
	const char *const expected[] = {"{1,2}", "{3}"};

	(void)state;
	for (int i = 0; i < 3; i++)
		three[i].id = i + 1;
	for (int i = 0; i < 2; i++) {
		PGresult *rows = rows_new("100");
		char *ids = calendars_open(c, &many, 2);

		assert_string_equal(ids, expected[i]);
		calendars_load(c, &many, rows);
		PQclear(rows);
		free(ids);
	}
	assert_null(calendars_open(c, &many, 2));
	for (int i = 0; i < 3; i++)
		assert_non_null(calendars_find(c, i + 1));
	calendars_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claim_takes_its_time_and_a_release_gives_it_back),
		cmocka_unit_test(a_release_told_twice_does_not_free_who_came_after),
		cmocka_unit_test(releases_go_before_claims_whatever_the_order_of_rows),
		cmocka_unit_test(a_claim_told_twice_is_one_claim),
		cmocka_unit_test(what_was_released_between_feed_and_load_is_released_once),
		cmocka_unit_test(the_calendar_of_before_serves_until_the_new_one_is_loaded),
		cmocka_unit_test(a_closure_of_the_office_closes_everybody_below_it),
		cmocka_unit_test(slots_and_claims_drawn_together_are_each_applied),
		cmocka_unit_test(calendars_are_opened_some_at_a_time_until_all_are_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
