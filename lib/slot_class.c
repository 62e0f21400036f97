/* slot_class.c - slots of one person that are offered for the same. */
#include "lib/slot_class.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/calendar.h"
#include "lib/xalloc.h"

/* Copy the slot's services sorted and each once, and return how many. */
static unsigned services_sorted(int64_t *out, const struct slot *slot)
{
	unsigned n = 0;

	assert(slot->nservices <= SLOT_SERVICES_MAX);
	for (unsigned i = 0; i < slot->nservices; i++) {
		int64_t id = slot->services[i];
		unsigned at = n;

		while (at > 0 && out[at - 1] > id)
			at--;
		if (at > 0 && out[at - 1] == id)
			continue;
		memmove(out + at + 1, out + at, (n - at) * sizeof *out);
		out[at] = id;
		n++;
	}
	return n;
}

static bool class_is(const struct slot_class *k, unsigned channels, const int64_t *services,
		     unsigned nservices)
{
	return k->nslots && k->channels == channels && k->nservices == nservices &&
	       (nservices == 0 || memcmp(k->services, services, nservices * sizeof *services) == 0);
}

/* A place for a new class: one left empty, or one more at the end. */
static size_t class_place(struct slot_classes *cs)
{
	for (size_t i = 0; i < cs->n; i++)
		if (cs->all[i].nslots == 0)
			return i;
	if (cs->n == cs->room) {
		cs->room = cs->room ? 2 * cs->room : 2;
		cs->all = xrealloc(cs->all, cs->room * sizeof *cs->all);
	}
	return cs->n++;
}

size_t slot_classes_join(struct slot_classes *cs, const struct slot *slot, size_t nwords)
{
	int64_t services[SLOT_SERVICES_MAX] = {0};
	unsigned nservices = services_sorted(services, slot);
	size_t i;

	for (i = 0; i < cs->n; i++)
		if (class_is(&cs->all[i], slot->channels, services, nservices)) {
			cs->all[i].nslots++;
			return i;
		}
	i = class_place(cs);
	cs->all[i] = (struct slot_class){.channels = slot->channels, .nslots = 1};
	if (nservices) {
		cs->all[i].nservices = nservices;
		cs->all[i].services = xcalloc(nservices, sizeof *services);
		memcpy(cs->all[i].services, services, nservices * sizeof *services);
	}
	cs->all[i].released = xcalloc(2 * nwords, sizeof(uint64_t));
	cs->all[i].starts = cs->all[i].released + nwords;
	return i;
}

static void class_done(struct slot_class *k)
{
	free(k->services);
	free(k->released);
	*k = (struct slot_class){0};
}

void slot_classes_leave(struct slot_classes *cs, size_t i)
{
	if (--cs->all[i].nslots == 0)
		class_done(&cs->all[i]);
}

bool slot_class_takes(const struct slot_class *k, unsigned channel, const int64_t *service_id)
{
	if (k->nslots == 0 || (channel && !(k->channels & channel)))
		return false;
	if (k->nservices == 0 || !service_id)
		return true;
	for (unsigned i = 0; i < k->nservices; i++)
		if (k->services[i] == *service_id)
			return true;
	return false;
}

size_t slot_classes_bytes(const struct slot_classes *cs, size_t nwords)
{
	size_t bytes = cs->room * sizeof *cs->all;

	for (size_t i = 0; i < cs->n; i++)
		if (cs->all[i].nslots)
			bytes += 2 * nwords * sizeof(uint64_t) +
				 cs->all[i].nservices * sizeof(int64_t);
	return bytes;
}

void slot_classes_done(struct slot_classes *cs)
{
	for (size_t i = 0; i < cs->n; i++)
		class_done(&cs->all[i]);
	free(cs->all);
	*cs = (struct slot_classes){0};
}
