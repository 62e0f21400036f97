/* office_check_hours.c - weekly hours against their rules, and against what is to happen in them.
 */
#include <stdio.h>
#include <string.h>

#include "lib/channel.h"
#include "lib/office_check.h"
#include "lib/weekly_hours.h"

/* Of a contact person, or all of them together. */
struct offered {
	unsigned channels;
	long long longest; /* minutes of the longest window */
};

static unsigned channels_of(const json_t *object)
{
	unsigned mask = 0;
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(object, "channels"), i, item)
		mask |= channel_parse(json_string_value(item));
	return mask;
}

/* 0 when it is no window. */
static int window_minutes(const json_t *hours)
{
	const char *from = member_text(hours, "from"), *to = member_text(hours, "to");
	int begin, end;

	if (!from || !to || !weekly_hours_time_parse(&begin, from) ||
	    !weekly_hours_time_parse(&end, to))
		return 0;
	return end - begin;
}

static bool same_text(const json_t *object, const char *member, const char *text)
{
	const char *own = member_text(object, member);

	return own && text && strcmp(own, text) == 0;
}

/*
 * Rules and references
 */

static void rule_check(const json_t *hours, const char *where, struct findings *f)
{
	const char *rule = member_text(hours, "rule"), *from = member_text(hours, "from"),
		   *to = member_text(hours, "to"), *since = member_text(hours, "valid_from"),
		   *until = member_text(hours, "valid_until");
	struct weekly_hours checked = {0};
	struct problem why;
	char inner[POINTER_SIZE];

	if (!rule || strlen(rule) >= sizeof checked.rrule)
		return;
	snprintf(inner, sizeof inner, "%s/rule", where);
	if (!weekly_hours_rrule_check(rule, &why)) {
		finding_mistake(f, inner, why.code, json_pack("{s:s}", "rule", rule));
		return;
	}
	strcpy(checked.rrule, rule);
	if (!from || !to || !since || !weekly_hours_time_parse(&checked.from_minute, from) ||
	    !weekly_hours_time_parse(&checked.to_minute, to) ||
	    !date_parse(&checked.valid_from, since) ||
	    (until && !date_parse(&checked.valid_until, until)))
		return; /* told already */
	if (!weekly_hours_check(&checked, &why))
		finding_mistake(f, where, why.code, NULL);
}

/* A service counts when the person is responsible for it and the hours are not kept for others. */
static bool is_meant_for(const json_t *office, const json_t *hours, const char *service)
{
	const char *person = member_text(hours, "contact_person");
	const json_t *only = json_object_get(hours, "services");
	size_t i;
	json_t *entry;

	if (json_array_size(only) > 0 && !texts_hold(only, service))
		return false;
	json_array_foreach (json_object_get(office, "responsibilities"), i, entry)
		if (same_text(entry, "contact_person", person) &&
		    texts_hold(json_object_get(entry, "services"), service))
			return true;
	return false;
}

static void use_check(const json_t *office, const json_t *hours, const char *where,
		      struct findings *f)
{
	unsigned channels = channels_of(hours), used = 0;
	size_t i, meant = 0, fitting = 0;
	json_t *service;

	json_array_foreach (json_object_get(office, "services"), i, service) {
		const char *slug = member_text(service, "slug");

		if (!slug || !is_meant_for(office, hours, slug))
			continue;
		meant++;
		used |= channels_of(service);
		fitting += (channels_of(service) & channels) != 0 &&
			   member_number(service, "minutes") <= window_minutes(hours);
	}
	if (meant == 0)
		finding_warning(f, where, "hours_without_service", NULL);
	else if (fitting == 0)
		finding_warning(f, where, "hours_too_short", NULL);
	for (int c = 0; meant > 0 && c < CHANNELS; c++)
		if (channels & ~used & CHANNEL_LIST[c])
			finding_warning(
				f, where, "channel_unused",
				json_pack("{s:s}", "channel", channel_name(CHANNEL_LIST[c])));
	if (window_minutes(hours) > 0 &&
	    member_number(hours, "step_minutes") > window_minutes(hours))
		finding_warning(f, where, "step_too_long", NULL);
}

static void references_check(const json_t *office, const json_t *hours, const char *where,
			     struct findings *f)
{
	const json_t *persons = json_object_get(office, "contact_persons");
	const json_t *services = json_object_get(office, "services");
	const char *person = member_text(hours, "contact_person");
	char inner[POINTER_SIZE];
	size_t i;
	json_t *slug;

	snprintf(inner, sizeof inner, "%s/contact_person", where);
	if (person && !slug_find(persons, person))
		unknown_slug(persons, "unknown_contact_person", person, inner, f);
	else if (person)
		use_check(office, hours, where, f);
	json_array_foreach (json_object_get(hours, "services"), i, slug) {
		snprintf(inner, sizeof inner, "%s/services/%zu", where, i);
		if (json_is_string(slug) && !slug_find(services, json_string_value(slug)))
			unknown_slug(services, "unknown_service", json_string_value(slug), inner,
				     f);
	}
}

static void twice_check(const json_t *list, size_t i, const char *where, struct findings *f)
{
	for (size_t before = 0; before < i; before++) {
		if (!json_equal(json_array_get(list, before), json_array_get(list, i)))
			continue;
		finding_mistake(f, where, "hours_twice", NULL);
		return;
	}
}

/*
 * Persons and services without hours
 */

static void persons_check(const json_t *office, struct findings *f)
{
	char where[POINTER_SIZE];
	size_t i, k;
	json_t *person, *hours;

	json_array_foreach (json_object_get(office, "contact_persons"), i, person) {
		const char *slug = member_text(person, "slug");
		bool found = false;

		json_array_foreach (json_object_get(office, "weekly_hours"), k, hours)
			found = found || same_text(hours, "contact_person", slug);
		snprintf(where, sizeof where, "/contact_persons/%zu", i);
		if (slug && !found)
			finding_warning(f, where, "no_hours",
					json_pack("{s:s}", "contact_person", slug));
	}
}

/* What the hours of all responsible persons offer for the service. */
static struct offered offered_for(const json_t *office, const char *slug)
{
	struct offered offered = {0};
	size_t i;
	json_t *hours;

	json_array_foreach (json_object_get(office, "weekly_hours"), i, hours) {
		if (!is_meant_for(office, hours, slug))
			continue;
		offered.channels |= channels_of(hours);
		if (window_minutes(hours) > offered.longest)
			offered.longest = window_minutes(hours);
	}
	return offered;
}

static void services_check(const json_t *office, struct findings *f)
{
	char where[POINTER_SIZE];
	size_t i;
	json_t *service;

	json_array_foreach (json_object_get(office, "services"), i, service) {
		const char *slug = member_text(service, "slug");
		struct offered offered = slug ? offered_for(office, slug) : (struct offered){0};

		snprintf(where, sizeof where, "/services/%zu", i);
		if (!offered.channels)
			continue; /* nobody has hours for it: told with the persons */
		if (member_number(service, "minutes") + member_number(service, "buffer_minutes") >
		    offered.longest)
			finding_warning(f, where, "service_fits_nowhere",
					json_pack("{s:I}", "minutes", (json_int_t)offered.longest));
		for (int c = 0; c < CHANNELS; c++)
			if (channels_of(service) & ~offered.channels & CHANNEL_LIST[c])
				finding_warning(f, where, "channel_without_hours",
						json_pack("{s:s}", "channel",
							  channel_name(CHANNEL_LIST[c])));
	}
}

void office_hours_check(const json_t *office, struct findings *f)
{
	const json_t *list = json_object_get(office, "weekly_hours");
	char where[POINTER_SIZE];
	size_t i;
	json_t *hours;

	json_array_foreach (list, i, hours) {
		snprintf(where, sizeof where, "/weekly_hours/%zu", i);
		rule_check(hours, where, f);
		references_check(office, hours, where, f);
		twice_check(list, i, where, f);
	}
	persons_check(office, f);
	services_check(office, f);
}
