/* office_shape.h - the members of authority files and office files, as tables. */
#pragma once

#include "lib/json_shape.h"

extern const struct shape AUTHORITY_SHAPE, OFFICE_SHAPE;

/* https://..., http://... or /...: where pages may lead to. */
bool link_valid(const char *text);

extern const char AUTHORITY_FORMAT[], OFFICE_FORMAT[];
