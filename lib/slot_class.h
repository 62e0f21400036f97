/*
 * slot_class.h - slots of one person that are offered for the same: equal channels, equal services,
 * all kept back or none.
 *
 * A contact person has a handful of classes and hundreds of slots.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slot;

struct slot_class {
	unsigned channels;
	unsigned nslots; /* 0: this place is free for another class, and holds no ticks */
	unsigned nservices;
	bool kept;                   /* back, for those at the desk */
	int64_t *services;           /* sorted, each once; NULL for all */
	uint64_t *released, *starts; /* one allocation, owned */
};

struct slot_classes {
	struct slot_class *all;
	size_t n, room;
};

/* The index of the class of this slot, kept back or not, now with one slot more; a new class gets
 * sets of nwords words. */
size_t slot_classes_join(struct slot_classes *cs, const struct slot *slot, bool kept,
			 size_t nwords);

/* The same slot as one that is kept back, or is no longer: the index of its class then. */
size_t slot_classes_turn(struct slot_classes *cs, size_t i, bool kept, size_t nwords);
void slot_classes_leave(struct slot_classes *cs, size_t i);

bool slot_class_takes(const struct slot_class *k, unsigned channel, const int64_t *service_id);

size_t slot_classes_bytes(const struct slot_classes *cs, size_t nwords);
void slot_classes_done(struct slot_classes *cs);
