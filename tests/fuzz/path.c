/* path.c - whatever the segment, decoded it is a name without a slash, or refused. */
#include "lib/form.h"

#include <assert.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/utf8.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problem why = {0};
	str_auto_t *text = form_decode_path((const char *)data, size, &why);

	if (!text) {
		assert(why.status == 400);
		return 0;
	}
	assert(strlen(text) <= size && !strchr(text, '/') && utf8_valid(text, strlen(text)));
	return 0;
}
