/*
 * school_holidays.c - whatever file is taken for one of school holidays, what comes out of it are
 * named days in order, or what is wrong with its lines.
 */
#include "lib/school_holidays.h"

#include <assert.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/utf8.h"
#include "lib/xalloc.h"
#include "tests/fuzz/target.h"

static int lines_of(const char *text)
{
	int n = 1;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str_auto_t *text = xstrndup((const char *)data, size);
	struct school_holidays s = {0};

	/* As server/net/ lets it in. */
	if (!utf8_valid(text, strlen(text)))
		return 0;
	assert(school_holidays_read(&s, text) == (s.nfaults == 0));
	assert(s.n > 0 || s.nfaults > 0);
	assert(s.n <= SCHOOL_HOLIDAYS_MAX && s.nfaults <= SCHOOL_FAULTS_MAX);
	for (size_t i = 0; i < s.n; i++) {
		const struct school_holiday *h = &s.list[i];

		assert(date_valid(h->from) && date_valid(h->to));
		assert(date_compare(h->from, h->to) <= 0);
		assert(*h->name && utf8_valid(h->name, strlen(h->name)));
		assert(!strpbrk(h->name, "\r\n"));
	}
	for (size_t i = 0; i < s.nfaults; i++)
		assert(s.faults[i].line >= 0 && s.faults[i].line <= lines_of(text));
	school_holidays_done(&s);
	return 0;
}
