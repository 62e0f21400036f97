/* booking_new_page.c - what is asked when staff book for somebody, and the page that asks it. */
#include <string.h>

#include "lib/cleanup.h"
#include "lib/form.h"
#include "server/picks.h"
#include "server/questions.h"
#include "server/staff/booking_new.h"
#include "server/tenant.h"
#include "server/text.h"

static const char EVERYBODY[] = "all";

/*
 * Reading step 1
 */

/* The service's own, or the first it has: the page cannot know before the service is chosen. */
static enum channel channel_read(const struct service *s, struct fields *f)
{
	const char *name = fields_text(f, "channel", FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);
	int channel = name ? channel_parse(name) : 0;

	if (channel > 0 && s->channels & (unsigned)channel)
		return (enum channel)channel;
	for (int i = 0; i < CHANNELS; i++)
		if (s->channels & CHANNEL_LIST[i])
			return CHANNEL_LIST[i];
	return CHANNEL_IN_PERSON;
}

static void responsible_read(struct desk *d, bool strict)
{
	enum responsibility_answer answer =
		times_responsible(&d->query, d->surname, false, d->municipality);
	const char *field = answer == RESPONSIBLE_NEED_MUNICIPALITY ? "municipality" : "surname";

	if (answer == RESPONSIBLE || answer == RESPONSIBLE_NOBODY)
		return;
	choice_everybody(&d->query);
	d->unclear = strict;
	if (strict)
		fields_wrong(d->f, field,
			     answer == RESPONSIBLE_NEED_MORE_LETTERS ? FIELD_MORE_LETTERS
								     : FIELD_EMPTY);
}

/* Who is responsible, everybody, or one person by name. */
static void persons_read(struct desk *d, bool strict)
{
	const struct contact_person *p;

	d->whom = fields_text(d->f, "whom", FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);
	if (!d->whom) {
		responsible_read(d, strict);
		return;
	}
	choice_everybody(&d->query);
	p = choice_person(&d->query, d->whom);
	if (p)
		choice_only(&d->query, p);
	else if (strcmp(d->whom, EVERYBODY) != 0)
		fields_wrong(d->f, "whom", FIELD_NOT_A_CHOICE);
}

void desk_read_what(struct desk *d, const struct session *s, bool strict)
{
	struct fields *f = d->f;
	const char *service = fields_text(f, "service", strict ? FIELD_OPTIONAL : FIELD_REQUIRED,
					  FIELD_NAME_MAX_CHARACTERS);
	const char *key =
		fields_text(f, "municipality", FIELD_OPTIONAL, FIELD_LETTERS_MAX_CHARACTERS);

	d->can_overbook = session_may(s, RIGHT_BOOKINGS, d->office, 0);
	d->surname = fields_letters(f, "surname", FIELD_OPTIONAL);
	d->municipality = key ? authority_municipality(d->w.authority, key) : NULL;
	if (key && !d->municipality)
		fields_wrong(f, "municipality", FIELD_NOT_A_CHOICE);
	fields_date(f, "from", FIELD_OPTIONAL, &d->from);
	if (!service)
		return;
	d->service = office_service(d->office, service);
	if (!d->service) {
		fields_wrong(f, "service", FIELD_NOT_A_CHOICE);
		return;
	}
	d->query = (struct times_query){
		.service = d->service,
		.channel = channel_read(d->service, f),
		.now = time(NULL),
		.desk = true,
	};
	persons_read(d, strict);
	choice_narrow(&d->query, s);
	if (!d->office->live)
		d->query.npersons = 0;
}

/*
 * The page
 */

static json_t *services_json(const struct desk *d)
{
	json_t *services = json_array();
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(d->office, i)); i++)
		json_array_append_new(
			services,
			option_json(s->slug, word_of(&d->w, s->texts, "name"), s == d->service));
	return services;
}

static json_t *channels_json(const struct desk *d)
{
	unsigned offered = d->service ? d->service->channels : 0;
	json_t *choices = json_array();
	const struct service *s;

	for (size_t i = 0; !d->service && (s = office_service_at(d->office, i)); i++)
		offered |= s->channels;
	for (int i = 0; i < CHANNELS; i++) {
		json_auto_t *shape = json_object();
		enum channel channel = CHANNEL_LIST[i];
		bool first = json_array_size(choices) == 0;

		if (!(offered & channel))
			continue;
		shape_channel(shape, &d->w, channel);
		json_array_append_new(
			choices,
			choice_json(channel_name(channel),
				    json_incref(json_object_get(shape, "channel_text")),
				    d->service ? channel == d->query.channel : first, first));
	}
	return choices;
}

/* Where a responsibility is limited to some: of the service, or, before it is chosen, of any. */
static json_t *municipalities_json(const struct desk *d)
{
	const struct authority *a = d->w.authority;
	bool asked = d->service && d->service->asks.municipality;
	json_t *options = json_array();
	const struct service *s;

	for (size_t i = 0; !d->service && (s = office_service_at(d->office, i)); i++)
		asked |= s->asks.municipality;
	if (!asked)
		return options;
	json_array_append_new(options, option_json("", json_string("–"), !d->municipality));
	for (size_t i = 0; i < a->nmunicipalities; i++)
		json_array_append_new(options,
				      option_json(a->municipalities[i].key,
						  json_string(a->municipalities[i].name),
						  d->municipality == &a->municipalities[i]));
	return options;
}

static json_t *whoms_json(const struct desk *d)
{
	const struct wording *w = &d->w;
	struct times_query all = d->query;
	json_t *options = json_array();
	const char *whom = d->whom ? d->whom : "";

	json_array_append_new(
		options, option_json("", word_text(w, "staff.whom.responsible", NULL), !*whom));
	json_array_append_new(options, option_json(EVERYBODY, word_text(w, "staff.whom.all", NULL),
						   strcmp(whom, EVERYBODY) == 0));
	if (!d->service)
		return options;
	choice_everybody(&all);
	for (size_t i = 0; i < all.npersons; i++) {
		const struct contact_person *p = &w->authority->persons[all.persons[i]];

		json_array_append_new(options, option_json(p->slug, json_string(p->name),
							   strcmp(whom, p->slug) == 0));
	}
	return options;
}

static bool is_desk_person(const struct desk *d, const struct contact_person *p)
{
	struct times_query all = d->query;

	if (p->office == d->office)
		return true;
	if (!d->service)
		return false;
	choice_everybody(&all);
	return choice_person(&all, p->slug) == p;
}

const struct contact_person *desk_person(const struct desk *d, const char *slug)
{
	const struct authority *a = d->w.authority;

	for (size_t i = 0; i < a->npersons; i++)
		if (strcmp(a->persons[i].slug, slug) == 0 && is_desk_person(d, &a->persons[i]))
			return &a->persons[i];
	return NULL;
}

static json_t *persons_json(const struct desk *d, const char *selected)
{
	const struct authority *a = d->w.authority;
	json_t *persons = json_array();

	for (size_t i = 0; d->can_overbook && i < a->npersons; i++) {
		const struct contact_person *p = &a->persons[i];

		if (is_desk_person(d, p))
			json_array_append_new(
				persons,
				json_pack("{s:s, s:s, s:b}", "slug", p->slug, "name", p->name,
					  "selected", selected && strcmp(selected, p->slug) == 0));
	}
	return persons;
}

static json_t *confirmations_json(const struct desk *d)
{
	static const char *const WAYS[] = {"letter", "email", "none"};
	const char *chosen = d->confirmation ? d->confirmation : WAYS[0];
	json_t *choices = json_array();

	for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
		str_auto_t *key = text_format("staff.confirmation.%s", WAYS[i]);

		json_array_append_new(choices, choice_json(WAYS[i], word_text(&d->w, key, NULL),
							   strcmp(chosen, WAYS[i]) == 0, i == 0));
	}
	return choices;
}

/* What decided, for the hidden fields of the second form. */
static json_t *asked_json(const struct desk *d)
{
	if (!d->service)
		return json_null();
	return json_pack("{s:s, s:o, s:o, s:s}", "service", d->service->slug, "surname",
			 word_or_null(d->surname), "municipality",
			 word_or_null(d->municipality ? d->municipality->key : NULL), "channel",
			 channel_name(d->query.channel));
}

static json_t *more_url(const struct desk *d, struct date from)
{
	char date[DATE_TEXT_SIZE];
	buffer_auto_t url = {0};

	if (from.year == 0)
		return json_null();
	date_format(date, from);
	buffer_printf(&url, "/staff/%s/bookings/new?service=%s&channel=%s&from=%s", d->office->slug,
		      d->service->slug, channel_name(d->query.channel), date);
	if (d->surname) {
		buffer_puts(&url, "&surname=");
		form_encode(&url, d->surname);
	}
	if (d->municipality)
		buffer_printf(&url, "&municipality=%s", d->municipality->key);
	if (d->whom) {
		buffer_puts(&url, "&whom=");
		form_encode(&url, d->whom);
	}
	return json_sprintf("%s%s#times", url.data, d->w.lang_amp);
}

static void shape_times(json_t *document, struct request *rq, const struct desk *d,
			const json_t *values)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	bool searched = d->service && !d->unclear;
	struct date next = {0};

	json_object_set_new(document, "searched", json_boolean(searched));
	json_object_set_new(document, "days", json_array());
	if (searched)
		next = choice_days(document, &d->w, &d->query, calendars,
				   d->from.year ? d->from : (struct date){1, 1, 1},
				   json_string_value(json_object_get(values, "time")),
				   d->taken ? &d->choice : NULL);
	json_object_set_new(document, "more_url", more_url(d, next));
	json_object_set_new(document, "why_url",
			    json_sprintf("/staff/%s/why%s", d->office->slug, d->w.lang_query));
	json_object_set_new(document, "taken", json_boolean(d->taken));
}

static bool is_filled(const json_t *values, const char *name)
{
	const char *text = json_string_value(json_object_get(values, name));

	return text && *text;
}

/* As it was typed, also where it is wrong. */
static json_t *typed(const struct desk *d, const char *field)
{
	const char *text = json_string_value(json_object_get(fields_values(d->f), field));

	return word_or_null(text && *text ? text : NULL);
}

json_t *desk_document(struct request *rq, const struct desk *d, json_t *values)
{
	json_t *document = json_object(), *municipalities = municipalities_json(d);
	const char *person = json_string_value(json_object_get(values, "overbook_contact_person"));
	bool open = d->overbook || is_filled(values, "overbook_date") ||
		    is_filled(values, "overbook_time");

	json_object_set_new(document, "token", json_string(d->token));
	json_object_set_new(document, "services", services_json(d));
	json_object_set_new(document, "channels", channels_json(d));
	json_object_set_new(document, "has_municipalities",
			    json_boolean(json_array_size(municipalities) > 0));
	json_object_set_new(document, "municipalities", municipalities);
	json_object_set_new(document, "whoms", whoms_json(d));
	json_object_set_new(document, "surname", typed(d, "surname"));
	json_object_set_new(document, "from_input",
			    d->from.year ? word_date(&d->w, DATE_SHORT, d->from)
					 : typed(d, "from"));
	questions_shape(document, &d->w, d->service, values);
	shape_times(document, rq, d, values);
	json_object_set_new(document, "can_overbook", json_boolean(d->can_overbook));
	json_object_set_new(document, "overbook_open", json_boolean(open));
	json_object_set_new(document, "contact_persons", persons_json(d, person));
	json_object_set_new(document, "asked", asked_json(d));
	json_object_set_new(document, "confirmations", confirmations_json(d));
	json_object_set_new(document, "values",
			    values ? json_incref(values)
				   : json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}",
					       "given_name", "", "family_name", "", "email", "",
					       "phone", "", "note", "", "overbook_date", "",
					       "overbook_time", "", "overbook", 0));
	return document;
}
