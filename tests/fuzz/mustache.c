/*
 * mustache.c - whatever the template and the document, rendering ends.
 *
 * The input is a template and, behind a NUL, a document.  Every partial is the
 * template itself.
 */
#include "lib/mustache.h"

#include <assert.h>
#include <string.h>

#include "tests/fuzz/target.h"

static const struct mustache *itself(void *ctx, const char *name)
{
	return name[0] == 'p' ? ctx : NULL;
}

static void on_partial(void *ctx, const char *name)
{
	*(size_t *)ctx += strlen(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	size_t len = size ? strnlen(text, size) : 0, rest = size - len - (len < size), names = 0;
	json_auto_t *document =
		rest ? json_loadb(text + len + 1, rest, JSON_DECODE_ANY, NULL) : json_null();
	struct problem why = {0};
	struct mustache *m = mustache_new(text, len, &why);
	struct mustache_view view = {.document = document, .partial = itself, .ctx = m};
	buffer_auto_t out = {0};

	if (m) {
		mustache_render(m, &view, &out);
		mustache_partials(m, on_partial, &names);
		assert(names <= len);
	} else {
		assert(why.status == 500 && why.detail[0]);
	}
	mustache_free(m);
	return 0;
}
