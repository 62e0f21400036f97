/*
 * responsibility.h - which contact persons receive a citizen.
 *
 * The responsibilities of one service are one array.  Persons are the caller's own
 * numbers (places in its catalogue).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/surname.h"

enum {
	RESPONSIBILITIES_MAX = 500, /* of one service; importing refuses more */
};

struct responsibility {
	size_t contact_person;
	bool by_surname;
	struct surname_range surnames;     /* when by_surname */
	const char *const *municipalities; /* keys; borrowed */
	size_t municipality_count;         /* 0: wherever the citizen lives */
	bool dated;                        /* for starts in [from, to) alone, in ticks */
	int32_t from, to;                  /* when dated */
};

/* Whether it holds for an appointment of this start. */
static inline bool responsibility_holds(const struct responsibility *r, int32_t start)
{
	return !r->dated || (start >= r->from && start < r->to);
}

/* Not limited to other municipalities than this one (NULL: one that nobody lists). */
bool responsibility_reaches(const struct responsibility *r, const char *municipality);

struct responsibility_asks {
	bool surname, municipality;
};

/* What a citizen must be asked at all: that by which some responsibility is limited. */
struct responsibility_asks responsibility_asks(const struct responsibility *list, size_t count);

enum responsibility_answer {
	RESPONSIBLE,                   /* these persons */
	RESPONSIBLE_NOBODY,            /* nobody, whatever else is said */
	RESPONSIBLE_NEED_SURNAME,      /* depends on the surname, which was not given */
	RESPONSIBLE_NEED_MUNICIPALITY, /* depends on the municipality, not given */
	RESPONSIBLE_NEED_MORE_LETTERS, /* depends on letters behind those given */
};

/*
 * Who receives a citizen of this surname (NULL: not known) from this municipality
 * (NULL: not known).  What is missing is asked for only when it makes a
 * difference: with two ranges of the same person nothing needs to be known.  The
 * surname is asked for first, then the municipality, then more letters.
 *
 * Dates are not looked at: give those that hold.
 *
 * Writes the persons, ascending, each once, to persons[count] and how many into
 * *found; 0 unless the answer is RESPONSIBLE.
 */
enum responsibility_answer responsibility_find(const struct responsibility *list, size_t count,
					       const struct surname *surname,
					       const char *municipality, size_t *persons,
					       size_t *found);

/* One of several persons who could take a start. */
struct candidate {
	size_t contact_person;
	int64_t id;            /* what stays the same everywhere: the person's key */
	unsigned appointments; /* already on that day */
};

/*
 * Bring them into the order in which they get the start (Unix seconds): fewest
 * appointments first; equals in an order that depends on the start, the same
 * everywhere, so that over many starts nobody is always first.
 */
void candidates_share(struct candidate *list, size_t count, int64_t start);
