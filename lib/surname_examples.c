/* surname_examples.c - surnames that people have, as examples for a range of letters. */
#include "lib/surname_examples.h"

#include <string.h>

#include "lib/buffer.h"

/* Frequent in Germany, the most frequent first; behind them some for letters that few have. */
// clang-format off
static const char *const NAMES[] = {
	"Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann",
	"Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun",
	"Krüger", "Hofmann", "Hartmann", "Lange", "Werner", "Krause", "Lehmann", "Maier", "Huber", "Kaiser",
	"Fuchs", "Peters", "Lang", "Scholz", "Möller", "Weiß", "Jung", "Hahn", "Schubert", "Vogel",
	"Friedrich", "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck", "Lorenz", "Baumann",
	"Franke", "Albrecht", "Schuster", "Simon", "Ludwig", "Böhm", "Winter", "Kraus", "Martin", "Schumacher",
	"Krämer", "Vogt", "Stein", "Jäger", "Otto", "Sommer", "Groß", "Seidel", "Heinrich", "Brandt",
	"Haas", "Schreiber", "Graf", "Schulte", "Dietrich", "Ziegler", "Kuhn", "Kühn", "Pohl", "Engel",
	"Horn", "Busch", "Bergmann", "Thomas", "Voigt", "Sauer", "Arnold", "Wolff", "Pfeiffer", "Ernst",
	"Lindner", "Hübner", "Kunz", "Yılmaz", "Herrmann", "Nagel", "Kaya", "Reuter", "Anders", "Adler",
	"Paul", "Riedel", "Nowak", "Stark", "Beyer", "Demir", "Decker", "Esser", "Ebert", "Thiel",
	"Ulrich", "Urban", "Rau", "Rieger", "Öztürk", "Opitz", "Oswald", "Nguyen", "Ivanov", "Jansen",
	"Zeller", "Zander", "Tietz", "Tran", "Uhl", "Ullmann", "Iser", "Ihle", "Imhof", "Quandt",
	"Quast", "Xander", "Yıldız", "Yavuz", "Cordes", "Conrad", "Christ", "Clemens", "Celik", "Aydin",
	"Ackermann", "Eder", "Eckert", "Ehlers", "Dreher", "Dorn", "Gärtner", "Gerlach", "Glaser", "Götz",
	"Hein", "Hirsch", "Ilg", "John", "Kern", "Kirsch", "Knapp", "Leitner", "Link", "Lutz",
	"Merz", "Michel", "Mohr", "Naumann", "Nickel", "Noack", "Ott", "Pape", "Petersen", "Popp",
	"Preuß", "Raab", "Reich", "Rose", "Rudolph", "Sander", "Singer", "Spengler", "Steiner", "Sturm",
	"Süß", "Tauber", "Teichmann", "Trautmann", "Vetter", "Völker", "Walter", "Wirth", "Wendt", "Zech",
	"Zorn", "Zwick",
};
// clang-format on

enum { NAMES_COUNT = sizeof NAMES / sizeof *NAMES };

static bool is_inside(const char *name, const struct surname_range *range)
{
	struct surname folded;

	if (!surname_fold(&folded, name))
		return false;
	folded.whole = true;
	return surname_compare(&folded, range) == SURNAME_INSIDE;
}

static bool comes_before(const char *one, const char *other)
{
	struct surname a, b;

	surname_fold(&a, one);
	surname_fold(&b, other);
	return strcmp(a.letters, b.letters) < 0;
}

size_t surname_examples(const char *out[SURNAME_EXAMPLES_MAX], const struct surname_range *range)
{
	size_t n = 0, at;

	for (size_t i = 0; i < NAMES_COUNT && n < SURNAME_EXAMPLES_MAX; i++) {
		if (!is_inside(NAMES[i], range))
			continue;
		for (at = n++; at > 0 && comes_before(NAMES[i], out[at - 1]); at--)
			out[at] = out[at - 1];
		out[at] = NAMES[i];
	}
	return n;
}

char *surname_examples_text(const struct surname_range *range)
{
	const char *names[SURNAME_EXAMPLES_MAX];
	size_t n = surname_examples(names, range);
	struct buffer text = {0};

	buffer_puts(&text, "");
	for (size_t i = 0; i < n; i++)
		buffer_printf(&text, "%s%s", i ? ", " : "", names[i]);
	return buffer_steal(&text);
}
