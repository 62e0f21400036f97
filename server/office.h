/* office.h - the commands that work on office files. */
#pragma once

#include "server/config.h"

/* Each gets what is left of the command line (see struct command in main.c). */
int office_check_command(struct config *config, int argc, char **argv);
int office_import_command(struct config *config, int argc, char **argv);
int office_export_command(struct config *config, int argc, char **argv);
int demo_command(struct config *config, int argc, char **argv);
