/* words.c - what the pages of one's own account say. */
#include "server/staff_words.h"

#include "lib/cleanup.h"
#include "lib/user_agent.h"
#include "server/text.h"

json_t *word_role(const struct wording *w, enum role role)
{
	str_auto_t *key = text_format("staff.role.%s", role_name(role));

	return word_text(w, key, NULL);
}

json_t *word_since(const struct wording *w, time_t t)
{
	return word_text(w, "staff.since",
			 json_pack("{s:o}", "date", word_day_of(w, DATE_SHORT, t)));
}

json_t *word_device(const struct wording *w, const char *user_agent)
{
	const char *browser = user_agent_browser(user_agent),
		   *system = user_agent_system(user_agent);

	if (browser && system)
		return word_text(w, "staff.device.both",
				 json_pack("{s:s, s:s}", "browser", browser, "system", system));
	if (browser || system)
		return json_string(browser ? browser : system);
	return word_text(w, "staff.device.unknown", NULL);
}

json_t *word_named(const struct wording *w, const char *key, const char *name)
{
	str_auto_t *whole = text_format("%s.%s", key, name);

	return word_text(w, whole, NULL);
}
