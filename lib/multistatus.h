/*
 * multistatus.h - the calendars in the answer of a CalDAV server (RFC 4791 section 7.8).
 *
 * Only what calendar-data elements hold is looked for; whatever else there is in the XML is
 * passed over, entities that a document type declares are not known.
 */
#pragma once

#include <stdbool.h>

#include "lib/buffer.h"

/* Whether the text is a multistatus at all. */
bool multistatus_is(const char *xml);

/* The next calendar-data from *at on, decoded, into `out`; *at goes behind it.  False when there is
 * none, or the text ends within. */
bool multistatus_next(const char **at, struct buffer *out);
