/* deep_link.c - addresses that stay: how other sites lead to a service. */
#include "server/deep_link.h"

#include <string.h>

#include "lib/form.h"

struct deep_link_place deep_link_place(const struct authority *a, const char *key)
{
	struct deep_link_place place = {0};
	char ags[AGS_SIZE];

	if (!key || !*key)
		return place;
	place.elsewhere = true;
	if (!region_key_read(ags, key))
		return place;
	place.municipality = authority_municipality(a, ags);
	if (place.municipality)
		place.elsewhere = false;
	for (size_t i = 0; region_key_is_county(ags) && i < a->nmunicipalities; i++)
		if (strncmp(a->municipalities[i].key, ags, COUNTY_DIGITS) == 0)
			place.elsewhere = false;
	return place;
}

bool deep_link_serves(const struct service *s, const struct municipality *m)
{
	if (!m || s->nresponsibilities == 0)
		return true;
	for (size_t i = 0; i < s->nresponsibilities; i++) {
		const struct responsibility *r = &s->responsibilities[i];

		if (r->municipality_count == 0)
			return true;
		for (size_t k = 0; k < r->municipality_count; k++)
			if (strcmp(r->municipalities[k], m->key) == 0)
				return true;
	}
	return false;
}

size_t deep_link_find(const struct service **out, size_t max, const struct authority *a,
		      const char *leika, const struct municipality *m)
{
	size_t n = 0;

	for (size_t i = 0; i < a->nservices && n < max; i++) {
		const struct service *s = &a->services[i];

		if (s->office->live && s->leika && strcmp(s->leika, leika) == 0 &&
		    deep_link_serves(s, m))
			out[n++] = s;
	}
	return n;
}

void deep_link_county(char ars[ARS_SIZE], const struct authority *a)
{
	*ars = '\0';
	if (a->nmunicipalities > 0)
		region_key_county(ars, a->municipalities[0].key);
}

static bool leads_there_alone(const struct service *s, const struct municipality *m)
{
	const struct service *found[2];
	size_t n = s->leika ? deep_link_find(found, 2, s->office->authority, s->leika, m) : 0;

	return n == 1 && found[0] == s;
}

static void put_parameter(struct buffer *url, char *joint, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	buffer_printf(url, "%c%s=", *joint, name);
	form_encode(url, value);
	*joint = '&';
}

void deep_link_put(struct buffer *url, const struct service *s, const struct municipality *m,
		   const char *language, const char *back)
{
	bool by_leika = leads_there_alone(s, m);
	char joint = '?', county[ARS_SIZE] = "";

	if (by_leika) {
		buffer_printf(url, "/l/%s", s->leika);
		deep_link_county(county, s->office->authority);
	} else {
		buffer_printf(url, "/l/%s/%s", s->office->slug, s->slug);
	}
	if (m)
		put_parameter(url, &joint, "ags", m->key);
	else
		put_parameter(url, &joint, "ars", county);
	put_parameter(url, &joint, "lang", language);
	put_parameter(url, &joint, "return", back);
}
