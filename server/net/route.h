/* route.h - everything the product can do, as one table. */
#pragma once

#include "server/net/request.h"

/* Ended by an empty row. */
extern const struct route ROUTES[];
