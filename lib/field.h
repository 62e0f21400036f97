/*
 * field.h - the checks of form fields: everything wrong with a form, at once.
 *
 * Each function below reads one field, notes what is wrong with it and goes
 * on; fields_end() says whether anything was.  So a parser is a list of lines,
 * one per field, and an `if` at its end.
 *
 * Text is trimmed (utf8_trim()) before anything else.  What a field gave is
 * returned when it is right; NULL (false) when it is wrong or empty.  Returned
 * text is borrowed from the struct fields and lives as long as that.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/date.h"

/*
 * What can be wrong with a field.  This is the one list: each code is stable,
 * goes out in the API as written here, and has a text in every language under
 * "error.CODE".  Parsers with rules of their own add their codes here.
 */
// clang-format off
#define FIELD_CODES(X)                                                               \
	X(EMPTY,           "required")        /* missing or empty */                 \
	X(TOO_LONG,        "too_long")        /* more characters than "limit" */     \
	X(TOO_SHORT,       "too_short")       /* fewer characters than "limit" */    \
	X(TOO_SMALL,       "too_small")       /* a number below "limit" */           \
	X(TOO_LARGE,       "too_large")       /* a number above "limit" */           \
	X(TOO_MANY,        "too_many")        /* more choices than "limit" */        \
	X(INVALID,         "invalid")         /* wrong kind of value, or hidden characters */ \
	X(INVALID_NAME,    "invalid_name")    /* no letter in it, or a link */       \
	X(INVALID_LETTERS, "invalid_letters") /* not the beginning of a surname */   \
	X(MORE_LETTERS,    "more_letters")    /* too few letters to tell who is responsible */ \
	X(INVALID_EMAIL,   "invalid_email")   /* not an address that mail reaches */ \
	X(EMAIL_DOMAIN,    "email_domain")    /* what follows the @ has no .de, .com ... */ \
	X(INVALID_PHONE,   "invalid_phone")   /* too few or many digits, or letters */ \
	X(INVALID_NUMBER,  "invalid_number")  /* not a whole number */               \
	X(INVALID_DATE,    "invalid_date")    /* not a day of the calendar */        \
	X(INVALID_TIME,    "invalid_time")    /* not a time this can happen at */    \
	X(INVALID_REFERENCE, "invalid_reference") /* not what a reference looks like */ \
	X(OFF_STEP,        "off_step")        /* not a multiple of 5 minutes */      \
	X(BEFORE_FROM,     "before_from")     /* an end that lies before its beginning */ \
	X(NOT_A_CHOICE,    "not_a_choice")    /* none of those offered */            \
	X(CONTACT_NEEDED,  "contact_needed")  /* one of several ways to reach somebody */ \
	X(WRONG_SIGN_IN,   "wrong_sign_in")   /* address and password do not fit together */ \
	X(WRONG_CODE,      "wrong_code")      /* not the code of now, or used before */ \
	X(WAIT,            "wait")            /* too many attempts: "limit" says how long */ \
	X(TOO_COMMON,      "too_common")      /* a password that is guessed first */ \
	X(SAME_DAY,        "same_day")        /* another day, where the day is to stay */ \
	X(DIFFERS,         "differs")         /* typed twice, and not the same */    \
	X(HAS_ROLE,        "has_role")        /* who was to get it has it already */ \
	X(REPEATED,        "repeated")        /* stands above already */             \
	X(BLOCKED,         "blocked")         /* an account that must not sign in */ \
	X(INVALID_SLUG,    "invalid_slug")    /* not a short name for addresses */   \
	X(UNKNOWN_VARIABLE, "unknown_variable") /* a {{...}} that has no value here */ \
	X(VARIABLE_NEEDED, "variable_needed") /* it must be named in the text */     \
	X(NAMES_SERVICE,   "names_service")   /* what is to be discreet is named */  \
	X(TAKEN,           "taken")           /* somebody or something else has that name */ \
	X(INVALID_COLOUR,  "invalid_colour")  /* not what a colour is written like */ \
	X(CONTRAST,        "contrast")        /* cannot be read: the error says where, and what can */ \
	X(INVALID_LINK,    "invalid_link")    /* not an address of a page */         \
	X(NOT_AN_IMAGE,    "not_an_image")    /* a file that is no picture we know */ \
	X(ACTIVE_CONTENT,  "active_content")  /* a picture with scripts in it */     \
	X(UNKNOWN_FIELD,   "unknown_field")   /* nothing here has that name */
// clang-format on

enum field_code {
#define FIELD_CODE_CONSTANT(constant, text) FIELD_##constant,
	FIELD_CODES(FIELD_CODE_CONSTANT)
#undef FIELD_CODE_CONSTANT
		FIELD_CODES_COUNT
};

enum field_need { FIELD_OPTIONAL, FIELD_REQUIRED };

enum {
	FIELDS_ERRORS_MAX = 64,
	FIELDS_VALUES_MAX = 320,
	FIELD_CHOICES_MAX = 64, /* values of one list */
	FIELD_NAME_MAX_CHARACTERS = 100,
	FIELD_LETTERS_MAX_CHARACTERS = 100,
	FIELD_EMAIL_MAX_CHARACTERS = 254, /* RFC 5321 section 4.5.3.1.3 without < > */
	FIELD_PHONE_MAX_CHARACTERS = 40,
	FIELD_PHONE_MIN_DIGITS = 5,
	FIELD_PHONE_MAX_DIGITS = 20,
};

struct fields;

/*
 * Over the object that form_decode() or a JSON body gave; keeps a reference.
 * An object within it is read as fields of that prefix: {"answers": {"size":
 * 2}} is the field "answers.size", as a form writes it.  Anything but an
 * object reads as no fields at all.
 */
struct fields *fields_new(json_t *input);
void fields_free(struct fields *f);

#define fields_auto_t __attribute__((cleanup(fields_freep))) struct fields

static inline void fields_freep(struct fields **f)
{
	fields_free(*f);
}

/* One line, without control characters and marks that reorder text. */
const char *fields_text(struct fields *f, const char *name, enum field_need need,
			size_t max_characters);

/* The same with line breaks and tabs allowed; CR LF becomes LF, as textareas send it. */
const char *fields_lines(struct fields *f, const char *name, enum field_need need,
			 size_t max_characters);

/* A person's name in any script: a letter at least, and no link (spam). */
const char *fields_name(struct fields *f, const char *name, enum field_need need);

/*
 * How a surname begins, or all of it: letters of any script with their marks,
 * and spaces, hyphens, dots and apostrophes between them.
 */
const char *fields_letters(struct fields *f, const char *name, enum field_need need);

/* What mail_address_valid() accepts, with a dot in the domain.  ASCII only. */
const char *fields_email(struct fields *f, const char *name, enum field_need need);

/* Digits, and + / ( ) - . and spaces between them. */
const char *fields_phone(struct fields *f, const char *name, enum field_need need);

/* One of allowed, which ends in NULL; returns that entry itself. */
const char *fields_choice(struct fields *f, const char *name, enum field_need need,
			  const char *const allowed[]);

/*
 * Any of allowed, each once, in the order given: an array of strings, borrowed;
 * NULL when the field is wrong, or empty.
 */
const json_t *fields_choices(struct fields *f, const char *name, enum field_need need,
			     const char *const allowed[]);

/*
 * A box to tick: true, "true", "on", "yes" and "1" against false, "false",
 * "off", "no", "0" and missing, since a form does not send empty boxes.  A
 * box that is required must be ticked.
 */
bool fields_bool(struct fields *f, const char *name, enum field_need need);

/* A whole number from min to max; *out is only written when true is returned. */
bool fields_integer(struct fields *f, const char *name, enum field_need need, long long min,
		    long long max, long long *out);

/* YYYY-MM-DD as browsers send it, or D.M.YYYY as Germans type it. */
bool fields_date(struct fields *f, const char *name, enum field_need need, struct date *out);

/* For rules of the parser's own.  The first error of a field is the one that counts. */
void fields_wrong(struct fields *f, const char *name, enum field_code code);

/*
 * Note every member of the input that no function above asked for, then say
 * whether all is right.  Where unknown members must be let through (query
 * strings: other sites hang their own on links), ask fields_right() instead.
 */
bool fields_end(struct fields *f);
bool fields_right(const struct fields *f);

/*
 * [{"field": ..., "code": ...}], some with "limit", as the member "errors" of a
 * problem (RFC 9457), in the order the fields were read.  Borrowed.
 */
json_t *fields_errors(const struct fields *f);

/*
 * What was typed, to give the form back with: an object by field name of
 * trimmed text without control characters (wrong values too), arrays of such
 * for choices, true and false for boxes.  Empty fields are "".  Borrowed.
 */
json_t *fields_values(const struct fields *f);

/* "required" and so on. */
const char *field_code_text(enum field_code code);
