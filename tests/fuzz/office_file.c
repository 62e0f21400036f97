/*
 * office_file.c - whatever a file holds is told or understood: a document without
 * mistakes has a canonical form that reads as itself.
 */
#include "lib/office_file.h"

#include <assert.h>
#include <string.h>

#include "lib/cleanup.h"
#include "tests/fuzz/target.h"

/* The authority that offices are held against. */
static const char AUTHORITY[] =
	"{\"languages\": [\"de\", \"en\"], \"municipalities\": ["
	"{\"key\": \"08326074\", \"name\": \"A\"}, {\"key\": \"08326012\", \"name\": \"B\"}]}";

static void writing_keeps(enum office_file_kind kind, const json_t *document)
{
	json_auto_t *canonical = office_file_canonical(kind, document);
	str_auto_t *text = office_file_write(canonical);
	findings_auto_t f = {.text = text, .len = strlen(text)};
	enum office_file_kind same;
	json_auto_t *read = office_file_parse(&f, &same), *again = NULL;

	assert(read && same == kind && f.mistakes == 0);
	again = office_file_canonical(kind, read);
	assert(json_equal(canonical, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	findings_auto_t f = {.text = (const char *)data, .len = size};
	enum office_file_kind kind;
	json_auto_t *document = office_file_parse(&f, &kind);
	json_auto_t *authority = json_loads(AUTHORITY, 0, NULL);

	if (document)
		office_file_check(kind, document, authority, &f);
	else
		assert(f.mistakes > 0);
	if (document && f.mistakes == 0)
		writing_keeps(kind, document);
	findings_sort(&f);
	return 0;
}
