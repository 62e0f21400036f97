/* mime_check.h - what may be written into a mail. */
#pragma once

#include "lib/mime.h"

bool mime_check(const struct mail *mail, struct problem *why);
