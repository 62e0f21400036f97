/*
 * region_key.h - the keys by which portals name a municipality or a county.
 *
 * The ARS (Amtlicher Regionalschluessel) has 12 digits: state 2, district 1, county 2,
 * association of municipalities 4, municipality 3.  The AGS has 8: the same without the
 * association.
 */
#pragma once

#include <stdbool.h>

enum {
	AGS_DIGITS = 8,
	ARS_DIGITS = 12,
	COUNTY_DIGITS = 5,
	AGS_SIZE = AGS_DIGITS + 1,
	ARS_SIZE = ARS_DIGITS + 1,
};

/* The AGS of an ARS or AGS; false when it is neither. */
bool region_key_read(char ags[AGS_SIZE], const char *text);

/* Names the county as a whole: no municipality in it. */
bool region_key_is_county(const char *ags);

/* The ARS of the county that a municipality's AGS lies in. */
void region_key_county(char ars[ARS_SIZE], const char *ags);
