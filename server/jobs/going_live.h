/* going_live.h - offices become live at their hour, when nothing is missing then. */
#pragma once

#include "server/config.h"
#include "server/jobs/chore.h"
#include "server/net/site.h"

struct going_live;

struct going_live *going_live_new(struct event_base *base, const struct config *config,
				  const struct site *site);

/* Before the db is freed. */
void going_live_stop(struct going_live *g);
/* After it. */
void going_live_free(struct going_live *g);

/* A chore; its ctx is the struct going_live. */
void going_live_run(struct chore *c);
