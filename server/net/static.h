/*
 * static.h - the built files of the browser, from memory.
 *
 * All files of a folder are read at start, with their .gz and .br variants.
 * A name from a client is only ever looked up among them: it never reaches
 * the file system.  Names carry a hash of the content, so what was sent once
 * is good for a year.
 */
#pragma once

#include "server/net/request.h"

struct static_files;

/* The hashed files of the build, with .gz and .br beside, and manifest.json:
 * {"css": "site-X7K2.css", "js": ...}.  NULL and a logged reason when a file cannot be read.  A
 * folder that is not there yet is an empty one: then pages come without styles. */
struct static_files *static_new(const char *folder);
void static_free(struct static_files *s);

/* The build's manifest.json with URLs, {"css": "/static/site-X7K2.css"}; lent. */
const json_t *static_manifest(const struct static_files *s);

/* Answers a GET for "/static/NAME" with that Cache-Control; false, and nothing done, when there is
 * no such file. */
bool static_reply(const struct static_files *s, struct request *rq, const char *name,
		  const char *caching);
