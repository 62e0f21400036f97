/*
 * mail_files.h - mails as .eml files in a folder, for want of a mail server.
 *
 * One file per mail, named after its Message-ID: a repeat takes the place of
 * the first.  A file is there whole or not at all.
 */
#pragma once

#include "server/jobs/delivery.h"
#include "server/jobs/mail.h"

/* Makes the folder DATA/mail where there is none.  Says DONE or UNREACHABLE at once. */
void mail_file_write(const char *data, const struct mail_post *post, delivery_fn *done, void *ctx);
