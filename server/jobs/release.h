/* release.h - weekly hours become slots, through the horizon and at every change. */
#pragma once

#include "server/jobs/chore.h"

/* A chore_run_fn: rules that are due, a good many at a time. */
void release_run(struct chore *c);
