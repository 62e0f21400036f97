/* catalogue_read.h - an authority from the document that the statement catalogue made. */
#pragma once

#include "server/catalogue.h"

/* Fill in a zeroed authority.  False and a logged reason when the text cannot be understood;
 * what was filled in by then is for authority_done(). */
bool authority_read(struct authority *a, const char *text);
void authority_done(struct authority *a);
