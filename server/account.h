/* account.h - the commands "account ...": who may sign in. */
#pragma once

#include "server/config.h"

/* amtstermin account add EMAIL --name NAME --role ROLE [--office SLUG] [--person SLUG]
 * [--authority SLUG]: prints a link that sets the password, once. */
int account_add(struct config *config, int argc, char **argv);

/* amtstermin account reset-second-factor EMAIL [--authority SLUG]: the phone is lost. */
int account_reset_second_factor(struct config *config, int argc, char **argv);

/* amtstermin account leave-sso EMAIL [--authority SLUG]: it is nobody's at the provider any more.
 */
int account_leave_sso(struct config *config, int argc, char **argv);
