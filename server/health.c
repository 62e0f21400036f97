/* health.c - whether this worker can book, for load balancers and monitoring. */
#include "server/health.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/log.h"
#include "server/net/reply.h"
#include "server/tenant.h"

void health_show(struct request *rq)
{
	const struct world *world = request_tenancy(rq)->world;
	const char *reason = world_reason(world);
	json_auto_t *document =
		json_pack("{s:s, s:s*, s:s*}", "status", reason ? "unavailable" : "ok", "reason",
			  reason, "as_of", world_as_of(world));
	str_auto_t *text = json_dumps(document, JSON_COMPACT);

	if (!text)
		die("cannot write JSON");
	reply_header(rq, "Cache-Control", "no-store");
	reply_bytes(rq, reason ? 503 : 200, "application/json", text, strlen(text));
}
