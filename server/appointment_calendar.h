/* appointment_calendar.h - a booking as a calendar entry, for mails and for download. */
#pragma once

#include "lib/icalendar.h"
#include "server/booking.h"

/*
 * manage_url is absolute, or NULL in a mail after the data were erased.  Where the
 * office asks for discretion, neither office nor service is named.  The text is
 * the caller's; NULL and a problem when a value cannot be written.
 */
char *appointment_calendar(const struct wording *w, const struct booking *b,
			   enum icalendar_method method, const char *manage_url,
			   struct problem *why);
