/* finding.c - what is wrong with a file, every bit of it, with its place. */
#include "lib/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/buffer.h"
#include "lib/xalloc.h"

__attribute__((format(printf, 5, 0))) static void finding_add(struct findings *f, bool warning,
							      const char *pointer,
							      struct json_place place,
							      const char *fmt, va_list ap)
{
	struct buffer text = {0};

	if (!warning)
		f->mistakes++;
	if (f->n == FINDINGS_MAX)
		return;
	if (f->n == f->room) {
		f->room = f->room ? 2 * f->room : 16;
		f->list = xrealloc(f->list, f->room * sizeof f->list[0]);
	}
	buffer_vprintf(&text, fmt, ap);
	f->list[f->n++] = (struct finding){warning, xstrdup(pointer), buffer_steal(&text), place};
}

void finding_mistake(struct findings *f, const char *pointer, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	finding_add(f, false, pointer, json_place_find(f->text, f->len, pointer), fmt, ap);
	va_end(ap);
}

void finding_warning(struct findings *f, const char *pointer, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	finding_add(f, true, pointer, json_place_find(f->text, f->len, pointer), fmt, ap);
	va_end(ap);
}

void finding_mistake_at(struct findings *f, struct json_place place, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	finding_add(f, false, "", place, fmt, ap);
	va_end(ap);
}

static int compare_places(const void *a, const void *b)
{
	const struct json_place *p = &((const struct finding *)a)->place;
	const struct json_place *q = &((const struct finding *)b)->place;

	if (p->line != q->line)
		return p->line < q->line ? -1 : 1;
	return (p->column > q->column) - (p->column < q->column);
}

void findings_print(struct findings *f, const char *file, struct buffer *out)
{
	if (f->n > 0)
		qsort(f->list, f->n, sizeof f->list[0], compare_places);
	for (size_t i = 0; i < f->n; i++) {
		const struct finding *one = &f->list[i];

		buffer_printf(out, "%s:%d:%d: %s: %s%s%s\n", file, one->place.line,
			      one->place.column, one->warning ? "warning" : "mistake", one->pointer,
			      *one->pointer ? ": " : "", one->text);
	}
	if (f->n == FINDINGS_MAX)
		buffer_printf(out, "%s: there may be more; mend these first\n", file);
}

void findings_done(struct findings *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->list[i].pointer);
		free(f->list[i].text);
	}
	free(f->list);
}
