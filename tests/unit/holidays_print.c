/* holidays_print.c - prints "STATE YYYY-MM-DD id" for the states and years given:
 * holidays_print FIRST_YEAR LAST_YEAR STATE... */
#include "lib/holidays.h"

#include <stdio.h>
#include <stdlib.h>

static void year_print(const char *state, int year)
{
	struct holiday list[HOLIDAYS_MAX];
	size_t count = holidays_list(list, state, year);

	for (size_t i = 0; i < count; i++) {
		char day[DATE_TEXT_SIZE];

		date_format(day, list[i].date);
		printf("%s %s %s\n", state, day, list[i].id);
	}
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return EXIT_FAILURE;
	for (int i = 3; i < argc; i++) {
		for (int year = atoi(argv[1]); year <= atoi(argv[2]); year++)
			year_print(argv[i], year);
	}
	return EXIT_SUCCESS;
}
