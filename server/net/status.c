/* status.c - the names of status codes (RFC 9110 section 15). */
#include <stddef.h>

#include "server/net/net.h"

// clang-format off
static const struct {
	int status;
	const char *title;
} TITLES[] = {
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{406, "Not Acceptable"},
	{409, "Conflict"},
	{410, "Gone"},
	{413, "Content Too Large"},
	{414, "URI Too Long"},
	{415, "Unsupported Media Type"},
	{422, "Unprocessable Content"},
	{428, "Precondition Required"},
	{429, "Too Many Requests"},
	{500, "Internal Server Error"},
	{503, "Service Unavailable"},
};
// clang-format on

const char *status_title(int status)
{
	for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++) {
		if (TITLES[i].status == status)
			return TITLES[i].title;
	}
	return NULL;
}
