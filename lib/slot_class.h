/*
 * slot_class.h - slots of one person that are offered for the same: equal channels, equal services.
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
	int64_t *services;           /* sorted, each once; NULL for all */
	uint64_t *released, *starts; /* one allocation, owned */
};

struct slot_classes {
	struct slot_class *all;
	size_t n, room;
};

/* The index of this slot's class, now with one slot more; a new class gets sets of nwords words. */
size_t slot_classes_join(struct slot_classes *cs, const struct slot *slot, size_t nwords);
void slot_classes_leave(struct slot_classes *cs, size_t i);

bool slot_class_takes(const struct slot_class *k, unsigned channel, const int64_t *service_id);

size_t slot_classes_bytes(const struct slot_classes *cs, size_t nwords);
void slot_classes_done(struct slot_classes *cs);
