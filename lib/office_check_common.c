/* office_check_common.c - an office's services that are made of the authority's common ones. */
#include <stdint.h>
#include <stdio.h>

#include "lib/cleanup.h"
#include "lib/office_check.h"

static void missing(struct findings *f, const char *where, const char *name, const char *wanted)
{
	finding_mistake(f, where, "missing",
			json_pack("{s:s, s:s}", "name", name, "wanted", wanted));
}

/* Wherever a service says something, it has a name. */
static void names_check(const json_t *service, const char *list, size_t i, struct findings *f)
{
	json_t *own;
	const char *language;
	char where[POINTER_SIZE];

	json_object_foreach (json_object_get(service, "texts"), language, own) {
		snprintf(where, sizeof where, "/%s/%zu/texts/%.20s", list, i, language);
		if (json_is_object(own) && !json_object_get(own, "name"))
			missing(f, where, "name", "name");
	}
}

void common_services_check(const json_t *authority, struct findings *f)
{
	const json_t *services = json_object_get(authority, "common_services");
	size_t i;
	json_t *service;

	twice_named_check(services, "/common_services", "slug", f);
	json_array_foreach (services, i, service)
		names_check(service, "common_services", i, f);
}

/* What has no common service says all itself. */
static void own_check(const json_t *service, size_t i, struct findings *f)
{
	char where[POINTER_SIZE];

	snprintf(where, sizeof where, "/services/%zu", i);
	if (json_is_object(service) && !json_object_get(service, "texts"))
		missing(f, where, "texts", "service_texts");
	names_check(service, "services", i, f);
}

static void common_check(const json_t *service, size_t i, const json_t *commons, struct findings *f)
{
	const char *slug = member_text(service, "common");
	char where[POINTER_SIZE];

	snprintf(where, sizeof where, "/services/%zu/leika", i);
	if (json_object_get(service, "leika"))
		finding_mistake(f, where, "leika_of_common", NULL);
	snprintf(where, sizeof where, "/services/%zu/common", i);
	if (slug && commons && !slug_find(commons, slug))
		unknown_slug(commons, "unknown_common_service", slug, where, f);
}

void office_commons_check(const json_t *office, const json_t *authority, struct findings *f)
{
	json_auto_t *none = json_array();
	const json_t *known = json_object_get(authority, "common_services");
	const json_t *commons = known || !authority ? known : none;
	size_t i;
	json_t *service;

	json_array_foreach (json_object_get(office, "services"), i, service) {
		if (json_object_get(service, "common"))
			common_check(service, i, commons, f);
		else
			own_check(service, i, f);
	}
}

/* Per language and text: the own one where there is one, else the common one. */
static json_t *texts_over(const json_t *common, json_t *own)
{
	json_t *texts = common ? json_deep_copy(common) : json_object(), *below, *over;
	const char *language;

	json_object_foreach (own, language, over) {
		below = json_object_get(texts, language);
		if (json_is_object(below) && json_is_object(over))
			json_object_update(below, over);
		else
			json_object_set(texts, language, over);
	}
	return texts;
}

json_t *office_with_commons(const json_t *office, const json_t *authority)
{
	const json_t *commons = json_object_get(authority, "common_services");
	json_t *whole = json_deep_copy(office), *service, *own;
	size_t i;

	json_array_foreach (json_object_get(whole, "services"), i, service) {
		const json_t *common = slug_find(commons, member_text(service, "common"));

		own = json_object_get(service, "texts");
		if (common && (!own || json_is_object(own)))
			json_object_set_new(service, "texts",
					    texts_over(json_object_get(common, "texts"), own));
	}
	return whole;
}
