/* address.c - whose address a request comes from. */
#include "server/net/address.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"

enum {
	MAPPED_BYTES = 12, /* ::ffff: in front of an IPv4 address */
	MAPPED_BITS = 8 * MAPPED_BYTES,
	ADDRESS_BITS = 8 * ADDRESS_BYTES,
	CLIENT_BYTES = 8, /* the /64 */
	HOPS_MAX = 32,    /* entries of X-Forwarded-For that are looked at */
};

_Static_assert(ADDRESS_KEY_BYTES == crypto_shorthash_KEYBYTES, "the key is that of SipHash");

static const uint8_t MAPPED[MAPPED_BYTES] = {[10] = 0xff, [11] = 0xff};

struct network {
	struct address base;
	int bits;
};

struct address_trust {
	struct network networks[ADDRESS_TRUSTED_MAX];
	size_t count;
};

static bool is_mapped(const struct address *a)
{
	return memcmp(a->bytes, MAPPED, sizeof MAPPED) == 0;
}

static bool parse_bare(struct address *a, const char *text)
{
	memcpy(a->bytes, MAPPED, sizeof MAPPED);
	return inet_pton(AF_INET, text, a->bytes + MAPPED_BYTES) == 1 ||
	       inet_pton(AF_INET6, text, a->bytes) == 1;
}

bool address_parse(struct address *a, const char *text, size_t len)
{
	char copy[INET6_ADDRSTRLEN + sizeof "[]:65535"];
	char *bare = copy, *end;

	if (len == 0 || len >= sizeof copy)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (copy[0] == '[') {
		bare++;
		end = strchr(bare, ']');
		if (!end || (end[1] && end[1] != ':'))
			return false;
		*end = '\0';
	} else if ((end = strchr(copy, ':')) && !strchr(end + 1, ':')) {
		*end = '\0'; /* one colon: a port behind an IPv4 address */
	}
	return parse_bare(a, bare);
}

static bool network_parse(struct network *n, const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len);
	char digits[4] = "";
	char *rest;
	size_t ndigits;

	n->bits = ADDRESS_BITS;
	if (!slash)
		return address_parse(&n->base, text, len);
	ndigits = len - (size_t)(slash + 1 - text);
	if (ndigits == 0 || ndigits >= sizeof digits || slash[1] < '0' || slash[1] > '9' ||
	    !address_parse(&n->base, text, (size_t)(slash - text)))
		return false;
	memcpy(digits, slash + 1, ndigits);
	n->bits = (int)strtol(digits, &rest, 10);
	if (is_mapped(&n->base))
		n->bits += MAPPED_BITS;
	return *rest == '\0' && n->bits <= ADDRESS_BITS;
}

struct address_trust *address_trust_new(const char *list, const char **wrong)
{
	struct address_trust *t = xcalloc(1, sizeof *t);

	while (*(list += strspn(list, ", \t"))) {
		size_t len = strcspn(list, ", \t");

		if (t->count == ADDRESS_TRUSTED_MAX ||
		    !network_parse(&t->networks[t->count++], list, len)) {
			*wrong = list;
			free(t);
			return NULL;
		}
		list += len;
	}
	return t;
}

void address_trust_free(struct address_trust *t)
{
	free(t);
}

static bool network_holds(const struct network *n, const struct address *a)
{
	size_t whole = (size_t)n->bits / 8;
	int rest = n->bits % 8;

	if (memcmp(n->base.bytes, a->bytes, whole) != 0)
		return false;
	return rest == 0 || (n->base.bytes[whole] ^ a->bytes[whole]) >> (8 - rest) == 0;
}

bool address_trusted(const struct address_trust *t, const struct address *a)
{
	for (size_t i = 0; i < t->count; i++) {
		if (network_holds(&t->networks[i], a))
			return true;
	}
	return false;
}

/* Take the last entry off text[0..*len). */
static size_t last_entry(const char *text, size_t *len, const char **entry)
{
	size_t end = *len, begin;

	while (end > 0 && strchr(", \t", text[end - 1]))
		end--;
	for (begin = end; begin > 0 && !strchr(", \t", text[begin - 1]);)
		begin--;
	*entry = text + begin;
	*len = begin;
	return end - begin;
}

struct address address_client(const struct address_trust *t, const struct address *peer,
			      const char *forwarded_for)
{
	struct address client = *peer, hop;
	size_t left = forwarded_for ? strlen(forwarded_for) : 0;

	for (int i = 0; i < HOPS_MAX && address_trusted(t, &client); i++) {
		const char *entry;
		size_t len = last_entry(forwarded_for ? forwarded_for : "", &left, &entry);

		if (!address_parse(&hop, entry, len))
			break;
		client = hop;
	}
	return client;
}

uint64_t address_hash(const struct address *a, const uint8_t key[ADDRESS_KEY_BYTES])
{
	uint8_t hash[crypto_shorthash_BYTES];
	uint64_t number;

	_Static_assert(sizeof hash == sizeof number, "SipHash gives 64 bits");
	crypto_shorthash(hash, a->bytes, is_mapped(a) ? ADDRESS_BYTES : CLIENT_BYTES, key);
	memcpy(&number, hash, sizeof number);
	return number;
}
