/* series.h - closures that recur go on for as long as nobody ends them. */
#pragma once

#include "server/jobs/chore.h"

chore_run_fn series_run;
