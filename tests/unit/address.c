/* address.c - whose address a request comes from. */
#include "server/net/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t KEY[ADDRESS_KEY_BYTES] = {1, 2, 3};

static struct address parse(const char *text)
{
	struct address a;

	assert_true(address_parse(&a, text, strlen(text)));
	return a;
}

static uint64_t hash(const char *text)
{
	struct address a = parse(text);

	return address_hash(&a, KEY);
}

static bool trusts(const char *list, const char *text)
{
	const char *wrong = NULL;
	struct address_trust *t = address_trust_new(list, &wrong);
	struct address a = parse(text);
	bool yes;

	assert_non_null(t);
	yes = address_trusted(t, &a);
	address_trust_free(t);
	return yes;
}

static void assert_client(const char *list, const char *peer, const char *forwarded,
			  const char *client)
{
	const char *wrong = NULL;
	struct address_trust *t = address_trust_new(list, &wrong);
	struct address from = parse(peer), expected = parse(client), got;

	assert_non_null(t);
	got = address_client(t, &from, forwarded);
	assert_memory_equal(&got, &expected, sizeof got);
	address_trust_free(t);
}

static void addresses_come_with_and_without_ports(void **state)
{
	struct address a = parse("192.0.2.1"), b;

	(void)state;
	b = parse("192.0.2.1:8080");
	assert_memory_equal(&a, &b, sizeof a);
	b = parse("::ffff:192.0.2.1");
	assert_memory_equal(&a, &b, sizeof a);
	a = parse("2001:db8::1");
	b = parse("[2001:db8::1]:443");
	assert_memory_equal(&a, &b, sizeof a);
	b = parse("[2001:DB8:0::1]");
	assert_memory_equal(&a, &b, sizeof a);
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"unknown",
		"192.0.2",
		"192.0.2.256",
		"1.2.3.4.5",
		"[::1",
		"[::1]x",
		"::1::",
		"localhost",
		"_hidden",
		"192.0.2.1, 192.0.2.2",
		"1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111",
	};
	struct address a;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_false(address_parse(&a, texts[i], strlen(texts[i])));
}

static void networks_hold_what_their_first_bits_say(void **state)
{
	(void)state;
	assert_true(trusts("10.0.0.0/8", "10.200.3.4"));
	assert_false(trusts("10.0.0.0/8", "11.0.0.1"));
	assert_true(trusts("192.168.4.0/22", "192.168.7.255"));
	assert_false(trusts("192.168.4.0/22", "192.168.8.0"));
	assert_true(trusts("2001:db8::/33", "2001:db8:7fff::1"));
	assert_false(trusts("2001:db8::/33", "2001:db8:8000::1"));
	assert_true(trusts(" 192.0.2.7,::1 ", "::1"));
	assert_false(trusts("192.0.2.7", "192.0.2.8"));
	assert_false(trusts("", "127.0.0.1"));
	assert_true(trusts("0.0.0.0/0", "8.8.8.8"));
	assert_false(trusts("0.0.0.0/0", "2001:db8::1"));
}

static void a_wrong_network_is_pointed_at(void **state)
{
	static const char *const lists[] = {
		"10.0.0.0/8, proxy", "10.0.0.0/33", "10.0.0.0/",
		"10.0.0.0/-1",       "::/129",      "1.2.3.4/8x",
	};
	const char *wrong;

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		wrong = NULL;
		assert_null(address_trust_new(lists[i], &wrong));
		assert_non_null(wrong);
	}
	assert_null(address_trust_new(lists[0], &wrong));
	assert_string_equal(wrong, "proxy");
}

static void a_client_without_a_proxy_cannot_choose_its_address(void **state)
{
	(void)state;
	assert_client("", "198.51.100.1", "203.0.113.5", "198.51.100.1");
	assert_client("10.0.0.0/8", "198.51.100.1", "203.0.113.5", "198.51.100.1");
}

static void behind_proxies_the_last_stranger_is_the_client(void **state)
{
	(void)state;
	assert_client("10.0.0.0/8", "10.0.0.1", "203.0.113.5", "203.0.113.5");
	assert_client("10.0.0.0/8", "10.0.0.1", "1.1.1.1, 203.0.113.5, 10.0.0.2", "203.0.113.5");
	assert_client("10.0.0.0/8", "10.0.0.1", "1.1.1.1,203.0.113.5", "203.0.113.5");
	assert_client("::1", "::1", "2001:db8::9", "2001:db8::9");
}

static void what_a_proxy_did_not_say_is_the_proxy(void **state)
{
	(void)state;
	assert_client("10.0.0.0/8", "10.0.0.1", NULL, "10.0.0.1");
	assert_client("10.0.0.0/8", "10.0.0.1", "", "10.0.0.1");
	assert_client("10.0.0.0/8", "10.0.0.1", "203.0.113.5, unknown", "10.0.0.1");
	assert_client("10.0.0.0/8", "10.0.0.1", "203.0.113.5, unknown, 10.0.0.9", "10.0.0.9");
	assert_client("10.0.0.0/8", "10.0.0.1", "10.0.0.3", "10.0.0.3");
}

static void one_household_is_one_client(void **state)
{
	(void)state;
	assert_int_equal(hash("2001:db8:1:2::1"), hash("2001:db8:1:2:ffff:ffff:ffff:ffff"));
	assert_int_not_equal(hash("2001:db8:1:2::1"), hash("2001:db8:1:3::1"));
	assert_int_not_equal(hash("192.0.2.1"), hash("192.0.2.2"));
}

static void another_key_gives_other_numbers(void **state)
{
	static const uint8_t other[ADDRESS_KEY_BYTES] = {9};
	struct address a = parse("192.0.2.1");

	(void)state;
	assert_int_equal(address_hash(&a, KEY), address_hash(&a, KEY));
	assert_int_not_equal(address_hash(&a, KEY), address_hash(&a, other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_come_with_and_without_ports),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(networks_hold_what_their_first_bits_say),
		cmocka_unit_test(a_wrong_network_is_pointed_at),
		cmocka_unit_test(a_client_without_a_proxy_cannot_choose_its_address),
		cmocka_unit_test(behind_proxies_the_last_stranger_is_the_client),
		cmocka_unit_test(what_a_proxy_did_not_say_is_the_proxy),
		cmocka_unit_test(one_household_is_one_client),
		cmocka_unit_test(another_key_gives_other_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
