/* figures_chart.c - two lines or two rows of bars over months, as SVG. */
#include "lib/buffer.h"
#include "server/admin/figures.h"

enum { LEFT = 44, TOP = 20, BOTTOM = 240, WIDTH = 640, LABEL_Y = 266, GRID_LINES = 5 };

/* The least step of 1, 2, 5, 10, 20 ... by which the grid reaches up to the highest value. */
static double step_of(const struct chart *c)
{
	static const double NICE[] = {1, 2, 5};
	double top = 0, step = 1;

	for (size_t i = 0; i < c->n; i++) {
		top = c->a[i] > top ? c->a[i] : top;
		top = c->b[i] > top ? c->b[i] : top;
	}
	for (double ten = 1; ten < 1e9; ten *= 10)
		for (size_t k = 0; k < sizeof NICE / sizeof *NICE; k++)
			if ((step = NICE[k] * ten) * GRID_LINES >= top)
				return step;
	return step;
}

static double y_of(double value, double step)
{
	return BOTTOM - value / (step * GRID_LINES) * (BOTTOM - TOP);
}

static double x_of(const struct chart *c, size_t i)
{
	return LEFT + ((double)i + 0.5) * (WIDTH - LEFT) / (double)c->n;
}

static void grid_write(struct buffer *out, double step)
{
	for (int k = 0; k <= GRID_LINES; k++) {
		double y = y_of(k * step, step);

		buffer_printf(
			out,
			"<line class=\"staff-grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
			"<text class=\"staff-axis\" x=\"%d\" y=\"%.1f\" "
			"text-anchor=\"end\">%.0f</text>",
			LEFT, WIDTH, y, y, LEFT - 8, y + 5, k * step);
	}
}

static void line_write(struct buffer *out, const struct chart *c, const double *values, double step,
		       const char *name)
{
	for (size_t i = 0; i < c->n; i++) {
		if (values[i] < 0)
			continue;
		if (i > 0 && values[i - 1] >= 0)
			buffer_printf(out,
				      "<line class=\"staff-line-%s\" x1=\"%.1f\" y1=\"%.1f\" "
				      "x2=\"%.1f\" y2=\"%.1f\"/>",
				      name, x_of(c, i - 1), y_of(values[i - 1], step), x_of(c, i),
				      y_of(values[i], step));
		if (*name == 'a')
			buffer_printf(out,
				      "<circle class=\"staff-line-a-dot\" cx=\"%.1f\" cy=\"%.1f\" "
				      "r=\"4\"/>",
				      x_of(c, i), y_of(values[i], step));
		else
			buffer_printf(out,
				      "<rect class=\"staff-line-b-dot\" x=\"%.1f\" y=\"%.1f\" "
				      "width=\"8\" height=\"8\"/>",
				      x_of(c, i) - 4, y_of(values[i], step) - 4);
	}
}

static void bar_write(struct buffer *out, const struct chart *c, size_t i, double value,
		      double step, const char *name)
{
	double width = (double)(WIDTH - LEFT) / (double)c->n * 0.36;

	if (value > 0)
		buffer_printf(out,
			      "<rect class=\"staff-bar-%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
			      "height=\"%.1f\"/>",
			      name, *name == 'a' ? x_of(c, i) - width - 0.5 : x_of(c, i) + 0.5,
			      y_of(value, step), width, BOTTOM - y_of(value, step));
}

char *chart_write(const struct chart *c)
{
	struct buffer out = {0};
	double step = step_of(c);

	buffer_printf(&out,
		      "<svg class=\"staff-chart\" viewBox=\"0 0 %d 280\" role=\"img\" "
		      "aria-labelledby=\"%s\">"
		      "<title id=\"%s\">%s</title>",
		      WIDTH, c->id, c->id, c->title);
	grid_write(&out, step);
	for (size_t i = 0; i < c->n; i++) {
		buffer_printf(&out,
			      "<text class=\"staff-axis\" x=\"%.1f\" y=\"%d\" "
			      "text-anchor=\"middle\">%s</text>",
			      x_of(c, i), LABEL_Y, c->labels[i]);
		if (c->bars) {
			bar_write(&out, c, i, c->a[i], step, "a");
			bar_write(&out, c, i, c->b[i], step, "b");
		}
	}
	if (!c->bars) {
		line_write(&out, c, c->b, step, "b");
		line_write(&out, c, c->a, step, "a");
	}
	buffer_puts(&out, "</svg>");
	return buffer_steal(&out);
}
