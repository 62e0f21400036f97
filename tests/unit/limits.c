/* limits.c - how much one client may ask of all workers together. */
#include "server/net/limits.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOW = 1000, MAX = 3, MINUTE = 60 };

static int new_limits(void **state)
{
	*state = limits_new();
	return *state ? 0 : -1;
}

static int free_limits(void **state)
{
	limits_free(*state);
	return 0;
}

static int wait_of(struct limits *l, uint64_t client, time_t now)
{
	int seconds = 0;

	return limits_hold_add(l, client, now, now + MINUTE, MAX, &seconds) ? 0 : seconds;
}

static void a_client_has_only_so_many_open_holds(void **state)
{
	struct limits *l = *state;

	for (int i = 0; i < MAX; i++)
		assert_int_equal(wait_of(l, 7, NOW + i), 0);
	assert_int_equal(wait_of(l, 7, NOW + MAX), MINUTE - MAX);
	assert_int_equal(wait_of(l, 8, NOW + MAX), 0);
}

static void an_ended_hold_makes_room(void **state)
{
	struct limits *l = *state;

	for (int i = 0; i < MAX; i++)
		assert_int_equal(wait_of(l, 7, NOW), 0);
	limits_hold_end(l, 7, NOW + MINUTE);
	assert_int_equal(wait_of(l, 7, NOW), 0);
	assert_int_equal(wait_of(l, 7, NOW), MINUTE);
	assert_int_equal(wait_of(l, 7, NOW + MINUTE), 0);
}

/* The database's clock and ours may differ, and a hold can be extended. */
static void of_several_holds_the_nearest_in_time_is_given_back(void **state)
{
	struct limits *l = *state;

	for (int i = 0; i < MAX; i++)
		assert_int_equal(wait_of(l, 7, NOW + 10 * i), 0);
	limits_hold_end(l, 7, NOW + MINUTE + 2);
	assert_int_equal(wait_of(l, 7, NOW + 20), 0);
	assert_int_equal(wait_of(l, 7, NOW + 20), MINUTE - 10);
}

static void nobody_gives_back_the_hold_of_another(void **state)
{
	struct limits *l = *state;

	for (int i = 0; i < MAX; i++)
		assert_int_equal(wait_of(l, 7, NOW), 0);
	limits_hold_end(l, 8, NOW + MINUTE);
	assert_int_equal(wait_of(l, 7, NOW), MINUTE);
}

static void more_clients_than_there_is_room_for_push_out_the_oldest(void **state)
{
	struct limits *l = *state;

	for (int i = 0; i < MAX; i++)
		assert_int_equal(wait_of(l, 7, NOW), 0);
	for (uint64_t client = 100; client < 200000; client++)
		assert_int_equal(wait_of(l, client, NOW), 0);
	assert_int_equal(wait_of(l, 7, NOW), 0);
	for (int i = 1; i < MAX; i++)
		assert_int_equal(wait_of(l, 199999, NOW), 0);
	assert_int_equal(wait_of(l, 199999, NOW), MINUTE);
}

static int take_all(struct limits *l, enum limit_kind kind, uint64_t client, time_t now, int *wait)
{
	int taken = 0;

	while (limits_take(l, kind, client, now, wait))
		taken++;
	return taken;
}

static void tokens_run_out_and_come_back_one_by_one(void **state)
{
	struct limits *l = *state;
	int wait = 0;
	int burst = take_all(l, LIMIT_LOST_LINK, 7, NOW, &wait);

	assert_in_range(burst, 2, 20);
	assert_in_range(wait, 1, 600);
	assert_int_equal(take_all(l, LIMIT_LOST_LINK, 7, NOW + wait - 1, &(int){0}), 0);
	assert_int_equal(take_all(l, LIMIT_LOST_LINK, 7, NOW + wait, &(int){0}), 1);
	assert_int_equal(take_all(l, LIMIT_LOST_LINK, 7, NOW + 1000000, &(int){0}), burst);
}

static void kinds_and_clients_do_not_share_tokens(void **state)
{
	struct limits *l = *state;
	int wait = 0;
	int burst = take_all(l, LIMIT_LOST_LINK, 7, NOW, &wait);

	assert_int_equal(take_all(l, LIMIT_LOST_LINK, 8, NOW, &wait), burst);
	assert_true(limits_take(l, LIMIT_SEARCH, 7, NOW, &wait));
}

static void a_crowd_does_not_refill_a_bucket_in_use(void **state)
{
	struct limits *l = *state;
	int wait = 0;

	take_all(l, LIMIT_LOST_LINK, 7, NOW, &wait);
	for (uint64_t client = 100; client < 20000; client++)
		limits_take(l, LIMIT_LOST_LINK, client, NOW, &wait);
	assert_false(limits_take(l, LIMIT_LOST_LINK, 7, NOW, &wait));
}

static void workers_share_one_count(void **state)
{
	struct limits *l = *state;
	int status;

	for (int i = 0; i < MAX; i++) {
		pid_t child = fork();

		if (child == 0)
			_exit(wait_of(l, 7, NOW) == 0 ? 0 : 1);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
	assert_int_equal(wait_of(l, 7, NOW), MINUTE);
}

/* Kill a busy worker many times over; sooner or later it dies with the table in hand. */
static void a_worker_killed_in_the_middle_blocks_nobody(void **state)
{
	struct limits *l = *state;

	for (int i = 0; i < 200; i++) {
		int ready[2];
		char byte;
		pid_t child;

		assert_int_equal(pipe(ready), 0);
		child = fork();
		if (child == 0) {
			for (uint64_t client = 1;; client++) {
				wait_of(l, client, NOW);
				if (client == 100 && write(ready[1], "", 1) != 1)
					_exit(1);
			}
		}
		assert_int_equal(read(ready[0], &byte, 1), 1);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		close(ready[0]);
		close(ready[1]);
		wait_of(l, 1000000 + (uint64_t)i, NOW);
	}
	for (int i = 0; i < MAX; i++)
		assert_int_equal(wait_of(l, UINT64_MAX, NOW), 0);
	assert_int_equal(wait_of(l, UINT64_MAX, NOW), MINUTE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, new_limits, free_limits)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_client_has_only_so_many_open_holds),
		TEST(an_ended_hold_makes_room),
		TEST(of_several_holds_the_nearest_in_time_is_given_back),
		TEST(nobody_gives_back_the_hold_of_another),
		TEST(more_clients_than_there_is_room_for_push_out_the_oldest),
		TEST(tokens_run_out_and_come_back_one_by_one),
		TEST(kinds_and_clients_do_not_share_tokens),
		TEST(a_crowd_does_not_refill_a_bucket_in_use),
		TEST(workers_share_one_count),
		TEST(a_worker_killed_in_the_middle_blocks_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
