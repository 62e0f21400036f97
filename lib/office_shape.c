/* office_shape.c - the members of authority files and office files, as tables. */
#include "lib/office_shape.h"

#include <ctype.h>
#include <string.h>

#include "lib/contrast.h"
#include "lib/logo.h"
#include "lib/office_leaf.h"
#include "lib/own_text.h"
#include "lib/web_origin.h"
#include "lib/weekly_hours.h"

const char AUTHORITY_FORMAT[] = "amtstermin-authority-1", OFFICE_FORMAT[] = "amtstermin-office-1";

/* Bounds of rules and lengths: as the constraints of the database. */
enum {
	URL_MAX = 500,
	HOST_MAX = 253,
	HOSTS_MAX = 20,
	ORIGINS_MAX = 50,
	MUNICIPALITIES_MAX = 500,
	CLOSURES_MAX = 500,
	SERVICES_MAX = 200,
	PERSONS_MAX = 500,
	RESPONSIBILITY_ENTRIES_MAX = 2000,
	WEEKLY_HOURS_MAX = 2000,
	HOURS_SERVICES_MAX = 16,
	HOURS_ROOM_MAX = 60, /* characters, as weekly_hours.room says */
	QUESTIONS_MAX = 20,
	CHOICES_MAX = 30,
	DOCUMENTS_MAX = 30,
	KEYWORDS_MAX = 50,
	MONTH_MINUTES = 43200,
	LOGO_BASE64_MAX = (LOGO_MAX_BYTES + 2) / 3 * 4,
};

static bool is_url(const char *text, const char *scheme)
{
	size_t len = strlen(scheme);

	return strncmp(text, scheme, len) == 0 && text[len] != '\0' &&
	       !strpbrk(text, " \"<>\\^`{|}");
}

bool link_valid(const char *text)
{
	return is_url(text, "https://") || is_url(text, "http://") ||
	       (is_url(text, "/") && text[1] != '/');
}

static bool https_valid(const char *text)
{
	return is_url(text, "https://");
}

static bool host_valid(const char *text)
{
	for (const char *p = text; *p; p++)
		if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p) && *p != '-' &&
		    *p != '.')
			return false;
	return text[0] != '.' && text[0] != '-';
}

static bool origin_valid(const char *text)
{
	char origin[WEB_ORIGIN_SIZE];

	return web_origin_read(origin, text) && strcmp(origin, text) == 0;
}

static bool postcode_valid(const char *text)
{
	return strlen(text) == 5 && strspn(text, "0123456789") == 5;
}

static bool leika_valid(const char *text)
{
	return strlen(text) == 14 && strspn(text, "0123456789") == 14 &&
	       strncmp(text, "99", 2) == 0;
}

/* "24:00" would be the day after. */
static bool opening_valid(const char *text)
{
	return LEAF_TIME.valid(text) && strcmp(text, "24:00") != 0;
}

static bool colour_valid(const char *text)
{
	char again[COLOUR_TEXT_SIZE];
	struct colour c;

	if (!colour_parse(&c, text))
		return false;
	colour_format(again, c);
	return strcmp(again, text) == 0;
}

/* RFC 4648 section 4, padded. */
static bool base64_valid(const char *text)
{
	size_t len = strlen(text),
	       body = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789+/");

	return len % 4 == 0 && len - body <= 2 && strspn(text + body, "=") == len - body;
}

static bool key_valid(const char *text)
{
	return islower((unsigned char)text[0]) &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

// clang-format off
static const char *const AUTHORITY_FORMATS[] = {AUTHORITY_FORMAT, NULL};
static const char *const OFFICE_FORMATS[] = {OFFICE_FORMAT, NULL};
static const char *const LOGO_TYPES[] = {"image/svg+xml", "image/png", NULL};
static const char *const STATES[] = {"BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH", NULL};
static const char *const OFFICE_STATES[] = {"draft", "rehearsal", "live", "closed", NULL};
static const char *const CONTACT_CHOICES[] = {"email", "phone", "email_or_phone", "email_and_phone", NULL};
static const char *const PERSON_KINDS[] = {"person", "team", "counter", NULL};
static const char *const QUESTION_TYPES[] = {"text", "choice", "date", "number", NULL};

static const struct shape FORMAT_OF_AUTHORITY = {SHAPE_CHOICE, "format_of_authority", .choices = AUTHORITY_FORMATS};
static const struct shape FORMAT_OF_OFFICE = {SHAPE_CHOICE, "format_of_office", .choices = OFFICE_FORMATS};
static const struct shape FEDERAL_STATE = {SHAPE_CHOICE, "federal_state", .choices = STATES};
static const struct shape STATE = {SHAPE_CHOICE, "state", .choices = OFFICE_STATES};
static const struct shape CONTACT_BY = {SHAPE_CHOICE, "contact_by", .choices = CONTACT_CHOICES};
static const struct shape PERSON_KIND = {SHAPE_CHOICE, "person_kind", .choices = PERSON_KINDS};
static const struct shape QUESTION_TYPE = {SHAPE_CHOICE, "question_type", .choices = QUESTION_TYPES};

static const struct shape HOST = {SHAPE_TEXT, "host", 1, HOST_MAX, .valid = host_valid};
static const struct shape HOSTS = {SHAPE_SET, "hosts", 0, HOSTS_MAX, .item = &HOST};
static const struct shape ORIGIN = {SHAPE_TEXT, "origin", 1, WEB_ORIGIN_SIZE - 1, .valid = origin_valid};
static const struct shape ORIGINS = {SHAPE_SET, "origins", 0, ORIGINS_MAX, .item = &ORIGIN};
static const struct shape LANGUAGES = {SHAPE_LIST, "languages", 1, LANGUAGES_MAX, .item = &LEAF_LANGUAGE};
static const struct shape LINK = {SHAPE_TEXT, "link", 1, URL_MAX, .valid = link_valid};
static const struct shape VIDEO_URL = {SHAPE_TEXT, "https", 1, URL_MAX, .valid = https_valid};
static const struct shape POSTCODE = {SHAPE_TEXT, "postcode", 1, URL_MAX, .valid = postcode_valid};
static const struct shape LEIKA = {SHAPE_TEXT, "leika", 1, URL_MAX, .valid = leika_valid};
static const struct shape KEY = {SHAPE_TEXT, "key", 1, 40, .valid = key_valid};
static const struct shape RULE = {SHAPE_TEXT, "rule", 1, WEEKLY_HOURS_RRULE_SIZE - 1};
static const struct shape LETTERS = {SHAPE_TEXT, "letters", 1, 40};

/* Services, of the authority and of offices */

static const struct shape DOCUMENTS = {SHAPE_LIST, "documents", 0, DOCUMENTS_MAX, .item = &LEAF_SENTENCE};
static const struct shape KEYWORDS = {SHAPE_LIST, "keywords", 0, KEYWORDS_MAX, .item = &LEAF_NAME};
static const struct shape ONLINE_URL = {SHAPE_TEXT, "https", 1, URL_MAX, .valid = https_valid};
static const struct shape_member SERVICE_TEXT_MEMBERS[] = {
	{"name",           &LEAF_NAME,     SHAPE_OPTIONAL}, /* needed where nobody else says one: office_check_common.c */
	{"summary",        &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"text",           &LEAF_TEXT,     SHAPE_OPTIONAL},
	{"documents",      &DOCUMENTS,     SHAPE_OPTIONAL},
	{"documents_note", &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"keywords",       &KEYWORDS,      SHAPE_OPTIONAL},
	{"online_url",     &ONLINE_URL,    SHAPE_OPTIONAL},
	{0},
};
static const struct shape SERVICE_TEXT = {SHAPE_OBJECT, "service_text", .members = SERVICE_TEXT_MEMBERS};
static const struct shape SERVICE_TEXTS = {SHAPE_MAP, "service_texts", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &SERVICE_TEXT};

/* Authority */

static const struct shape_member AUTHORITY_TEXT_MEMBERS[] = {
	{"kind",           &LEAF_NAME,     SHAPE_OPTIONAL},
	{"name",           &LEAF_NAME,     SHAPE_REQUIRED},
	{"official_label", &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"phone_hours",    &LEAF_LINES,    SHAPE_OPTIONAL},
	{0},
};
static const struct shape AUTHORITY_TEXT = {SHAPE_OBJECT, "authority_text", .members = AUTHORITY_TEXT_MEMBERS};
static const struct shape AUTHORITY_TEXTS = {SHAPE_MAP, "authority_texts", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &AUTHORITY_TEXT};
static const struct shape_member LINK_MEMBERS[] = {
	{"imprint",        &LINK, SHAPE_OPTIONAL},
	{"privacy",        &LINK, SHAPE_OPTIONAL},
	{"accessibility",  &LINK, SHAPE_OPTIONAL},
	{"report_barrier", &LINK, SHAPE_OPTIONAL},
	{"easy_language",  &LINK, SHAPE_OPTIONAL},
	{"sign_language",  &LINK, SHAPE_OPTIONAL},
	{0},
};
static const struct shape LINKS = {SHAPE_OBJECT, "links", .members = LINK_MEMBERS};
static const struct shape COLOUR = {SHAPE_TEXT, "colour", 7, 7, .valid = colour_valid};
static const struct shape_member COLOUR_MEMBERS[] = {
	{"house",       &COLOUR, SHAPE_OPTIONAL},
	{"action",      &COLOUR, SHAPE_OPTIONAL},
	{"accent",      &COLOUR, SHAPE_OPTIONAL},
	{"hint",        &COLOUR, SHAPE_OPTIONAL},
	{"action_dark", &COLOUR, SHAPE_OPTIONAL},
	{"hint_dark",   &COLOUR, SHAPE_OPTIONAL},
	{0},
};
static const struct shape COLOURS = {SHAPE_OBJECT, "colours", .members = COLOUR_MEMBERS};
static const struct shape LOGO_TYPE = {SHAPE_CHOICE, "logo_type", .choices = LOGO_TYPES};
static const struct shape BASE64 = {SHAPE_TEXT, "base64", 1, LOGO_BASE64_MAX, .valid = base64_valid};
static const struct shape_member LOGO_MEMBERS[] = {
	{"type",   &LOGO_TYPE, SHAPE_REQUIRED},
	{"base64", &BASE64,    SHAPE_REQUIRED},
	{0},
};
static const struct shape LOGO = {SHAPE_OBJECT, "logo", .members = LOGO_MEMBERS};
static const struct shape_member THEME_MEMBERS[] = {
	{"name",    &LEAF_NAME, SHAPE_OPTIONAL},
	{"logo",    &LOGO,      SHAPE_OPTIONAL},
	{"colours", &COLOURS,   SHAPE_OPTIONAL},
	{0},
};
static const struct shape THEME = {SHAPE_OBJECT, "theme", .members = THEME_MEMBERS};
static const struct shape_member MUNICIPALITY_MEMBERS[] = {
	{"key",      &LEAF_MUNICIPALITY_KEY, SHAPE_REQUIRED},
	{"name",     &LEAF_NAME,             SHAPE_REQUIRED},
	{"postcode", &POSTCODE,              SHAPE_REQUIRED},
	{0},
};
static const struct shape MUNICIPALITY = {SHAPE_OBJECT, "municipality", .members = MUNICIPALITY_MEMBERS};
static const struct shape MUNICIPALITIES = {SHAPE_LIST, "municipalities", 0, MUNICIPALITIES_MAX, .item = &MUNICIPALITY};
static const struct shape_member CLOSING_MEMBERS[] = {
	{"from",   &LEAF_MOMENT, SHAPE_REQUIRED},
	{"to",     &LEAF_MOMENT, SHAPE_REQUIRED},
	{"reason", &LEAF_REASON, SHAPE_OPTIONAL},
	{0},
};
static const struct shape CLOSING = {SHAPE_OBJECT, "closing", .members = CLOSING_MEMBERS};
static const struct shape CLOSINGS = {SHAPE_LIST, "closings", 0, CLOSURES_MAX, .item = &CLOSING};
static const struct shape_member COMMON_SERVICE_MEMBERS[] = {
	{"slug",  &LEAF_SLUG,     SHAPE_REQUIRED},
	{"leika", &LEIKA,         SHAPE_OPTIONAL},
	{"texts", &SERVICE_TEXTS, SHAPE_REQUIRED},
	{0},
};
static const struct shape COMMON_SERVICE = {SHAPE_OBJECT, "common_service", .members = COMMON_SERVICE_MEMBERS};
static const struct shape COMMON_SERVICES = {SHAPE_LIST, "services", 0, SERVICES_MAX, .item = &COMMON_SERVICE};
static const struct shape_member AUTHORITY_MEMBERS[] = {
	{"format",          &FORMAT_OF_AUTHORITY, SHAPE_REQUIRED},
	{"slug",            &LEAF_SLUG,           SHAPE_REQUIRED},
	{"hosts",           &HOSTS,               SHAPE_OPTIONAL},
	{"federal_state",   &FEDERAL_STATE,       SHAPE_REQUIRED},
	{"time_zone",       &LEAF_NAME,           SHAPE_OPTIONAL, "\"Europe/Berlin\""},
	{"languages",       &LANGUAGES,           SHAPE_REQUIRED},
	{"texts",           &AUTHORITY_TEXTS,     SHAPE_REQUIRED},
	{"address",         &LEAF_ADDRESS,        SHAPE_OPTIONAL},
	{"phone",           &LEAF_PHONE,          SHAPE_OPTIONAL},
	{"email",           &LEAF_EMAIL,          SHAPE_REQUIRED},
	{"links",           &LINKS,               SHAPE_OPTIONAL},
	{"theme",           &THEME,               SHAPE_OPTIONAL},
	{"return_origins",  &ORIGINS,             SHAPE_OPTIONAL},
	{"frame_origins",   &ORIGINS,             SHAPE_OPTIONAL},
	{"municipalities",  &MUNICIPALITIES,      SHAPE_OPTIONAL},
	{"closures",        &CLOSINGS,            SHAPE_OPTIONAL},
	{"common_services", &COMMON_SERVICES,     SHAPE_OPTIONAL},
	{0},
};
const struct shape AUTHORITY_SHAPE = {SHAPE_OBJECT, "object", .members = AUTHORITY_MEMBERS};

/* Office */

static const struct shape_member OFFICE_TEXT_MEMBERS[] = {
	{"name",        &LEAF_NAME,     SHAPE_REQUIRED},
	{"summary",     &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"access",      &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"phone_hours", &LEAF_LINES,    SHAPE_OPTIONAL},
	{0},
};
static const struct shape OFFICE_TEXT = {SHAPE_OBJECT, "office_text", .members = OFFICE_TEXT_MEMBERS};
static const struct shape OFFICE_TEXTS = {SHAPE_MAP, "office_texts", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &OFFICE_TEXT};

static const struct shape OWN_SUBJECT = {SHAPE_TEXT, "own_subject", 1, OWN_SUBJECT_MAX_CHARACTERS};
static const struct shape OWN_LINE = {SHAPE_TEXT, "own_line", 0, OWN_BODY_MAX_CHARACTERS};
static const struct shape OWN_BODY = {SHAPE_LIST, "own_body", 1, OWN_BODY_MAX_CHARACTERS, .item = &OWN_LINE};
static const struct shape_member OWN_MAIL_MEMBERS[] = {
	{"subject", &OWN_SUBJECT, SHAPE_REQUIRED},
	{"body",    &OWN_BODY,    SHAPE_REQUIRED},
	{0},
};
static const struct shape OWN_MAIL = {SHAPE_OBJECT, "own_mail", .members = OWN_MAIL_MEMBERS};
static const struct shape OWN_MAILS = {SHAPE_MAP, "own_mails", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &OWN_MAIL};
static const struct shape_member OWN_PAGE_MEMBERS[] = {
	{"body", &OWN_BODY, SHAPE_REQUIRED},
	{0},
};
static const struct shape OWN_PAGE = {SHAPE_OBJECT, "own_page", .members = OWN_PAGE_MEMBERS};
static const struct shape OWN_PAGES = {SHAPE_MAP, "own_pages", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &OWN_PAGE};
static const struct shape_member OWN_TEXTS_MEMBERS[] = { /* as OWN_TEXTS of lib/own_text.c */
	{"mail.confirmation", &OWN_MAILS, SHAPE_OPTIONAL},
	{"mail.reminder",     &OWN_MAILS, SHAPE_OPTIONAL},
	{"mail.moved",        &OWN_MAILS, SHAPE_OPTIONAL},
	{"mail.cancelled",    &OWN_MAILS, SHAPE_OPTIONAL},
	{"mail.lost_link",    &OWN_MAILS, SHAPE_OPTIONAL},
	{"page.greeting",     &OWN_PAGES, SHAPE_OPTIONAL},
	{"page.privacy",      &OWN_PAGES, SHAPE_OPTIONAL},
	{0},
};
static const struct shape OWN_WORDS = {SHAPE_OBJECT, "own_words", .members = OWN_TEXTS_MEMBERS};

static const struct shape LEAD = {SHAPE_INTEGER, "lead", 0, MONTH_MINUTES};
static const struct shape HORIZON = {SHAPE_INTEGER, "horizon", 1, 366};
static const struct shape OPENING = {SHAPE_TEXT, "opening", 1, 5, .valid = opening_valid};
static const struct shape KEPT = {SHAPE_INTEGER, "kept", 1, 720};
static const struct shape KEPT_PERCENT = {SHAPE_INTEGER, "kept_percent", 0, 100};
static const struct shape HOLD = {SHAPE_INTEGER, "hold", 1, 60};
static const struct shape REMINDER = {SHAPE_INTEGER, "reminder", 0, 168};
static const struct shape RETENTION = {SHAPE_INTEGER, "retention", 0, 90};
static const struct shape PER_EMAIL = {SHAPE_INTEGER, "per_email", 1, 100};
static const struct shape_member RULES_MEMBERS[] = {
	{"lead_minutes",            &LEAD,        SHAPE_OPTIONAL},
	{"horizon_days",            &HORIZON,     SHAPE_OPTIONAL},
	{"days_open_at",            &OPENING,     SHAPE_OPTIONAL},
	{"kept_percent",            &KEPT_PERCENT,SHAPE_OPTIONAL},
	{"kept_hours",              &KEPT,        SHAPE_OPTIONAL},
	{"hold_minutes",            &HOLD,        SHAPE_OPTIONAL},
	{"change_deadline_minutes", &LEAD,        SHAPE_OPTIONAL},
	{"reminder_hours",          &REMINDER,    SHAPE_OPTIONAL},
	{"retention_days",          &RETENTION,   SHAPE_OPTIONAL},
	{"bookings_per_email",      &PER_EMAIL,   SHAPE_OPTIONAL},
	{"contact_by",              &CONTACT_BY,  SHAPE_OPTIONAL},
	{"discreet",                &LEAF_YES_NO, SHAPE_OPTIONAL},
	{"calendar_names",          &LEAF_YES_NO, SHAPE_OPTIONAL},
	{0},
};
static const struct shape RULES = {SHAPE_OBJECT, "rules", .members = RULES_MEMBERS};

static const struct shape_member LABEL_MEMBERS[] = {
	{"label", &LEAF_SENTENCE, SHAPE_REQUIRED},
	{"hint",  &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{0},
};
static const struct shape LABEL = {SHAPE_OBJECT, "label", .members = LABEL_MEMBERS};
static const struct shape LABELS = {SHAPE_MAP, "labels", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &LABEL};
static const struct shape_member CHOICE_LABEL_MEMBERS[] = {
	{"label", &LEAF_SENTENCE, SHAPE_REQUIRED},
	{0},
};
static const struct shape CHOICE_LABEL = {SHAPE_OBJECT, "choice_label", .members = CHOICE_LABEL_MEMBERS};
static const struct shape CHOICE_LABELS = {SHAPE_MAP, "choice_labels", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &CHOICE_LABEL};
static const struct shape_member CHOICE_MEMBERS[] = {
	{"value", &KEY,           SHAPE_REQUIRED},
	{"texts", &CHOICE_LABELS, SHAPE_REQUIRED},
	{0},
};
static const struct shape CHOICE = {SHAPE_OBJECT, "choice", .members = CHOICE_MEMBERS};
static const struct shape CHOICES = {SHAPE_LIST, "choices", 2, CHOICES_MAX, .item = &CHOICE};
static const struct shape ANSWER_LENGTH = {SHAPE_INTEGER, "answer_length", 1, 500};
static const struct shape ANSWER_NUMBER = {SHAPE_INTEGER, "answer_number", 0, 1000000000};
static const struct shape_member QUESTION_MEMBERS[] = {
	{"key",        &KEY,           SHAPE_REQUIRED},
	{"type",       &QUESTION_TYPE, SHAPE_REQUIRED},
	{"required",   &LEAF_YES_NO,   SHAPE_OPTIONAL, "false"},
	{"max_length", &ANSWER_LENGTH, SHAPE_OPTIONAL},
	{"min",        &ANSWER_NUMBER, SHAPE_OPTIONAL},
	{"max",        &ANSWER_NUMBER, SHAPE_OPTIONAL},
	{"keep_days",  &RETENTION,     SHAPE_OPTIONAL},
	{"texts",      &LABELS,        SHAPE_REQUIRED},
	{"choices",    &CHOICES,       SHAPE_OPTIONAL},
	{0},
};
static const struct shape QUESTION = {SHAPE_OBJECT, "question", .members = QUESTION_MEMBERS};
static const struct shape QUESTIONS = {SHAPE_LIST, "questions", 0, QUESTIONS_MAX, .item = &QUESTION};

static const struct shape MINUTES = {SHAPE_INTEGER, "minutes", 5, 480, 5};
static const struct shape BUFFER = {SHAPE_INTEGER, "buffer", 0, 240, 5};
static const struct shape_member SERVICE_MEMBERS[] = {
	{"slug",           &LEAF_SLUG,     SHAPE_REQUIRED},
	{"common",         &LEAF_SLUG,     SHAPE_OPTIONAL},
	{"leika",          &LEIKA,         SHAPE_OPTIONAL},
	{"minutes",        &MINUTES,       SHAPE_REQUIRED},
	{"buffer_minutes", &BUFFER,        SHAPE_OPTIONAL, "0"},
	{"channels",       &LEAF_CHANNELS, SHAPE_REQUIRED},
	{"texts",          &SERVICE_TEXTS, SHAPE_OPTIONAL},
	{"questions",      &QUESTIONS,     SHAPE_OPTIONAL},
	{0},
};
static const struct shape SERVICE = {SHAPE_OBJECT, "service", .members = SERVICE_MEMBERS};
static const struct shape SERVICES = {SHAPE_LIST, "services", 0, SERVICES_MAX, .item = &SERVICE};

static const struct shape_member ROOM_TEXT_MEMBERS[] = {
	{"floor", &LEAF_NAME, SHAPE_OPTIONAL},
	{"room",  &LEAF_NAME, SHAPE_OPTIONAL},
	{0},
};
static const struct shape ROOM_TEXT = {SHAPE_OBJECT, "room_text", .members = ROOM_TEXT_MEMBERS};
static const struct shape ROOM = {SHAPE_MAP, "room", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &ROOM_TEXT};
static const struct shape LANES = {SHAPE_INTEGER, "lanes", 1, 32};
static const struct shape_member PERSON_MEMBERS[] = {
	{"slug",      &LEAF_SLUG,   SHAPE_REQUIRED},
	{"name",      &LEAF_NAME,   SHAPE_REQUIRED},
	{"kind",      &PERSON_KIND, SHAPE_OPTIONAL, "\"person\""},
	{"lanes",     &LANES,       SHAPE_OPTIONAL, "1"},
	{"room",      &ROOM,        SHAPE_OPTIONAL},
	{"phone",     &LEAF_PHONE,  SHAPE_OPTIONAL},
	{"email",     &LEAF_EMAIL,  SHAPE_OPTIONAL},
	{"video_url", &VIDEO_URL,   SHAPE_OPTIONAL},
	{0},
};
static const struct shape PERSON = {SHAPE_OBJECT, "person", .members = PERSON_MEMBERS};
static const struct shape PERSONS = {SHAPE_LIST, "persons", 0, PERSONS_MAX, .item = &PERSON};

static const struct shape_member SURNAMES_MEMBERS[] = {
	{"from", &LETTERS, SHAPE_REQUIRED},
	{"to",   &LETTERS, SHAPE_REQUIRED},
	{0},
};
static const struct shape SURNAMES = {SHAPE_OBJECT, "surnames", .members = SURNAMES_MEMBERS};
static const struct shape SERVICE_SLUGS = {SHAPE_SET, "service_slugs", 1, SERVICES_MAX, .item = &LEAF_SLUG};
static const struct shape KEYS = {SHAPE_SET, "keys", 0, MUNICIPALITIES_MAX, .item = &LEAF_MUNICIPALITY_KEY};
static const struct shape_member RESPONSIBILITY_MEMBERS[] = {
	{"contact_person", &LEAF_SLUG,     SHAPE_REQUIRED},
	{"services",       &SERVICE_SLUGS, SHAPE_REQUIRED},
	{"surnames",       &SURNAMES,      SHAPE_OPTIONAL},
	{"municipalities", &KEYS,          SHAPE_OPTIONAL},
	{0},
};
static const struct shape RESPONSIBILITY = {SHAPE_OBJECT, "responsibility", .members = RESPONSIBILITY_MEMBERS};
static const struct shape RESPONSIBILITIES = {SHAPE_LIST, "responsibilities", 0, RESPONSIBILITY_ENTRIES_MAX, .item = &RESPONSIBILITY};

static const struct shape HOURS_SERVICES = {SHAPE_SET, "hours_services", 0, HOURS_SERVICES_MAX, .item = &LEAF_SLUG};
static const struct shape HOURS_ROOM = {SHAPE_TEXT, "hours_room", 1, HOURS_ROOM_MAX};
static const struct shape_member HOURS_MEMBERS[] = {
	{"contact_person", &LEAF_SLUG,      SHAPE_REQUIRED},
	{"rule",           &RULE,           SHAPE_REQUIRED},
	{"from",           &LEAF_TIME,      SHAPE_REQUIRED},
	{"to",             &LEAF_TIME,      SHAPE_REQUIRED},
	{"step_minutes",   &MINUTES,        SHAPE_REQUIRED},
	{"channels",       &LEAF_CHANNELS,  SHAPE_REQUIRED},
	{"services",       &HOURS_SERVICES, SHAPE_OPTIONAL},
	{"room",           &HOURS_ROOM,     SHAPE_OPTIONAL},
	{"kept_until_hours", &KEPT,         SHAPE_OPTIONAL},
	{"valid_from",     &LEAF_DATE,      SHAPE_REQUIRED},
	{"valid_until",    &LEAF_DATE,      SHAPE_OPTIONAL},
	{0},
};
static const struct shape HOURS = {SHAPE_OBJECT, "hours", .members = HOURS_MEMBERS};
static const struct shape WEEKLY_HOURS = {SHAPE_LIST, "weekly_hours", 0, WEEKLY_HOURS_MAX, .item = &HOURS};

static const struct shape_member CLOSURE_MEMBERS[] = {
	{"contact_person", &LEAF_SLUG,   SHAPE_OPTIONAL},
	{"from",           &LEAF_MOMENT, SHAPE_REQUIRED},
	{"to",             &LEAF_MOMENT, SHAPE_REQUIRED},
	{"reason",         &LEAF_REASON, SHAPE_OPTIONAL},
	{0},
};
static const struct shape CLOSURE = {SHAPE_OBJECT, "closing", .members = CLOSURE_MEMBERS};
static const struct shape CLOSURES = {SHAPE_LIST, "closings", 0, CLOSURES_MAX, .item = &CLOSURE};

static const struct shape POSITION = {SHAPE_INTEGER, "position", 0, 1000000};
static const struct shape OFFERED = {SHAPE_LIST, "offered", 1, LANGUAGES_MAX, .item = &LEAF_LANGUAGE};
static const struct shape_member OFFICE_MEMBERS[] = {
	{"format",           &FORMAT_OF_OFFICE, SHAPE_REQUIRED},
	{"slug",             &LEAF_SLUG,        SHAPE_REQUIRED},
	{"parent",           &LEAF_SLUG,        SHAPE_NULLABLE},
	{"position",         &POSITION,         SHAPE_OPTIONAL, "0"},
	{"state",            &STATE,            SHAPE_OPTIONAL, "\"draft\""},
	{"texts",            &OFFICE_TEXTS,     SHAPE_REQUIRED},
	{"address",          &LEAF_ADDRESS,     SHAPE_OPTIONAL},
	{"phone",            &LEAF_PHONE,       SHAPE_OPTIONAL},
	{"email",            &LEAF_EMAIL,       SHAPE_OPTIONAL},
	{"languages",        &OFFERED,          SHAPE_OPTIONAL},
	{"rules",            &RULES,            SHAPE_OPTIONAL},
	{"own_texts",        &OWN_WORDS,        SHAPE_OPTIONAL},
	{"services",         &SERVICES,         SHAPE_OPTIONAL},
	{"contact_persons",  &PERSONS,          SHAPE_OPTIONAL},
	{"responsibilities", &RESPONSIBILITIES, SHAPE_OPTIONAL},
	{"weekly_hours",     &WEEKLY_HOURS,     SHAPE_OPTIONAL},
	{"closures",         &CLOSURES,         SHAPE_OPTIONAL},
	{0},
};
const struct shape OFFICE_SHAPE = {SHAPE_OBJECT, "object", .members = OFFICE_MEMBERS};
// clang-format on
