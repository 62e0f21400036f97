/*
 * free_time_model.h - the slow, obvious way to say which starts are free.
 *
 * Plain lists and one loop per question, written from the definitions of slot,
 * closure and reservation, so that it shares no thought with lib/free_time.
 */
#pragma once

#include "lib/free_time.h"

enum { MODEL_SLOTS_MAX = 64, MODEL_CLOSURES_MAX = 16, MODEL_CLAIMS_MAX = 128 };

struct model_closure {
	int64_t id;
	int32_t from, to;
};

/* What happened to a lane, in order; the last word on a tick counts. */
struct model_claim {
	unsigned lane;
	int32_t from, to;
	bool busy;
};

struct model {
	int32_t from, to; /* the window */
	unsigned lanes;
	size_t nslots, nclosures, nclaims;
	struct slot slots[MODEL_SLOTS_MAX];
	struct model_closure closures[MODEL_CLOSURES_MAX];
	struct model_claim claims[MODEL_CLAIMS_MAX];
	struct quota quota;
	bool open;   /* without what is kept back */
	int32_t now; /* then */
};

void model_put_slot(struct model *m, const struct slot *slot);
void model_drop_slot(struct model *m, int64_t id);
void model_put_closure(struct model *m, struct model_closure closure);
void model_drop_closure(struct model *m, int64_t id);
void model_claim(struct model *m, struct model_claim claim);

/* As calendar_why(), by the meaning of each reason. */
struct why model_why(const struct model *m, const struct appointment *a, int32_t start);
