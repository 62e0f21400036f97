/* office_canonical.h - the lists of a file in the one order in which they are written out. */
#pragma once

#include <jansson.h>

/*
 * Responsibilities: one entry per contact person, range and municipalities, in
 * the order of the persons, with its services in the order of the services.
 */
void responsibilities_group(json_t *office);

/* Weekly hours and closures, municipalities by name, common services by slug; closures as whole
 * days where they are. */
void lists_sort(json_t *document);
