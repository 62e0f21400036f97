/* mail_address.h - which mail addresses this service writes to. */
#pragma once

#include <stdbool.h>

/*
 * True for an ASCII addr-spec that needs no quoting in a header, in SMTP or
 * in a mailto: of a calendar: a dot-atom of at most 64 bytes, '@', a host name
 * of at least two labels (or localhost), 254 bytes in all (RFC 5321 4.1.2 and
 * 4.5.3.1, RFC 3696 erratum 1690).  Quoted local parts, address literals and
 * non-ASCII addresses (RFC 6531) are refused.
 */
bool mail_address_valid(const char *address);
