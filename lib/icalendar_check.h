/*
 * icalendar_check.h - what may be written into a calendar.
 *
 * libical escapes TEXT and parameters, but writes addresses and URIs as they
 * are: a line break in one would become a property of the sender's choice.
 */
#pragma once

#include "lib/icalendar.h"

/* The event is checked as it would be written with `method`. */
bool icalendar_check(const struct icalendar_event *event, enum icalendar_method method,
		     struct problem *why);

bool icalendar_check_feed(const struct icalendar_feed *feed, struct problem *why);
