/* mail_address.c - which mail addresses this service writes to. */
#include "lib/mail_address.h"

#include <stddef.h>
#include <string.h>

enum { ADDRESS_MAX_BYTES = 254, LOCAL_MAX_BYTES = 64, LABEL_MAX_BYTES = 63 };

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* atext of RFC 5322 3.2.3. */
static bool is_atext(char c)
{
	return is_alphanumeric(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_dot_atom(const char *s, size_t len)
{
	if (len == 0 || len > LOCAL_MAX_BYTES || s[0] == '.' || s[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_atext(s[i]) && !(s[i] == '.' && s[i - 1] != '.'))
			return false;
	}
	return true;
}

static bool is_label(const char *s, size_t len)
{
	if (len == 0 || len > LABEL_MAX_BYTES || s[0] == '-' || s[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_alphanumeric(s[i]) && s[i] != '-')
			return false;
	}
	return true;
}

static bool is_host(const char *s)
{
	size_t labels = 0;

	if (strcmp(s, "localhost") == 0)
		return true;
	for (;; s++) {
		size_t len = strcspn(s, ".");

		if (!is_label(s, len))
			return false;
		labels++;
		s += len;
		if (!*s)
			return labels > 1;
	}
}

bool mail_address_valid(const char *address)
{
	const char *at = strchr(address, '@');

	return at && strlen(address) <= ADDRESS_MAX_BYTES &&
	       is_dot_atom(address, (size_t)(at - address)) && is_host(at + 1);
}
