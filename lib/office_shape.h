/* office_shape.h - the members of authority files and office files, as tables. */
#pragma once

#include "lib/json_shape.h"

extern const struct shape AUTHORITY_SHAPE, OFFICE_SHAPE;

extern const char AUTHORITY_FORMAT[], OFFICE_FORMAT[];
