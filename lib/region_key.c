/* region_key.c - the keys by which portals name a municipality or a county. */
#include "lib/region_key.h"

#include <stdio.h>
#include <string.h>

enum { MUNICIPALITY_DIGITS = AGS_DIGITS - COUNTY_DIGITS };

bool region_key_read(char ags[AGS_SIZE], const char *text)
{
	size_t len = strlen(text);

	if ((len != AGS_DIGITS && len != ARS_DIGITS) || strspn(text, "0123456789") != len)
		return false;
	snprintf(ags, AGS_SIZE, "%.*s%s", COUNTY_DIGITS, text, text + len - MUNICIPALITY_DIGITS);
	return true;
}

bool region_key_is_county(const char *ags)
{
	return strcmp(ags + COUNTY_DIGITS, "000") == 0;
}

void region_key_county(char ars[ARS_SIZE], const char *ags)
{
	snprintf(ars, ARS_SIZE, "%.*s0000000", COUNTY_DIGITS, ags);
}
