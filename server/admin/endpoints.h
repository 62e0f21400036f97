/* endpoints.h - what administrators can ask for. */
#pragma once

#include "server/net/request.h"

handler_fn offices_tree_show;
handler_fn settings_show, settings_save;
