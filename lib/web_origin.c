/* web_origin.c - sites as lists of those allowed name them. */
#include "lib/web_origin.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char HTTPS[] = "https://", HTTP[] = "http://";
static const char HOST[] = "abcdefghijklmnopqrstuvwxyz0123456789.-", DIGITS[] = "0123456789";
static const char ADDRESS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			      "-._~:/?#[]@!$&'()*+,;=%";

enum { PORT_DIGITS_MAX = 5 };

static bool is_here(const char *host, size_t len)
{
	static const char *const HERE[] = {"localhost", "127.0.0.1"};

	for (size_t i = 0; i < sizeof HERE / sizeof *HERE; i++)
		if (strlen(HERE[i]) == len && strncmp(HERE[i], host, len) == 0)
			return true;
	return false;
}

/* "HOST" or "HOST:PORT" and nothing behind it. */
static bool host_is_right(const char *host, bool here_only)
{
	size_t len = strspn(host, HOST), digits;

	if (len == 0 || host[0] == '.' || host[0] == '-' || host[len - 1] == '.')
		return false;
	if (here_only && !is_here(host, len))
		return false;
	if (!host[len])
		return true;
	digits = strspn(host + len + 1, DIGITS);
	return host[len] == ':' && digits > 0 && digits <= PORT_DIGITS_MAX &&
	       !host[len + 1 + digits];
}

bool web_origin_read(char out[WEB_ORIGIN_SIZE], const char *text)
{
	size_t len = strlen(text);

	if (len > 0 && text[len - 1] == '/')
		len--;
	if (len >= WEB_ORIGIN_SIZE)
		return false;
	for (size_t i = 0; i < len; i++)
		out[i] = (char)tolower((unsigned char)text[i]);
	out[len] = '\0';
	if (strncmp(out, HTTPS, sizeof HTTPS - 1) == 0)
		return host_is_right(out + sizeof HTTPS - 1, false);
	return strncmp(out, HTTP, sizeof HTTP - 1) == 0 &&
	       host_is_right(out + sizeof HTTP - 1, true);
}

bool web_origin_has(const char *origin, const char *url)
{
	size_t len = strlen(origin);

	return strncasecmp(url, origin, len) == 0 && strchr("/?#", url[len]) &&
	       strspn(url, ADDRESS) == strlen(url);
}
