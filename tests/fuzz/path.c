/*
 * path.c - whatever the segment, decoded it is a name without a slash that
 * comes back when it is encoded again, or refused.
 */
#include "lib/form.h"

#include <assert.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/utf8.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	buffer_auto_t segment = {0};
	str_auto_t *again = NULL;
	struct problem why = {0};
	str_auto_t *text = form_decode_path((const char *)data, size, &why);

	if (!text) {
		assert(why.status == 400);
		return 0;
	}
	assert(strlen(text) <= size && !strchr(text, '/') && utf8_valid(text, strlen(text)));
	buffer_puts(&segment, "");
	form_encode(&segment, text);
	again = form_decode_path(segment.data, segment.len, &why);
	assert(again && strcmp(again, text) == 0);
	return 0;
}
