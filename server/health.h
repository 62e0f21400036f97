/* health.h - whether this worker can book, for load balancers and monitoring. */
#pragma once

#include "server/net/request.h"

/* GET /healthz: 200, or 503 with the reason; always JSON. */
handler_fn health_show;
