/* health.h - whether this worker can book, for load balancers and monitoring. */
#pragma once

#include "server/net/request.h"

/* GET /healthz: 200, or 503 with the reason, and up to which instant this worker knows what was
 * written (as_of); always JSON. */
handler_fn health_show;
