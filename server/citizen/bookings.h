/* bookings.h - how a confirmed hold is answered. */
#pragma once

#include "server/net/request.h"
#include "server/wording.h"

/* A hold became this booking: 201, or 200 when it was one already. */
void booking_reply_made(struct request *rq, const struct wording *w, const PGresult *rows,
			const char *token, int status);
