/* accept.h - what a client says it takes: Accept, Accept-Encoding (RFC 9110 12.5). */
#pragma once

#include <stdbool.h>

/* Is the token ("br", "text/html") in the list, and not with q=0?  Wildcards do
 * not count.  header may be NULL. */
bool accept_names(const char *header, const char *token);
