/* form.c - the fields of a request, kept until the reply. */
#include "server/citizen/form.h"

static void fields_release(void *f)
{
	fields_free(f);
}

struct fields *form_fields(struct request *rq, json_t *input)
{
	struct fields *f = fields_new(input);

	request_keep(rq, f, fields_release);
	return f;
}
