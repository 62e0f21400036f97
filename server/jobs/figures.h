/* figures.h - what is measured once a day, and what was counted meanwhile. */
#pragma once

#include "server/config.h"
#include "server/jobs/chore.h"
#include "server/shared.h"

struct figures;

struct figures *figures_new(struct event_base *base, const struct config *config,
			    const struct shared *shared);

/* Before the db is freed. */
void figures_stop(struct figures *f);
/* After it. */
void figures_free(struct figures *f);

/* Chores; their ctx is the struct figures. */
void figures_run(struct chore *c);
void searches_run(struct chore *c);
