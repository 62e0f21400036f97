/*
 * password_rule.h - passwords that guessers try first (NIST SP 800-63B section 5.1.1.2).
 *
 * Words that everybody takes, the person's own name and address, rows of the keyboard and runs such
 * as "1234" count for nothing: what is left of the password must be enough by itself.
 */
#pragma once

#include <stdbool.h>

/* Characters that must be left. */
enum { PASSWORD_SUBSTANCE_MIN = 6, PASSWORD_LETTERS_MIN = 5 };

/* own: the person's name, e-mail address and the like, ended by NULL. */
bool password_is_common(const char *password, const char *const own[]);
