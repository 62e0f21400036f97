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

static const struct shape FORMAT_OF_AUTHORITY = {SHAPE_CHOICE, "\"amtstermin-authority-1\"", .choices = AUTHORITY_FORMATS};
static const struct shape FORMAT_OF_OFFICE = {SHAPE_CHOICE, "\"amtstermin-office-1\"", .choices = OFFICE_FORMATS};
static const struct shape FEDERAL_STATE = {SHAPE_CHOICE, "the letters of a Land, such as \"BW\"", .choices = STATES};
static const struct shape STATE = {SHAPE_CHOICE, "\"draft\", \"rehearsal\", \"live\" or \"closed\"", .choices = OFFICE_STATES};
static const struct shape CONTACT_BY = {SHAPE_CHOICE, "\"email\", \"phone\", \"email_or_phone\" or \"email_and_phone\"", .choices = CONTACT_CHOICES};
static const struct shape PERSON_KIND = {SHAPE_CHOICE, "\"person\", \"team\" or \"counter\"", .choices = PERSON_KINDS};
static const struct shape QUESTION_TYPE = {SHAPE_CHOICE, "\"text\", \"choice\", \"date\" or \"number\"", .choices = QUESTION_TYPES};

static const struct shape HOST = {SHAPE_TEXT, "a host name in small letters, such as \"termine.landkreis.example\"", 1, HOST_MAX, .valid = host_valid};
static const struct shape HOSTS = {SHAPE_SET, "a list of up to 20 host names", 0, HOSTS_MAX, .item = &HOST};
static const struct shape ORIGIN = {SHAPE_TEXT, "a site in small letters, such as \"https://www.landkreis.example\"", 1, WEB_ORIGIN_SIZE - 1, .valid = origin_valid};
static const struct shape ORIGINS = {SHAPE_SET, "a list of up to 50 sites", 0, ORIGINS_MAX, .item = &ORIGIN};
static const struct shape LANGUAGES = {SHAPE_LIST, "a list of 1 to 20 language codes, the default first, such as [\"de\", \"en\"]", 1, LANGUAGES_MAX, .item = &LEAF_LANGUAGE};
static const struct shape LINK = {SHAPE_TEXT, "an address that begins with https:// or http://, or a path that begins with /", 1, URL_MAX, .valid = link_valid};
static const struct shape VIDEO_URL = {SHAPE_TEXT, "an address that begins with https://", 1, URL_MAX, .valid = https_valid};
static const struct shape POSTCODE = {SHAPE_TEXT, "a postcode of 5 digits", 1, URL_MAX, .valid = postcode_valid};
static const struct shape LEIKA = {SHAPE_TEXT, "a LeiKa key of 14 digits that begins with 99", 1, URL_MAX, .valid = leika_valid};
static const struct shape KEY = {SHAPE_TEXT, "a key of small letters a-z, digits and _, up to 40, that begins with a letter", 1, 40, .valid = key_valid};
static const struct shape RULE = {SHAPE_TEXT, "a rule such as \"FREQ=WEEKLY;BYDAY=MO,TH\"", 1, WEEKLY_HOURS_RRULE_SIZE - 1};
static const struct shape LETTERS = {SHAPE_TEXT, "first letters of surnames, such as \"Sch\"", 1, 40};

/* Authority */

static const struct shape_member AUTHORITY_TEXT_MEMBERS[] = {
	{"kind",           &LEAF_NAME,     SHAPE_OPTIONAL},
	{"name",           &LEAF_NAME,     SHAPE_REQUIRED},
	{"official_label", &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"phone_hours",    &LEAF_LINES,    SHAPE_OPTIONAL},
	{0},
};
static const struct shape AUTHORITY_TEXT = {SHAPE_OBJECT, "texts such as {\"kind\": \"Landratsamt\", \"name\": \"Musterkreis\"}", .members = AUTHORITY_TEXT_MEMBERS};
static const struct shape AUTHORITY_TEXTS = {SHAPE_MAP, "texts per language, such as {\"de\": {\"name\": \"Musterkreis\"}}", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &AUTHORITY_TEXT};
static const struct shape_member LINK_MEMBERS[] = {
	{"imprint",        &LINK, SHAPE_OPTIONAL},
	{"privacy",        &LINK, SHAPE_OPTIONAL},
	{"accessibility",  &LINK, SHAPE_OPTIONAL},
	{"report_barrier", &LINK, SHAPE_OPTIONAL},
	{"easy_language",  &LINK, SHAPE_OPTIONAL},
	{"sign_language",  &LINK, SHAPE_OPTIONAL},
	{0},
};
static const struct shape LINKS = {SHAPE_OBJECT, "links such as {\"imprint\": \"https://www.landkreis.example/impressum\"}", .members = LINK_MEMBERS};
static const struct shape COLOUR = {SHAPE_TEXT, "a colour such as \"#003c4d\", in small letters", 7, 7, .valid = colour_valid};
static const struct shape_member COLOUR_MEMBERS[] = {
	{"house",       &COLOUR, SHAPE_OPTIONAL},
	{"action",      &COLOUR, SHAPE_OPTIONAL},
	{"accent",      &COLOUR, SHAPE_OPTIONAL},
	{"hint",        &COLOUR, SHAPE_OPTIONAL},
	{"action_dark", &COLOUR, SHAPE_OPTIONAL},
	{"hint_dark",   &COLOUR, SHAPE_OPTIONAL},
	{0},
};
static const struct shape COLOURS = {SHAPE_OBJECT, "colours such as {\"house\": \"#003c4d\"}", .members = COLOUR_MEMBERS};
static const struct shape LOGO_TYPE = {SHAPE_CHOICE, "\"image/svg+xml\" or \"image/png\"", .choices = LOGO_TYPES};
static const struct shape BASE64 = {SHAPE_TEXT, "the bytes of a picture of up to 100 KB, in base64", 1, LOGO_BASE64_MAX, .valid = base64_valid};
static const struct shape_member LOGO_MEMBERS[] = {
	{"type",   &LOGO_TYPE, SHAPE_REQUIRED},
	{"base64", &BASE64,    SHAPE_REQUIRED},
	{0},
};
static const struct shape LOGO = {SHAPE_OBJECT, "a picture such as {\"type\": \"image/png\", \"base64\": \"iVBO...\"}", .members = LOGO_MEMBERS};
static const struct shape_member THEME_MEMBERS[] = {
	{"name",    &LEAF_NAME, SHAPE_OPTIONAL},
	{"logo",    &LOGO,      SHAPE_OPTIONAL},
	{"colours", &COLOURS,   SHAPE_OPTIONAL},
	{0},
};
static const struct shape THEME = {SHAPE_OBJECT, "a look such as {\"colours\": {\"house\": \"#003c4d\"}}", .members = THEME_MEMBERS};
static const struct shape_member MUNICIPALITY_MEMBERS[] = {
	{"key",      &LEAF_MUNICIPALITY_KEY, SHAPE_REQUIRED},
	{"name",     &LEAF_NAME,             SHAPE_REQUIRED},
	{"postcode", &POSTCODE,              SHAPE_REQUIRED},
	{0},
};
static const struct shape MUNICIPALITY = {SHAPE_OBJECT, "a municipality such as {\"key\": \"08326074\", \"name\": \"Villingen-Schwenningen\", \"postcode\": \"78050\"}", .members = MUNICIPALITY_MEMBERS};
static const struct shape MUNICIPALITIES = {SHAPE_LIST, "a list of up to 500 municipalities", 0, MUNICIPALITIES_MAX, .item = &MUNICIPALITY};
static const struct shape_member CLOSING_MEMBERS[] = {
	{"from",   &LEAF_MOMENT, SHAPE_REQUIRED},
	{"to",     &LEAF_MOMENT, SHAPE_REQUIRED},
	{"reason", &LEAF_REASON, SHAPE_OPTIONAL},
	{0},
};
static const struct shape CLOSING = {SHAPE_OBJECT, "a closure such as {\"from\": \"2026-12-24\", \"to\": \"2026-12-24\", \"reason\": {\"de\": \"Heiligabend\"}}", .members = CLOSING_MEMBERS};
static const struct shape CLOSINGS = {SHAPE_LIST, "a list of up to 500 closures", 0, CLOSURES_MAX, .item = &CLOSING};
static const struct shape_member AUTHORITY_MEMBERS[] = {
	{"format",         &FORMAT_OF_AUTHORITY, SHAPE_REQUIRED},
	{"slug",           &LEAF_SLUG,           SHAPE_REQUIRED},
	{"hosts",          &HOSTS,               SHAPE_OPTIONAL},
	{"federal_state",  &FEDERAL_STATE,       SHAPE_REQUIRED},
	{"time_zone",      &LEAF_NAME,           SHAPE_OPTIONAL, "\"Europe/Berlin\""},
	{"languages",      &LANGUAGES,           SHAPE_REQUIRED},
	{"texts",          &AUTHORITY_TEXTS,     SHAPE_REQUIRED},
	{"address",        &LEAF_ADDRESS,        SHAPE_OPTIONAL},
	{"phone",          &LEAF_PHONE,          SHAPE_OPTIONAL},
	{"email",          &LEAF_EMAIL,          SHAPE_REQUIRED},
	{"links",          &LINKS,               SHAPE_OPTIONAL},
	{"theme",          &THEME,               SHAPE_OPTIONAL},
	{"return_origins", &ORIGINS,             SHAPE_OPTIONAL},
	{"frame_origins",  &ORIGINS,             SHAPE_OPTIONAL},
	{"municipalities", &MUNICIPALITIES,      SHAPE_OPTIONAL},
	{"closures",       &CLOSINGS,            SHAPE_OPTIONAL},
	{0},
};
const struct shape AUTHORITY_SHAPE = {SHAPE_OBJECT, "one object { ... }", .members = AUTHORITY_MEMBERS};

/* Office */

static const struct shape_member OFFICE_TEXT_MEMBERS[] = {
	{"name",        &LEAF_NAME,     SHAPE_REQUIRED},
	{"summary",     &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"access",      &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"phone_hours", &LEAF_LINES,    SHAPE_OPTIONAL},
	{0},
};
static const struct shape OFFICE_TEXT = {SHAPE_OBJECT, "texts such as {\"name\": \"Wohngeld\", \"summary\": \"Zuschuss zur Miete\"}", .members = OFFICE_TEXT_MEMBERS};
static const struct shape OFFICE_TEXTS = {SHAPE_MAP, "texts per language, such as {\"de\": {\"name\": \"Wohngeld\"}}", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &OFFICE_TEXT};

static const struct shape OWN_SUBJECT = {SHAPE_TEXT, "a subject of up to 200 characters", 1, OWN_SUBJECT_MAX_CHARACTERS};
static const struct shape OWN_LINE = {SHAPE_TEXT, "one line of text, or \"\" between two paragraphs", 0, OWN_BODY_MAX_CHARACTERS};
static const struct shape OWN_BODY = {SHAPE_LIST, "a list of lines such as [\"Guten Tag {{given_name}},\", \"\", \"...\"]", 1, OWN_BODY_MAX_CHARACTERS, .item = &OWN_LINE};
static const struct shape_member OWN_MAIL_MEMBERS[] = {
	{"subject", &OWN_SUBJECT, SHAPE_REQUIRED},
	{"body",    &OWN_BODY,    SHAPE_REQUIRED},
	{0},
};
static const struct shape OWN_MAIL = {SHAPE_OBJECT, "a mail: an object with subject and body", .members = OWN_MAIL_MEMBERS};
static const struct shape OWN_MAILS = {SHAPE_MAP, "mails per language, such as {\"de\": {\"subject\": \"...\", \"body\": [\"...\"]}}", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &OWN_MAIL};
static const struct shape_member OWN_PAGE_MEMBERS[] = {
	{"body", &OWN_BODY, SHAPE_REQUIRED},
	{0},
};
static const struct shape OWN_PAGE = {SHAPE_OBJECT, "a text of a page: an object with body", .members = OWN_PAGE_MEMBERS};
static const struct shape OWN_PAGES = {SHAPE_MAP, "texts per language, such as {\"de\": {\"body\": [\"...\"]}}", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &OWN_PAGE};
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
static const struct shape OWN_WORDS = {SHAPE_OBJECT, "texts in the office's own words, such as {\"page.greeting\": {\"de\": {\"body\": [\"...\"]}}}", .members = OWN_TEXTS_MEMBERS};

static const struct shape LEAD = {SHAPE_INTEGER, "minutes from 0 to 43200", 0, MONTH_MINUTES};
static const struct shape HORIZON = {SHAPE_INTEGER, "days from 1 to 366", 1, 366};
static const struct shape OPENING = {SHAPE_TEXT, "a local time from \"00:00\" to \"23:55\", a multiple of 5 minutes", 1, 5, .valid = opening_valid};
static const struct shape KEPT = {SHAPE_INTEGER, "hours from 1 to 720", 1, 720};
static const struct shape KEPT_PERCENT = {SHAPE_INTEGER, "percent from 0 to 100", 0, 100};
static const struct shape HOLD = {SHAPE_INTEGER, "minutes from 1 to 60", 1, 60};
static const struct shape REMINDER = {SHAPE_INTEGER, "hours from 0 (never) to 168", 0, 168};
static const struct shape RETENTION = {SHAPE_INTEGER, "days from 0 to 90", 0, 90};
static const struct shape PER_EMAIL = {SHAPE_INTEGER, "a number from 1 to 100", 1, 100};
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
static const struct shape RULES = {SHAPE_OBJECT, "rules such as {\"lead_minutes\": 120, \"horizon_days\": 60}", .members = RULES_MEMBERS};

static const struct shape DOCUMENTS = {SHAPE_LIST, "a list of up to 30 documents to bring", 0, DOCUMENTS_MAX, .item = &LEAF_SENTENCE};
static const struct shape KEYWORDS = {SHAPE_LIST, "a list of up to 50 words that people search for", 0, KEYWORDS_MAX, .item = &LEAF_NAME};
static const struct shape ONLINE_URL = {SHAPE_TEXT, "an address that begins with https://", 1, URL_MAX, .valid = https_valid};
static const struct shape_member SERVICE_TEXT_MEMBERS[] = {
	{"name",           &LEAF_NAME,     SHAPE_REQUIRED},
	{"summary",        &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"text",           &LEAF_TEXT,     SHAPE_OPTIONAL},
	{"documents",      &DOCUMENTS,     SHAPE_OPTIONAL},
	{"documents_note", &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"keywords",       &KEYWORDS,      SHAPE_OPTIONAL},
	{"online_url",     &ONLINE_URL,    SHAPE_OPTIONAL},
	{0},
};
static const struct shape SERVICE_TEXT = {SHAPE_OBJECT, "texts such as {\"name\": \"Wohngeld neu beantragen\"}", .members = SERVICE_TEXT_MEMBERS};
static const struct shape SERVICE_TEXTS = {SHAPE_MAP, "texts per language, such as {\"de\": {\"name\": \"Wohngeld neu beantragen\"}}", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &SERVICE_TEXT};

static const struct shape_member LABEL_MEMBERS[] = {
	{"label", &LEAF_SENTENCE, SHAPE_REQUIRED},
	{"hint",  &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{0},
};
static const struct shape LABEL = {SHAPE_OBJECT, "texts such as {\"label\": \"Wie wohnen Sie?\"}", .members = LABEL_MEMBERS};
static const struct shape LABELS = {SHAPE_MAP, "texts per language, such as {\"de\": {\"label\": \"Wie wohnen Sie?\"}}", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &LABEL};
static const struct shape_member CHOICE_LABEL_MEMBERS[] = {
	{"label", &LEAF_SENTENCE, SHAPE_REQUIRED},
	{0},
};
static const struct shape CHOICE_LABEL = {SHAPE_OBJECT, "texts such as {\"label\": \"Zur Miete\"}", .members = CHOICE_LABEL_MEMBERS};
static const struct shape CHOICE_LABELS = {SHAPE_MAP, "texts per language, such as {\"de\": {\"label\": \"Zur Miete\"}}", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &CHOICE_LABEL};
static const struct shape_member CHOICE_MEMBERS[] = {
	{"value", &KEY,           SHAPE_REQUIRED},
	{"texts", &CHOICE_LABELS, SHAPE_REQUIRED},
	{0},
};
static const struct shape CHOICE = {SHAPE_OBJECT, "a choice such as {\"value\": \"rent\", \"texts\": {\"de\": {\"label\": \"Zur Miete\"}}}", .members = CHOICE_MEMBERS};
static const struct shape CHOICES = {SHAPE_LIST, "a list of 2 to 30 choices", 2, CHOICES_MAX, .item = &CHOICE};
static const struct shape ANSWER_LENGTH = {SHAPE_INTEGER, "characters from 1 to 500", 1, 500};
static const struct shape ANSWER_NUMBER = {SHAPE_INTEGER, "a whole number from 0 to 1000000000", 0, 1000000000};
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
static const struct shape QUESTION = {SHAPE_OBJECT, "a question such as {\"key\": \"rooms\", \"type\": \"number\", \"texts\": {\"de\": {\"label\": \"Wie viele Zimmer?\"}}}", .members = QUESTION_MEMBERS};
static const struct shape QUESTIONS = {SHAPE_LIST, "a list of up to 20 questions", 0, QUESTIONS_MAX, .item = &QUESTION};

static const struct shape MINUTES = {SHAPE_INTEGER, "minutes from 5 to 480, a multiple of 5", 5, 480, 5};
static const struct shape BUFFER = {SHAPE_INTEGER, "minutes from 0 to 240, a multiple of 5", 0, 240, 5};
static const struct shape_member SERVICE_MEMBERS[] = {
	{"slug",           &LEAF_SLUG,     SHAPE_REQUIRED},
	{"leika",          &LEIKA,         SHAPE_OPTIONAL},
	{"minutes",        &MINUTES,       SHAPE_REQUIRED},
	{"buffer_minutes", &BUFFER,        SHAPE_OPTIONAL, "0"},
	{"channels",       &LEAF_CHANNELS, SHAPE_REQUIRED},
	{"texts",          &SERVICE_TEXTS, SHAPE_REQUIRED},
	{"questions",      &QUESTIONS,     SHAPE_OPTIONAL},
	{0},
};
static const struct shape SERVICE = {SHAPE_OBJECT, "a service: an object with slug, minutes, channels and texts", .members = SERVICE_MEMBERS};
static const struct shape SERVICES = {SHAPE_LIST, "a list of up to 200 services", 0, SERVICES_MAX, .item = &SERVICE};

static const struct shape_member ROOM_TEXT_MEMBERS[] = {
	{"floor", &LEAF_NAME, SHAPE_OPTIONAL},
	{"room",  &LEAF_NAME, SHAPE_OPTIONAL},
	{0},
};
static const struct shape ROOM_TEXT = {SHAPE_OBJECT, "texts such as {\"floor\": \"2. Stock\", \"room\": \"Zimmer 214\"}", .members = ROOM_TEXT_MEMBERS};
static const struct shape ROOM = {SHAPE_MAP, "texts per language, such as {\"de\": {\"room\": \"Zimmer 214\"}}", 1, LANGUAGES_MAX, .valid = language_code_valid, .item = &ROOM_TEXT};
static const struct shape LANES = {SHAPE_INTEGER, "how many citizens at once, from 1 to 32", 1, 32};
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
static const struct shape PERSON = {SHAPE_OBJECT, "a contact person: an object with slug and name", .members = PERSON_MEMBERS};
static const struct shape PERSONS = {SHAPE_LIST, "a list of up to 500 contact persons", 0, PERSONS_MAX, .item = &PERSON};

static const struct shape_member SURNAMES_MEMBERS[] = {
	{"from", &LETTERS, SHAPE_REQUIRED},
	{"to",   &LETTERS, SHAPE_REQUIRED},
	{0},
};
static const struct shape SURNAMES = {SHAPE_OBJECT, "a range such as {\"from\": \"A\", \"to\": \"Kl\"}", .members = SURNAMES_MEMBERS};
static const struct shape SERVICE_SLUGS = {SHAPE_SET, "a list of services by their slugs", 1, SERVICES_MAX, .item = &LEAF_SLUG};
static const struct shape KEYS = {SHAPE_SET, "a list of municipalities by their keys, such as [\"08326074\"]", 0, MUNICIPALITIES_MAX, .item = &LEAF_MUNICIPALITY_KEY};
static const struct shape_member RESPONSIBILITY_MEMBERS[] = {
	{"contact_person", &LEAF_SLUG,     SHAPE_REQUIRED},
	{"services",       &SERVICE_SLUGS, SHAPE_REQUIRED},
	{"surnames",       &SURNAMES,      SHAPE_OPTIONAL},
	{"municipalities", &KEYS,          SHAPE_OPTIONAL},
	{0},
};
static const struct shape RESPONSIBILITY = {SHAPE_OBJECT, "a responsibility: an object with contact_person and services", .members = RESPONSIBILITY_MEMBERS};
static const struct shape RESPONSIBILITIES = {SHAPE_LIST, "a list of up to 2000 responsibilities", 0, RESPONSIBILITY_ENTRIES_MAX, .item = &RESPONSIBILITY};

static const struct shape HOURS_SERVICES = {SHAPE_SET, "a list of up to 16 services by their slugs", 0, HOURS_SERVICES_MAX, .item = &LEAF_SLUG};
static const struct shape HOURS_ROOM = {SHAPE_TEXT, "a room of up to 60 characters, such as \"Zimmer 214\"", 1, HOURS_ROOM_MAX};
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
static const struct shape HOURS = {SHAPE_OBJECT, "weekly hours: an object with contact_person, rule, from, to, step_minutes, channels and valid_from", .members = HOURS_MEMBERS};
static const struct shape WEEKLY_HOURS = {SHAPE_LIST, "a list of up to 2000 weekly hours", 0, WEEKLY_HOURS_MAX, .item = &HOURS};

static const struct shape_member CLOSURE_MEMBERS[] = {
	{"contact_person", &LEAF_SLUG,   SHAPE_OPTIONAL},
	{"from",           &LEAF_MOMENT, SHAPE_REQUIRED},
	{"to",             &LEAF_MOMENT, SHAPE_REQUIRED},
	{"reason",         &LEAF_REASON, SHAPE_OPTIONAL},
	{0},
};
static const struct shape CLOSURE = {SHAPE_OBJECT, "a closure such as {\"from\": \"2026-12-24\", \"to\": \"2026-12-24\", \"reason\": {\"de\": \"Heiligabend\"}}", .members = CLOSURE_MEMBERS};
static const struct shape CLOSURES = {SHAPE_LIST, "a list of up to 500 closures", 0, CLOSURES_MAX, .item = &CLOSURE};

static const struct shape POSITION = {SHAPE_INTEGER, "a whole number from 0 to 1000000, the smallest is shown first", 0, 1000000};
static const struct shape OFFERED = {SHAPE_LIST, "a list of language codes the authority offers, such as [\"de\", \"ar\"]", 1, LANGUAGES_MAX, .item = &LEAF_LANGUAGE};
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
const struct shape OFFICE_SHAPE = {SHAPE_OBJECT, "one object { ... }", .members = OFFICE_MEMBERS};
// clang-format on
