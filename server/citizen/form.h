/* form.h - the fields of a request, kept until the reply. */
#pragma once

#include "lib/field.h"
#include "server/net/request.h"

struct fields *form_fields(struct request *rq, json_t *input);
