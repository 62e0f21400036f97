/*
 * slot_class.h - slots of one person that are offered for the same: equal channels, equal services,
 * kept back alike.
 *
 * A contact person has a handful of classes and hundreds of slots.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slot;

/* From citizens; at the desk all of it is there. */
enum slot_kept { KEPT_NOTHING, KEPT_SOME, KEPT_ALL };

struct slot_class {
	unsigned channels;
	unsigned nslots; /* 0: this place is free for another class, and holds no ticks */
	unsigned nservices;
	enum slot_kept kept;
	int64_t *services;                     /* sorted, each once; NULL for all */
	uint64_t *released, *starts;           /* one allocation, owned, with the two below */
	uint64_t *open_released, *open_starts; /* of KEPT_SOME: what is not kept back; else NULL */
};

struct slot_classes {
	struct slot_class *all;
	size_t n, room;
};

/* The index of the class of this slot, now with one slot more; a new class gets sets of nwords
 * words. */
size_t slot_classes_join(struct slot_classes *cs, const struct slot *slot, enum slot_kept kept,
			 size_t nwords);

/* The same slot when more or less of it is kept back: the index of its class then. */
size_t slot_classes_turn(struct slot_classes *cs, size_t i, enum slot_kept kept, size_t nwords);
void slot_classes_leave(struct slot_classes *cs, size_t i);

bool slot_class_takes(const struct slot_class *k, unsigned channel, const int64_t *service_id);

/* Forget which ticks are released. */
void slot_class_clear(struct slot_class *k, size_t nwords);

size_t slot_classes_bytes(const struct slot_classes *cs, size_t nwords);
void slot_classes_done(struct slot_classes *cs);
