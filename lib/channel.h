/* channel.h - how citizen and contact person meet; a set of channels is a mask of these. */
#pragma once

enum channel {
	CHANNEL_IN_PERSON = 1 << 0,
	CHANNEL_PHONE = 1 << 1,
	CHANNEL_VIDEO = 1 << 2,
};

enum { CHANNELS = 3 };

/* All of them, in the order in which people read them. */
extern const enum channel CHANNEL_LIST[CHANNELS];

/* "in_person", "phone", "video". */
const char *channel_name(enum channel channel);

/* The channel of that name, or 0; NULL is no name. */
unsigned channel_parse(const char *name);
