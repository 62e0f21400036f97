/* account.h - the command "account add": who may sign in first. */
#pragma once

#include "server/config.h"

/* amtstermin account add EMAIL --name NAME --role ROLE [--office SLUG] [--person SLUG]
 * [--authority SLUG]: prints a link that sets the password, once. */
int account_add(struct config *config, int argc, char **argv);
