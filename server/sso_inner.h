/* sso_inner.h - what the files of server/sso.h share. */
#pragma once

#include "lib/buffer.h"
#include "server/sso_provider.h"

struct sso {
	const struct config *config;
	struct sso_provider *provider;
	char *secret; /* NULL: this program has none at the provider */
	json_t *groups;
};
