/* channel.h - how citizen and contact person meet; a set of channels is a mask of these. */
#pragma once

enum channel {
	CHANNEL_IN_PERSON = 1 << 0,
	CHANNEL_PHONE = 1 << 1,
	CHANNEL_VIDEO = 1 << 2,
};
