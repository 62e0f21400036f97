/* setting.h - what an office may set itself or inherit, as one table. */
#pragma once

#include "lib/field.h"
#include "server/wording.h"

enum setting_kind {
	SETTING_MINUTES, /* typed with a unit: NAME_unit */
	SETTING_NUMBER,
	SETTING_CLOCK, /* "08:00" */
	SETTING_CHOICE,
	SETTING_YES_NO,
	SETTING_PHONE,
	SETTING_EMAIL,
	SETTING_LANGUAGES, /* some of the authority's */
};

struct setting {
	const char *name;  /* of the column, the field, and its texts staff.setting.NAME */
	const char *group; /* staff.setting_group.GROUP */
	enum setting_kind kind;
	long long min, max;
	const char *count; /* text that says a number */
};

/* By group; ends with a row without name. */
extern const struct setting SETTINGS[];

/* "email", "phone" ...; NULL behind the last. */
extern const char *const CONTACT_CHOICES[];
extern const char *const YES_NO[];
extern const char *const UNITS[];

/* The value where no office sets one; a new reference, JSON null when there is none. */
json_t *setting_default(const struct setting *s, const struct authority *a);

/* "24 Stunden"; of NULL or JSON null "–". */
json_t *setting_text(const struct wording *w, const struct setting *s, const json_t *value);

/* "staff.setting.NAME" in words. */
json_t *setting_label(const struct wording *w, const struct setting *s);

/* The unit minutes are best shown in, and how many of it. */
const char *minutes_unit(long long minutes, long long *count);

/* What was typed: a new reference, NULL for nothing, or for something wrong, which is noted. */
json_t *setting_read(const struct wording *w, const struct setting *s, struct fields *f,
		     json_t *body);
