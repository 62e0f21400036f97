/* counted.h - answers that are counted, also when they are sent again from what was kept. */
#pragma once

#include "server/net/request.h"

/* Count this answer, and every copy of it that the cache sends: the site's counted hook hears the
 * id.  Not 0. */
void request_count(struct request *rq, int64_t id);
