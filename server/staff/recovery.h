/* recovery.h - codes that open in place of the app: shown once, when they are made. */
#pragma once

#include "lib/buffer.h"
#include "server/staff/step.h"

/* Draw them: a list kept by the request; hashes gets theirs, as a PostgreSQL array. */
json_t *recovery_make(struct request *rq, struct buffer *hashes);

/* The page with them. */
void recovery_reply(struct request *rq, json_t *codes);
