/* channel.c - how citizen and contact person meet. */
#include "lib/channel.h"

#include <string.h>

const enum channel CHANNEL_LIST[CHANNELS] = {CHANNEL_IN_PERSON, CHANNEL_PHONE, CHANNEL_VIDEO};

const char *channel_name(enum channel channel)
{
	switch (channel) {
	case CHANNEL_IN_PERSON:
		return "in_person";
	case CHANNEL_PHONE:
		return "phone";
	case CHANNEL_VIDEO:
		return "video";
	}
	return "";
}

unsigned channel_parse(const char *name)
{
	for (int i = 0; name && i < CHANNELS; i++)
		if (strcmp(channel_name(CHANNEL_LIST[i]), name) == 0)
			return CHANNEL_LIST[i];
	return 0;
}
