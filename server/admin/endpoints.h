/* endpoints.h - what administrators can ask for. */
#pragma once

#include "server/net/request.h"
