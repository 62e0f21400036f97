/* office_source.c - authority files and office files as a command was given them. */
#include "server/office_source.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/finding_words.h"
#include "server/log.h"

static void text_read(struct office_source *s)
{
	FILE *in = fopen(s->path, "re");
	struct buffer text = {0};
	size_t got = 1;

	if (!in)
		die("%s: %s", s->path, strerror(errno));
	while (got > 0 && text.len <= OFFICE_FILE_MAX_BYTES) {
		got = fread(buffer_reserve(&text, BUFSIZ), 1, BUFSIZ, in);
		text.len += got;
	}
	if (ferror(in))
		die("%s: %s", s->path, strerror(errno));
	if (text.len > OFFICE_FILE_MAX_BYTES)
		die("%s: no office needs more than %d bytes", s->path, OFFICE_FILE_MAX_BYTES);
	fclose(in);
	buffer_add(&text, "", 0);
	s->findings = (struct findings){.len = text.len};
	s->text = buffer_steal(&text);
	s->findings.text = s->text;
}

void office_sources_read(struct office_sources *all, size_t n, char *const *paths)
{
	if (n > OFFICE_SOURCES_MAX)
		die("no more than %d files at once", OFFICE_SOURCES_MAX);
	all->list = xcalloc(n + 1, sizeof all->list[0]);
	all->n = n;
	for (size_t i = 0; i < n; i++) {
		struct office_source *s = &all->list[i];

		s->path = xstrdup(paths[i]);
		text_read(s);
		s->document = office_file_parse(&s->findings, &s->kind);
	}
}

static int is_json(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0;
}

void office_sources_read_folder(struct office_sources *all, const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_json, alphasort);
	char **paths;

	if (n <= 0)
		die("%s: %s", folder, n < 0 ? strerror(errno) : "there is no office file in it");
	paths = xcalloc((size_t)n, sizeof paths[0]);
	for (int i = 0; i < n; i++) {
		struct buffer path = {0};

		buffer_printf(&path, "%s/%s", folder, entries[i]->d_name);
		paths[i] = buffer_steal(&path);
		free(entries[i]);
	}
	office_sources_read(all, (size_t)n, paths);
	for (int i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
	free(entries);
}

static const char *member(const struct office_source *s, const char *name)
{
	const char *text = json_string_value(json_object_get(s->document, name));

	return text ? text : "";
}

/* Whether a file at `from` or behind it is the office that this one is below. */
static bool parent_follows(const struct office_sources *all, size_t from,
			   const struct office_source *child)
{
	for (size_t i = from; i < all->n; i++)
		if (&all->list[i] != child && all->list[i].kind == FILE_OF_OFFICE &&
		    strcmp(member(&all->list[i], "slug"), member(child, "parent")) == 0)
			return true;
	return false;
}

static bool is_next(const struct office_sources *all, size_t from, const struct office_source *s)
{
	if (s->kind == FILE_OF_AUTHORITY)
		return true;
	for (size_t i = from; i < all->n; i++)
		if (all->list[i].kind == FILE_OF_AUTHORITY)
			return false;
	return !*member(s, "parent") || !parent_follows(all, from, s);
}

/* Parents in a circle stay where they are; importing refuses them. */
void office_sources_sort(struct office_sources *all)
{
	for (size_t i = 0; i < all->n; i++) {
		size_t k = i;
		struct office_source next;

		while (k < all->n && !is_next(all, i, &all->list[k]))
			k++;
		if (k == all->n)
			return;
		next = all->list[k];
		memmove(&all->list[i + 1], &all->list[i], (k - i) * sizeof next);
		all->list[i] = next;
	}
}

const json_t *office_sources_authority(const struct office_sources *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->list[i].kind == FILE_OF_AUTHORITY)
			return all->list[i].document;
	return NULL;
}

static bool is_told(const struct office_source *s, bool warnings)
{
	return s->findings.n > 0 && (warnings || s->findings.mistakes > 0);
}

static void findings_write(struct office_sources *all, bool warnings, const char *web)
{
	struct site *site = site_new(web);
	struct wording w = {.site = site};
	buffer_auto_t out = {0};

	if (!site)
		die("%s: the texts to tell what is wrong are not there", web);
	w.language = site_language(site, "en");
	for (size_t i = 0; i < all->n; i++)
		if (is_told(&all->list[i], warnings))
			findings_tell(&all->list[i].findings, &w, all->list[i].path, &out);
	fputs(out.data ? out.data : "", stdout);
	site_free(site);
}

bool office_sources_tell(struct office_sources *all, bool warnings, const char *web)
{
	bool good = true, told = false;

	for (size_t i = 0; i < all->n; i++) {
		good = good && all->list[i].findings.mistakes == 0;
		told = told || is_told(&all->list[i], warnings);
	}
	if (told)
		findings_write(all, warnings, web);
	return good;
}

void office_sources_done(struct office_sources *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->list[i].path);
		free(all->list[i].text);
		json_decref(all->list[i].document);
		findings_done(&all->list[i].findings);
	}
	free(all->list);
}
