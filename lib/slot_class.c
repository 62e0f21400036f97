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

static bool class_is(const struct slot_class *k, const struct slot_class *wanted)
{
	return k->nslots && k->channels == wanted->channels && k->kept == wanted->kept &&
	       k->nservices == wanted->nservices &&
	       (k->nservices == 0 ||
		memcmp(k->services, wanted->services, k->nservices * sizeof *k->services) == 0);
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

static size_t class_sets(const struct slot_class *k)
{
	return k->kept == KEPT_SOME ? 4 : 2;
}

static void class_allocate(struct slot_class *k, size_t nwords)
{
	k->released = xcalloc(class_sets(k) * nwords, sizeof(uint64_t));
	k->starts = k->released + nwords;
	k->open_released = k->kept == KEPT_SOME ? k->starts + nwords : NULL;
	k->open_starts = k->kept == KEPT_SOME ? k->open_released + nwords : NULL;
}

/* The class like this one; its services are copied. */
static size_t class_join(struct slot_classes *cs, const struct slot_class *wanted, size_t nwords)
{
	struct slot_class new = *wanted;
	size_t i;

	for (i = 0; i < cs->n; i++)
		if (class_is(&cs->all[i], wanted)) {
			cs->all[i].nslots++;
			return i;
		}
	new.nslots = 1;
	new.services = NULL;
	if (new.nservices) {
		new.services = xcalloc(new.nservices, sizeof *new.services);
		memcpy(new.services, wanted->services, new.nservices * sizeof *new.services);
	}
	class_allocate(&new, nwords);
	i = class_place(cs);
	cs->all[i] = new;
	return i;
}

size_t slot_classes_join(struct slot_classes *cs, const struct slot *slot, enum slot_kept kept,
			 size_t nwords)
{
	int64_t services[SLOT_SERVICES_MAX] = {0};
	struct slot_class wanted = {
		.channels = slot->channels,
		.nservices = services_sorted(services, slot),
		.services = services,
		.kept = kept,
	};

	return class_join(cs, &wanted, nwords);
}

size_t slot_classes_turn(struct slot_classes *cs, size_t i, enum slot_kept kept, size_t nwords)
{
	struct slot_class wanted = cs->all[i]; /* which may move */
	size_t turned;

	if (wanted.kept == kept)
		return i;
	wanted.kept = kept;
	turned = class_join(cs, &wanted, nwords);
	slot_classes_leave(cs, i);
	return turned;
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

void slot_class_clear(struct slot_class *k, size_t nwords)
{
	memset(k->released, 0, class_sets(k) * nwords * sizeof(uint64_t));
}

size_t slot_classes_bytes(const struct slot_classes *cs, size_t nwords)
{
	size_t bytes = cs->room * sizeof *cs->all;

	for (size_t i = 0; i < cs->n; i++)
		if (cs->all[i].nslots)
			bytes += class_sets(&cs->all[i]) * nwords * sizeof(uint64_t) +
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
