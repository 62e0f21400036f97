/* finding.c - what is wrong with a file, every bit of it, with its place. */
#include "lib/finding.h"

#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/utf8.h"
#include "lib/xalloc.h"

enum { PARAM_MAX_BYTES = 120 };

/* A text that is longer than anybody needs to see to know it. */
static json_t *shortened(const char *text)
{
	buffer_auto_t out = {0};

	buffer_add(&out, text, utf8_cut(text, strlen(text), PARAM_MAX_BYTES));
	buffer_puts(&out, "...");
	return json_string(out.data);
}

static json_t *params_shorten(json_t *params)
{
	const char *name;
	json_t *value;

	json_object_foreach (params, name, value)
		if (json_string_length(value) > PARAM_MAX_BYTES)
			json_object_set_new(params, name, shortened(json_string_value(value)));
	return params ? params : json_object();
}

static void finding_add(struct findings *f, bool warning, const char *pointer,
			struct json_place place, const char *code, json_t *params)
{
	if (!warning)
		f->mistakes++;
	if (f->n == FINDINGS_MAX) {
		json_decref(params);
		return;
	}
	if (f->n == f->room) {
		f->room = f->room ? 2 * f->room : 16;
		f->list = xrealloc(f->list, f->room * sizeof f->list[0]);
	}
	f->list[f->n++] =
		(struct finding){warning, code, params_shorten(params), xstrdup(pointer), place};
}

void finding_mistake(struct findings *f, const char *pointer, const char *code, json_t *params)
{
	finding_add(f, false, pointer, json_place_find(f->text, f->len, pointer), code, params);
}

void finding_warning(struct findings *f, const char *pointer, const char *code, json_t *params)
{
	finding_add(f, true, pointer, json_place_find(f->text, f->len, pointer), code, params);
}

void finding_mistake_at(struct findings *f, struct json_place place, const char *code,
			json_t *params)
{
	finding_add(f, false, "", place, code, params);
}

static int compare_places(const void *a, const void *b)
{
	const struct json_place *p = &((const struct finding *)a)->place;
	const struct json_place *q = &((const struct finding *)b)->place;

	if (p->line != q->line)
		return p->line < q->line ? -1 : 1;
	return (p->column > q->column) - (p->column < q->column);
}

void findings_sort(struct findings *f)
{
	if (f->n > 0)
		qsort(f->list, f->n, sizeof f->list[0], compare_places);
}

void findings_done(struct findings *f)
{
	for (size_t i = 0; i < f->n; i++) {
		json_decref(f->list[i].params);
		free(f->list[i].pointer);
	}
	free(f->list);
}
