/* free_time_model.c - the slow, obvious way to say which starts are free. */
#include "tests/unit/free_time_model.h"

#include <assert.h>

void model_put_slot(struct model *m, const struct slot *slot)
{
	model_drop_slot(m, slot->id);
	assert(m->nslots < MODEL_SLOTS_MAX);
	m->slots[m->nslots++] = *slot;
}

void model_drop_slot(struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->nslots; i++)
		if (m->slots[i].id == id)
			m->slots[i--] = m->slots[--m->nslots];
}

void model_put_closure(struct model *m, struct model_closure closure)
{
	model_drop_closure(m, closure.id);
	assert(m->nclosures < MODEL_CLOSURES_MAX);
	m->closures[m->nclosures++] = closure;
}

void model_drop_closure(struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->nclosures; i++)
		if (m->closures[i].id == id)
			m->closures[i--] = m->closures[--m->nclosures];
}

void model_claim(struct model *m, struct model_claim claim)
{
	assert(m->nclaims < MODEL_CLAIMS_MAX);
	m->claims[m->nclaims++] = claim;
}

static bool takes_service(const struct slot *s, int64_t service_id)
{
	for (unsigned i = 0; i < s->nservices; i++)
		if (s->services[i] == service_id)
			return true;
	return s->nservices == 0;
}

/* Of n pieces so many are kept back, rounded. */
static int pieces_kept(const struct model *m, int n)
{
	return (int)(n * (double)m->quota.percent / 100 + 0.5);
}

static bool is_kept(const struct model *m, const struct slot *s, int32_t tick)
{
	int32_t piece = s->step, n = 0;

	if (s->opens)
		return s->opens > m->now;
	if (s->from - m->quota.ticks <= m->now)
		return false;
	while (piece < 30 / TICK_MINUTES)
		piece += s->step;
	while (s->from + (n + 1) * piece <= tick)
		n++;
	return pieces_kept(m, n + 1) > pieces_kept(m, n);
}

static bool slot_has(const struct model *m, const struct slot *s, int32_t tick)
{
	return s->from <= tick && tick < s->to && !(m->open && is_kept(m, s, tick));
}

/* By the appointment's wishes, each of which may be left out. */
static bool slot_takes(const struct slot *s, const struct appointment *a, bool channel,
		       bool service)
{
	return (!channel || s->channels & a->channel) &&
	       (!service || takes_service(s, a->service_id));
}

static bool tick_released(const struct model *m, const struct appointment *a, int32_t tick,
			  bool channel, bool service)
{
	for (size_t i = 0; i < m->nslots; i++)
		if (slot_has(m, &m->slots[i], tick) &&
		    slot_takes(&m->slots[i], a, channel, service))
			return true;
	return false;
}

static bool all_released(const struct model *m, const struct appointment *a, int32_t start,
			 bool channel, bool service)
{
	for (int32_t t = start; t < start + a->length + a->buffer; t++)
		if (!tick_released(m, a, t, channel, service))
			return false;
	return true;
}

static bool start_allowed(const struct model *m, const struct appointment *a, int32_t start)
{
	for (size_t i = 0; i < m->nslots; i++) {
		const struct slot *s = &m->slots[i];

		for (int32_t t = s->from; t < s->to; t += s->step)
			if (t == start && slot_has(m, s, t) && slot_takes(s, a, true, true))
				return true;
	}
	return false;
}

/* As who asks sees it. */
static struct model model_of(const struct model *m, struct asker who)
{
	struct model seen = *m;

	seen.open = !who.desk;
	seen.now = who.now;
	return seen;
}

static bool is_offered(const struct model *m, const struct appointment *a, int32_t start)
{
	return all_released(m, a, start, true, true) && start_allowed(m, a, start);
}

static unsigned slot_reasons(const struct model *m, const struct appointment *a, int32_t start)
{
	bool channel, service;

	if (!tick_released(m, a, start, false, false))
		return WHY_NO_SLOT;
	if (!all_released(m, a, start, false, false))
		return WHY_TOO_SHORT;
	if (is_offered(m, a, start)) {
		const struct model seen = model_of(m, a->who);

		return is_offered(&seen, a, start) ? 0 : WHY_KEPT;
	}
	if (all_released(m, a, start, true, true))
		return WHY_OFF_GRID;
	channel = all_released(m, a, start, true, false);
	service = all_released(m, a, start, false, true);
	if (channel && service)
		return WHY_CHANNEL | WHY_SERVICE;
	return (channel ? 0 : WHY_CHANNEL) | (service ? 0 : WHY_SERVICE);
}

static bool tick_busy(const struct model *m, unsigned lane, int32_t tick)
{
	for (size_t i = m->nclaims; i-- > 0;)
		if (m->claims[i].lane == lane && m->claims[i].from <= tick &&
		    tick < m->claims[i].to)
			return m->claims[i].busy;
	return false;
}

static bool lane_busy(const struct model *m, unsigned lane, int32_t from, int32_t to)
{
	for (int32_t t = from; t < to; t++)
		if (tick_busy(m, lane, t))
			return true;
	return false;
}

struct why model_why(const struct model *m, const struct appointment *a, int32_t start)
{
	int32_t end = start + a->length + a->buffer;
	struct why why = {0};

	if (start < m->from || end > m->to) {
		why.reasons = WHY_OUTSIDE_WINDOW;
		return why;
	}
	why.reasons = slot_reasons(m, a, start);
	for (size_t i = 0; i < m->nclosures; i++) {
		const struct model_closure *k = &m->closures[i];
		bool touches = false;

		for (int32_t t = start; t < end; t++)
			touches = touches || (k->from <= t && t < k->to);
		if (touches && (!(why.reasons & WHY_CLOSED) || k->id < why.closure_id)) {
			why.reasons |= WHY_CLOSED;
			why.closure_id = k->id;
		}
	}
	for (unsigned lane = 0; lane < m->lanes; lane++)
		if (lane_busy(m, lane, start, end))
			why.busy_lanes |= UINT32_C(1) << lane;
		else
			why.free_lanes |= UINT32_C(1) << lane;
	if (!why.free_lanes)
		why.reasons |= WHY_BUSY;
	if (why.reasons)
		why.free_lanes = 0;
	return why;
}
