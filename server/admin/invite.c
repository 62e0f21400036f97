/* invite.c - giving somebody a role. */
#include "server/admin/invite.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/secret.h"
#include "lib/slug.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff_words.h"

enum { PERSON_MAX_CHARACTERS = 2 * SLUG_MAX_CHARACTERS + 1 };

const char *const INVITE_ROLES[] = {"front_desk", "contact_person", "office_manager",
				    "administrator", NULL};

static const char NEW_PERSON[] = "new";

/*
 * What the form says
 */

void invite_read_person(struct accounts *a, struct invite *i)
{
	i->name = fields_name(a->f, "name", FIELD_REQUIRED);
	i->email = fields_email(a->f, "email", FIELD_REQUIRED);
}

bool invite_needs_person(const struct invite *i)
{
	return i->role && strcmp(i->role, role_name(ROLE_CONTACT_PERSON)) == 0;
}

static bool is_whole(const struct invite *i)
{
	return i->role && strcmp(i->role, role_name(ROLE_ADMINISTRATOR)) == 0;
}

static bool may_give(struct request *rq, const struct office *o)
{
	return session_may(staff_session(rq), o ? RIGHT_OFFICE : RIGHT_AUTHORITY, o, 0);
}

/* "wohngeld/keller" */
static const struct contact_person *person_named(const struct authority *a, const char *value)
{
	const char *slash = strchr(value, '/');

	for (size_t n = 0; slash && n < a->npersons; n++) {
		const struct contact_person *p = &a->persons[n];

		if (strcmp(p->slug, slash + 1) == 0 &&
		    strlen(p->office->slug) == (size_t)(slash - value) &&
		    strncmp(p->office->slug, value, (size_t)(slash - value)) == 0)
			return p;
	}
	return NULL;
}

static void person_read(struct accounts *a, struct invite *i, const char *value)
{
	if (!value) {
		fields_wrong(a->f, "contact_person", FIELD_EMPTY);
		return;
	}
	if (strcmp(value, NEW_PERSON) == 0)
		return;
	i->person = person_named(a->w.authority, value);
	if (!i->person || (i->office && i->person->office != i->office))
		fields_wrong(a->f, "contact_person", FIELD_NOT_A_CHOICE);
	else
		i->office = i->person->office;
}

void invite_read_grant(struct request *rq, struct accounts *a, struct invite *i)
{
	const char *slug, *person;

	i->role = fields_choice(a->f, "role", FIELD_REQUIRED, INVITE_ROLES);
	slug = fields_text(a->f, "for", FIELD_OPTIONAL, SLUG_MAX_CHARACTERS);
	person = fields_text(a->f, "contact_person", FIELD_OPTIONAL, PERSON_MAX_CHARACTERS);
	if (!i->role)
		return;
	if (is_whole(i)) {
		if (!may_give(rq, NULL))
			fields_wrong(a->f, "role", FIELD_NOT_A_CHOICE);
		return;
	}
	i->office = slug ? staff_office_named(rq, slug) : NULL;
	if (slug && (!i->office || !may_give(rq, i->office)))
		fields_wrong(a->f, "for", FIELD_NOT_A_CHOICE);
	if (invite_needs_person(i))
		person_read(a, i, person);
	if (!i->office)
		fields_wrong(a->f, "for", FIELD_EMPTY);
	else if (!may_give(rq, i->office))
		fields_wrong(a->f, i->person ? "contact_person" : "for", FIELD_NOT_A_CHOICE);
}

/*
 * What it offers
 */

static json_t *roles_json(struct request *rq, const struct accounts *a, const char *chosen)
{
	json_t *list = json_array();

	for (size_t n = 0; INVITE_ROLES[n]; n++) {
		enum role role;

		role_parse(&role, INVITE_ROLES[n]);
		if (role != ROLE_ADMINISTRATOR || may_give(rq, NULL))
			json_array_append_new(
				list, choice_json(INVITE_ROLES[n], word_role(&a->w, role),
						  chosen && strcmp(chosen, INVITE_ROLES[n]) == 0,
						  json_array_size(list) == 0));
	}
	return list;
}

static bool has_below(const struct office *o)
{
	const struct authority *a = o->authority;

	for (size_t i = 0; i < a->noffices; i++)
		if (a->offices[i].parent == o)
			return true;
	return false;
}

static json_t *fors_json(struct request *rq, const struct accounts *a, const struct office *chosen)
{
	const struct authority *all = a->w.authority;
	json_t *list = json_array();

	for (size_t n = 0; n < all->noffices; n++) {
		const struct office *o = &all->offices[n];
		json_t *label;

		if (!may_give(rq, o))
			continue;
		label = word_of(&a->w, o->texts, "name");
		if (has_below(o))
			label = word_text(&a->w, "staff.account_word.with_below",
					  json_pack("{s:o}", "name", label));
		json_array_append_new(list, option_json(o->slug, label, o == chosen));
	}
	return list;
}

static json_t *persons_json(struct request *rq, const struct accounts *a, const char *chosen)
{
	const struct authority *all = a->w.authority;
	json_t *list = json_array();

	json_array_append_new(
		list,
		option_json("", word_text(&a->w, "staff.account_word.no_person", NULL), false));
	json_array_append_new(list,
			      option_json(NEW_PERSON,
					  word_text(&a->w, "staff.account_word.new_person", NULL),
					  chosen && strcmp(chosen, NEW_PERSON) == 0));
	for (size_t n = 0; n < all->npersons; n++) {
		const struct contact_person *p = &all->persons[n];
		str_auto_t *value = text_format("%s/%s", p->office->slug, p->slug);

		if (may_give(rq, p->office))
			json_array_append_new(
				list,
				option_json(
					value,
					word_text(&a->w, "staff.account_word.person_of",
						  json_pack("{s:s, s:o}", "name", p->name, "office",
							    word_of(&a->w, p->office->texts,
								    "name"))),
					chosen && strcmp(chosen, value) == 0));
	}
	return list;
}

static const char *typed_text(const struct accounts *a, bool typed, const char *name)
{
	const char *text =
		typed ? json_string_value(json_object_get(fields_values(a->f), name)) : NULL;

	return text ? text : "";
}

void invite_document(struct request *rq, const struct accounts *a, const struct invite *i,
		     bool typed, json_t *document)
{
	const struct office *chosen =
		typed ? staff_office_named(rq, typed_text(a, typed, "for")) : a->office;

	json_object_set_new(document, "values",
			    json_pack("{s:s, s:s}", "name", typed_text(a, typed, "name"), "email",
				      typed_text(a, typed, "email")));
	json_object_set_new(document, "invite_roles",
			    roles_json(rq, a, i->role ? i->role : role_name(ROLE_CONTACT_PERSON)));
	json_object_set_new(document, "fors", fors_json(rq, a, chosen));
	json_object_set_new(document, "contact_persons",
			    persons_json(rq, a, typed_text(a, typed, "contact_person")));
}

/*
 * Doing it
 */

/* A name in letters that addresses do not have gives none. */
static void person_slug(char out[SLUG_SIZE], const struct invite *i)
{
	slug_of(out, i->name ? i->name : "");
	if (!*out)
		strcpy(out, "person");
}

json_t *invite_line(const struct accounts *a, const struct invite *i, size_t nr,
		    const char *expected)
{
	char token[SECRET_TEXT_SIZE], hash[TOKEN_HASH_SIZE], slug[SLUG_SIZE];
	json_t *line;

	secret_draw(token);
	secret_hash(hash, token);
	person_slug(slug, i);
	line = json_pack("{s:i, s:s?, s:s?, s:s?, s:s, s:b, s:s, s:s, s:s, s:s?}", "nr", (int)nr,
			 "email", i->email, "name", i->name, "account_id",
			 i->email ? NULL : a->account_id, "role", i->role, "new_person",
			 invite_needs_person(i) && !i->person, "slug", slug, "token", token,
			 "token_hash", hash, "expected", expected);
	if (i->office)
		json_object_set_new(line, "office_id", json_integer(i->office->id));
	if (i->person)
		json_object_set_new(line, "contact_person_id", json_integer(i->person->id));
	return line;
}

struct db_query invite_query(struct request *rq, const struct accounts *a, const json_t *lines,
			     bool look)
{
	char *life = text_format("%d", INVITATION_SECONDS);
	char *text = json_dumps(lines, JSON_COMPACT);

	request_keep(rq, text, free);
	request_keep(rq, life, free);
	return (struct db_query)DB_QUERY(
		SQL_ACCOUNTS_INVITE, a->w.authority->id_text, staff_session(rq)->account_id, text,
		look ? "true" : "false", language_code(a->w.language), life);
}

void invite_one(struct request *rq, const struct accounts *a, const struct invite *i,
		continuation_fn *next)
{
	json_auto_t *lines = json_pack("[o]", invite_line(a, i, 1, NULL));
	struct db_query invite = invite_query(rq, a, lines, false);

	request_ask(rq, &invite, 1, next);
}

bool invite_replied(struct request *rq, const struct db_result *res)
{
	static const struct problem AGAIN = {409, "changed",
					     "somebody else has changed this meanwhile"};

	if (res->status == DB_OK)
		return true;
	if (strcmp(res->sqlstate, "23505") == 0) /* two invite the same at once */
		reply_problem(rq, &AGAIN);
	else
		reply_sql_error(rq, "accounts_invite", res);
	return false;
}
