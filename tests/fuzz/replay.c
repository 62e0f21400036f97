/*
 * replay.c - main() that feeds every file of a folder to a fuzz target, so
 * that whatever was once found stays an ordinary test.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/buffer.h"
#include "lib/xalloc.h"
#include "tests/fuzz/target.h"

static bool replay(const char *folder, const char *name)
{
	buffer_auto_t path = {0};
	uint8_t *data;
	long size;
	FILE *f;

	buffer_printf(&path, "%s/%s", folder, name);
	f = fopen(path.data, "rb");
	if (!f || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0) {
		perror(path.data);
		return false;
	}
	rewind(f);
	/* Exactly as long as the input, so that a byte read too far is noticed. */
	data = xcalloc((size_t)size + !size, 1);
	if (fread(data, 1, (size_t)size, f) != (size_t)size) {
		perror(path.data);
		return false;
	}
	fclose(f);
	LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
	return true;
}

int main(int argc, char **argv)
{
	int inputs = 0;
	bool ok = true;

	for (int i = 1; i < argc; i++) {
		struct dirent **files;
		int count = scandir(argv[i], &files, NULL, alphasort);

		for (int n = 0; n < count; n++) {
			if (files[n]->d_name[0] != '.') {
				ok = replay(argv[i], files[n]->d_name) && ok;
				inputs++;
			}
			free(files[n]);
		}
		if (count >= 0)
			free(files);
	}
	printf("%d inputs\n", inputs);
	return ok && inputs ? EXIT_SUCCESS : EXIT_FAILURE;
}
