/* accept.c - what a client says it takes. */
#include "server/net/accept.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* "q=0", "q=0.0", ...: not wanted (RFC 9110 12.4.2). */
static bool is_refused(const char *params, size_t len)
{
	const char *q = memchr(params, 'q', len), *end = params + len;

	if (!q || q + 1 >= end || q[1] != '=')
		return false;
	for (q += 2; q < end; q++) {
		if (!strchr("0. \t", *q))
			return false;
	}
	return true;
}

bool accept_names(const char *header, const char *token)
{
	size_t token_len = strlen(token);

	while (header && *(header += strspn(header, ", \t"))) {
		size_t len = strcspn(header, ",");
		size_t name = strcspn(header, ",; \t");

		if (name == token_len && strncasecmp(header, token, name) == 0)
			return !is_refused(header + name, len - name);
		header += len;
	}
	return false;
}
