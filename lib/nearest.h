/* nearest.h - which of some names was meant by one that was mistyped. */
#pragma once

/*
 * The name with the fewest letters to change, add or take away; NULL when all
 * are too far off.  `names` ends in NULL.
 */
const char *nearest_text(const char *typed, const char *const *names);
