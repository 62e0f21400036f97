/*
 * knowledge.h - what this process knows of the authorities.
 *
 * Read when it is needed and is no longer what the database has: a mail is never
 * written from a catalogue older than itself.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "server/catalogue.h"
#include "server/db/pool.h"

struct knowledge;

/* authorities: comma-separated slugs, "" for all; borrowed. */
struct knowledge *knowledge_new(struct db *db, const char *authorities);

/* After the db has been freed. */
void knowledge_free(struct knowledge *k);

/* Whether the authority is known as transaction changed_in (NULL: none) left it. */
bool knowledge_is_current(const struct knowledge *k, int64_t authority_id, const char *changed_in);

/* Read everything; not while a reading is under way.  done() hears whether it worked. */
void knowledge_read(struct knowledge *k, void (*done)(void *ctx, bool ok), void *ctx);

/* NULL when it is not known.  Lent until the next reading. */
const struct authority *knowledge_authority(const struct knowledge *k, int64_t authority_id);
