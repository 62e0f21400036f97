/* delivery.h - what became of a mail. */
#pragma once

enum delivery {
	DELIVERY_DONE,        /* the mail server has taken it */
	DELIVERY_LATER,       /* not now (4xx): try again, ever later */
	DELIVERY_UNREACHABLE, /* no mail server to talk to: nothing is wrong with the mail */
	DELIVERY_REFUSED,     /* never (5xx for this recipient or this mail) */
};

/* error is for last_error and the log: one short line without personal data, "" when done. */
typedef void delivery_fn(void *ctx, enum delivery what, const char *error);
