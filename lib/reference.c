/*
 * reference.c - the short code of a booking that a person can read out.
 *
 * The check: with c1..c8 as numbers, 8*c1 + 7*c2 + ... + 1*c8 = 0 modulo 23.  23 is
 * prime and the weights differ, so no single change and no swap of two different
 * characters keeps the sum (ISO/IEC 7064 describes the family of such systems).
 */
#include "lib/reference.h"

#include <assert.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>

enum {
	MODULUS = 23,
	LENGTH = 8,
	GROUP = 4,
};

static const char ALPHABET[] = "23456789CDFGHJKMNPRTWXY";

static_assert(sizeof ALPHABET - 1 == MODULUS, "one character for each remainder");

static unsigned checksum(const unsigned values[LENGTH])
{
	unsigned sum = 0;

	for (unsigned i = 0; i < LENGTH; i++)
		sum += (LENGTH - i) * values[i];
	return sum % MODULUS;
}

static void reference_write(char out[REFERENCE_SIZE], const unsigned values[LENGTH])
{
	char *to = out;

	for (unsigned i = 0; i < LENGTH; i++) {
		if (i == GROUP)
			*to++ = '-';
		*to++ = ALPHABET[values[i]];
	}
	*to = '\0';
}

void reference_draw(char out[REFERENCE_SIZE])
{
	unsigned values[LENGTH] = {0};
	int ready = sodium_init();

	assert(ready >= 0);
	(void)ready;
	for (unsigned i = 0; i < LENGTH - 1; i++)
		values[i] = randombytes_uniform(MODULUS);
	values[LENGTH - 1] = (MODULUS - checksum(values)) % MODULUS;
	reference_write(out, values);
}

/* The number a typed character stands for, or MODULUS. */
static unsigned character_value(char c)
{
	static const char TAKEN_FOR[][2] = {{'Z', '2'}, {'S', '5'}, {'B', '8'}};
	const char *found;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	for (size_t i = 0; i < sizeof TAKEN_FOR / sizeof *TAKEN_FOR; i++) {
		if (c == TAKEN_FOR[i][0])
			c = TAKEN_FOR[i][1];
	}
	found = strchr(ALPHABET, c);
	return found ? (unsigned)(found - ALPHABET) : MODULUS;
}

bool reference_parse(char out[REFERENCE_SIZE], const char *typed)
{
	unsigned values[LENGTH], count = 0;

	if (strnlen(typed, REFERENCE_TYPED_MAX_BYTES + 1) > REFERENCE_TYPED_MAX_BYTES)
		return false;
	for (; *typed; typed++) {
		if (strchr(" \t-./", *typed))
			continue;
		if (count == LENGTH || (values[count++] = character_value(*typed)) == MODULUS)
			return false;
	}
	if (count != LENGTH || checksum(values) != 0)
		return false;
	reference_write(out, values);
	return true;
}
