/* Templates: each rule of the specification with a case of our own. */
#include "lib/mustache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"

enum { PARTIALS_MAX = 4 };

/* Partials as "name", "text" pairs. */
struct template_case {
	const char *name, *document, *text, *want;
	const char *partials[2 * PARTIALS_MAX];
};

// clang-format off
static const struct template_case INTERPOLATION[] = {
	{"text without tags stays as it is", "{}", "Rathaus {offen}, } }\n", "Rathaus {offen}, } }\n"},
	{"a name is replaced by its value", "{'who': 'Anna'}", "Guten Tag, {{who}}!", "Guten Tag, Anna!"},
	{"a value is not read as a template", "{'a': '{{b}}', 'b': 'x'}", "{{a}}", "{{b}}"},
	{"all five characters of HTML are escaped", "{'a': '<i a=\\\"1\\\" b=\\'2\\'>&'}", "{{a}}",
	 "&lt;i a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;"},
	{"three braces do not escape", "{'a': '<b>&'}", "{{{a}}}", "<b>&"},
	{"an ampersand does not escape", "{'a': '<b>&'}", "{{&a}}", "<b>&"},
	{"integers are printed", "{'n': -30}", "{{n}} {{{n}}} {{&n}}", "-30 -30 -30"},
	{"large integers keep all digits", "{'n': 9007199254740993}", "{{n}}", "9007199254740993"},
	{"reals are printed as short as they are", "{'a': 2.50, 'b': 0.1, 'c': 3.0, 'd': 1e300}",
	 "{{a}} {{b}} {{c}} {{d}}", "2.5 0.1 3 1e+300"},
	{"true and false are words", "{'t': true, 'f': false}", "{{t}} {{f}}", "true false"},
	{"null, lists and objects are nothing", "{'n': null, 'l': [1], 'o': {'a': 1}}",
	 "[{{n}}{{l}}{{o}}{{{n}}}{{&n}}]", "[]"},
	{"what is missing is nothing", "{}", "[{{a}}{{{a}}}{{&a}}]", "[]"},
	{"a dotted name leads through objects", "{'a': {'b': {'c': {'d': 7}}}}",
	 "{{a.b.c.d}} {{{a.b.c.d}}} {{&a.b.c.d}}", "7 7 7"},
	{"a dotted name that breaks off is nothing", "{'a': {'b': 1}, 'c': 2}", "[{{a.x.c}}{{a.b.c}}{{x.c}}]", "[]"},
	{"later parts are not looked up outside", "{'a': {'b': {}}, 'n': {'m': 'wrong'}, 'm': 'wrong'}",
	 "[{{a.b.n.m}}{{a.m}}]", "[]"},
	{"the first part is looked up like any name", "{'a': {'x': 1}, 'b': {'c': 'yes'}}",
	 "{{#a}}{{b.c}}{{/a}}", "yes"},
	{"an inner object hides an outer one that would lead on",
	 "{'a': {'b': {}}, 'b': {'c': 'wrong'}}", "[{{#a}}{{b.c}}{{/a}}]", "[]"},
	{"a key with a dot is not found by a dotted name", "{'a.b': 1}", "[{{a.b}}]", "[]"},
	{"a dot is the document itself", "'<a>'", "{{.}} {{{.}}} {{&.}} {{ . }}", "&lt;a&gt; <a> <a> &lt;a&gt;"},
	{"white space around a tag stays", "{'a': '-'}", " {{a}} \n\t{{{a}}}\n {{&a}}\n", " - \n\t-\n -\n"},
	{"white space within a tag does not count", "{'a': '-'}", "{{ a }}{{{ a }}}{{& a }}{{\n\ta\n}}", "----"},
	{"names may be of any script", "{'größe': 'L'}", "{{größe}}", "L"},
};

static const struct template_case SECTIONS[] = {
	{"a true value shows a section", "{'a': true}", "[{{#a}}x{{/a}}]", "[x]"},
	{"false, null, missing, empty text and empty lists hide it",
	 "{'f': false, 'n': null, 'e': '', 'l': []}",
	 "[{{#f}}f{{/f}}{{#n}}n{{/n}}{{#m}}m{{/m}}{{#e}}e{{/e}}{{#l}}l{{/l}}]", "[]"},
	{"zero and an empty object show it", "{'z': 0, 'o': {}}", "[{{#z}}z{{/z}}{{#o}}o{{/o}}]", "[zo]"},
	{"an object becomes the context", "{'p': {'name': 'Ada'}}", "{{#p}}{{name}}{{/p}}", "Ada"},
	{"outer names are seen from inside", "{'a': 1, 'b': 2, 'p': {'b': 3}, 'q': {'c': 4}}",
	 "{{#p}}{{a}}{{b}}{{q.c}}{{/p}}", "134"},
	{"text becomes the context too", "{'a': 'x'}", "{{#a}}{{.}}{{a}}{{/a}}", "xx"},
	{"a list repeats a section", "{'l': [{'n': 1}, {'n': 2}]}", "{{#l}}<{{n}}>{{/l}}", "<1><2>"},
	{"lists within lists see all contexts",
	 "{'d': [{'day': 'Mo', 'times': [{'at': 8}, {'at': 9}]}, {'day': 'Di', 'times': [{'at': 10}]}]}",
	 "{{#d}}{{#times}}{{day}}{{at}} {{/times}}{{/d}}", "Mo8 Mo9 Di10 "},
	{"members that are null hide outer ones", "{'a': 'out', 'p': {'a': null}}", "[{{#p}}{{a}}{{/p}}]", "[]"},
	{"a section may follow itself", "{'a': true}", "{{#a}}1{{/a}}{{#a}}2{{/a}}", "12"},
	{"a section may stand in itself", "{'a': true, 'b': false}",
	 "{{#a}}1{{#a}}2{{/a}}3{{/a}}{{#b}}4{{#b}}5{{/b}}{{/b}}", "123"},
	{"deep nesting unwinds", "{'a': {'n': 1, 'b': {'n': 2, 'c': {'n': 3}}}}",
	 "{{#a}}{{n}}{{#b}}{{n}}{{#c}}{{n}}{{/c}}{{n}}{{/b}}{{n}}{{/a}}", "12321"},
	{"a dot is each entry of a list", "{'l': ['<', 2, 2.5, true]}", "{{#l}}({{.}}){{/l}}", "(&lt;)(2)(2.5)(true)"},
	{"a dot as a section walks lists in lists", "{'l': [[1, 2], ['a']]}", "{{#l}}({{#.}}{{.}}{{/.}}){{/l}}", "(12)(a)"},
	{"a dot walks a document that is a list", "[{'n': 1}, {'n': 2}]", "{{#.}}{{n}}{{/.}}", "12"},
	{"dotted names open sections", "{'a': {'b': {'c': [1, 2]}}}", "{{#a.b.c}}{{.}}{{/a.b.c}}{{#a.x.c}}no{{/a.x.c}}", "12"},
	{"white space within a section stays", "{'a': true}", "1 {{#a}} \t2\t {{/a}} 3 \n", "1  \t2\t  3 \n"},
	{"sections in one line leave their line alone", "{'a': true}", " {{#a}}ja{{/a}}\n {{#a}}{{/a}}\n", " ja\n \n"},
	{"two tags on a line leave it alone", "{'a': true}", "\t{{#a}} {{! x }}\nb\t{{/a}} c\n", "\t \nb\t c\n"},
	{"tags that stand alone take their line with them", "{'a': true}",
	 "<ul>\n{{#a}}\n<li>\n{{/a}}\n</ul>\n", "<ul>\n<li>\n</ul>\n"},
	{"and its indentation", "{'a': true}", "1\n  {{#a}}  \n2\n\t{{/a}}\t\n3", "1\n2\n3"},
	{"and CR LF", "{'a': true}", "1\r\n{{#a}}\r\n2\r\n{{/a}}\r\n3", "1\r\n2\r\n3"},
	{"at the beginning and the end of the text", "{'a': true}", "  {{#a}}\n1\n  {{/a}}", "1\n"},
	{"white space within section tags does not count", "{'a': true}", "{{# a }}1{{/\ta }}", "1"},
};

static const struct template_case INVERTED[] = {
	{"shown for false, null, missing, empty text and empty lists",
	 "{'f': false, 'n': null, 'e': '', 'l': []}",
	 "{{^f}}f{{/f}}{{^n}}n{{/n}}{{^m}}m{{/m}}{{^e}}e{{/e}}{{^l}}l{{/l}}", "fnmel"},
	{"hidden for everything else", "{'t': true, 'z': 0, 's': 'x', 'o': {}, 'l': [0]}",
	 "[{{^t}}t{{/t}}{{^z}}z{{/z}}{{^s}}s{{/s}}{{^o}}o{{/o}}{{^l}}l{{/l}}]", "[]"},
	{"the context stays", "{'a': 1, 'b': false}", "{{^b}}{{a}}{{/b}}", "1"},
	{"may stand in itself and follow itself", "{'f': false, 't': true}",
	 "{{^f}}1{{^f}}2{{/f}}3{{/f}}{{^f}}4{{/f}}{{^t}}5{{^t}}6{{/t}}{{/t}}", "1234"},
	{"dotted names", "{'a': {'b': true}}", "{{^a.b}}1{{/a.b}}{{^a.c}}2{{/a.c}}{{^a.b.c}}3{{/a.b.c}}", "23"},
	{"either this or that", "{'l': [1]}", "{{#l}}{{.}}{{/l}}{{^l}}none{{/l}}", "1"},
	{"tags that stand alone take their line with them", "{}",
	 "1\n {{^a}}\r\n2\n  {{/a}}  \n3\n", "1\n2\n3\n"},
	{"white space around and within stays", "{}", "1\t{{^a}}\t2 {{/a}} 3 \n", "1\t\t2  3 \n"},
	{"white space within the tags does not count", "{}", "{{^ a }}1{{/ a }}", "1"},
};

static const struct template_case PARTIALS[] = {
	{"a partial is put in", "{}", "[{{>p}}]", "[text]", {"p", "text"}},
	{"a partial that is missing is nothing", "{}", "[{{>q}}]", "[]", {"p", "text"}},
	{"a partial sees the context of its tag", "{'o': {'a': 1}}", "{{#o}}{{>p}}{{/o}}", "*1*", {"p", "*{{a}}*"}},
	{"a partial may hold itself", "{'n': 1, 'in': [{'n': 2, 'in': [{'n': 3, 'in': []}]}]}", "{{>p}}",
	 "<1<2<3>>>", {"p", "<{{n}}{{#in}}{{>p}}{{/in}}>"}},
	{"partials within partials", "{'a': 1}", "{{>p}}", "(1!)", {"p", "({{>q}})", "q", "{{a}}!"}},
	{"a name with dots is one name", "{}", "{{> text.times.title }}", "Termine", {"text.times.title", "Termine"}},
	{"white space around it stays", "{}", "1\t{{>p}}\t3", "1\t 2 \t3", {"p", " 2 "}},
	{"within a line its own lines are left alone", "{'a': 1}", "\t{{a}} {{>p}}\n", "\t1 2\n3\n", {"p", "2\n3"}},
	{"alone on a line it takes the line ending", "{}", "1\r\n{{>p}}\r\n3", "1\r\n23", {"p", "2"}},
	{"alone on a line its lines are indented", "{}", "1\n  {{>p}}\n4\n", "1\n  2\n  3\n4\n", {"p", "2\n3\n"}},
	{"indented at the beginning and the end of the text", "{}", "\t{{>p}}", "\t1\n\t2", {"p", "1\n2"}},
	{"what values bring along is not indented", "{'a': 'x\\ny'}", "  {{>p}}\n|", "  -\n  x\ny\n  -\n|", {"p", "-\n{{a}}\n-\n"}},
	{"indentation adds up", "{}", " {{>p}}\n", " 1\n   2\n   3\n 4\n", {"p", "1\n  {{>q}}\n4\n", "q", "2\n3\n"}},
	{"sections of an indented partial are indented per line", "{'l': [1, 2]}", "  {{>p}}\n",
	 "  a\n  - 1\n  - 2\n  b\n", {"p", "a\n{{#l}}\n- {{.}}\n{{/l}}\nb\n"}},
	{"lines that begin with a tag are indented once", "{'l': [1, 2]}", "  {{>p}}\n", "  12\n  x\n",
	 {"p", "{{#l}}{{.}}{{/l}}\n{{! no }}x\n"}},
	{"a line that begins by closing a section is indented within it", "{'l': [1, 2]}", " {{>p}}\n",
	 " 1\n  2\n  end\n", {"p", "{{#l}}\n{{.}}\n{{/l}} end\n"}},
	{"a partial within a line of an indented one is left alone", "{}", " {{>p}}\n", " a 1\n2\n",
	 {"p", "a {{>q}}\n", "q", "1\n2"}},
	{"empty lines of a partial are indented too", "{}", " {{>p}}\n", " a\n \n b\n", {"p", "a\n\nb\n"}},
	{"white space within the tag does not count", "{}", "[{{> p }}]", "[x]", {"p", "x"}},
};

static const struct template_case COMMENTS[] = {
	{"a comment is not shown", "{}", "1{{! nobody reads this }}2", "12"},
	{"over several lines", "{}", "1{{!\n a\n b\n}}2\n", "12\n"},
	{"alone on its line it takes the line", "{}", "1\n  {{! a }}  \n2\n{{!b}}", "1\n2\n"},
	{"alone on several lines", "{}", "1\r\n  {{!\r\n a\r\n  }}\r\n2", "1\r\n2"},
	{"within a line white space stays", "{}", "  1 {{! a }}\n2 {{!}} 3", "  1 \n2  3"},
	{"a value of that name is not shown", "{'! a': 1, '!a': 2, 'a': 3}", "[{{! a }}]", "[]"},
	{"other tags in it do nothing", "{'a': 1}", "[{{! {{#a }}]", "[]"},
};

static const struct template_case DELIMITERS[] = {
	{"other delimiters", "{'a': 'x'}", "{{=<% %>=}}<%a%>{{a}}", "x{{a}}"},
	{"of one character", "{'a': 'x'}", "{{=[ ]=}}/[a]/{{a}}", "/x/{{a}}"},
	{"back again", "{'a': 'x'}", "{{=| |=}}|a||={{ }}=|{{a}}", "xx"},
	{"they hold on after sections", "{'s': true, 'a': 'x'}", "{{#s}}{{=| |=}}|a||/s||a|{{a}}", "xx{{a}}"},
	{"every kind of tag takes them", "{'a': '<'}", "{{=<< >>=}}<<a>><<{a}>><<&a>><<!a>><<#a>>1<</a>><<^a>>2<</a>>", "&lt;<<1"},
	{"partials start with the usual ones", "{'a': 'x'}", "{{=| |=}}|>p||a|", ".x.x", {"p", ".{{a}}."}},
	{"those of a partial end with it", "{'a': 'x'}", "{{>p}}{{a}}", ".x.x", {"p", ".{{=| |=}}|a|."}},
	{"alone on its line the tag takes the line", "{}", "1\n  {{=| |=}}  \r\n2\n|={{ }}=|", "1\n2\n"},
	{"within a line white space stays", "{}", "1 {{=@ @=}}\n2", "1 \n2"},
	{"white space within the tag does not count", "{}", "1{{=  <   >\t=}}<!2>3", "13"},
};
// clang-format on

struct partials {
	const char *names[PARTIALS_MAX];
	struct mustache *compiled[PARTIALS_MAX];
};

static const struct mustache *partial_find(void *ctx, const char *name)
{
	struct partials *all = ctx;

	for (size_t i = 0; i < PARTIALS_MAX && all->names[i]; i++) {
		if (strcmp(all->names[i], name) == 0)
			return all->compiled[i];
	}
	return NULL;
}

static struct mustache *compile(const char *text)
{
	struct problem why = {0};
	struct mustache *m = mustache_new(text, strlen(text), &why);

	if (!m)
		fail_msg("%s", why.detail);
	return m;
}

/* Apostrophes stand for quotation marks; \' stays an apostrophe. */
static json_t *document_read(const char *text)
{
	str_auto_t *json = xstrdup(text);
	json_t *document;
	size_t n = 0;

	for (size_t i = 0; text[i]; i++) {
		if (text[i] == '\\' && text[i + 1] == '\'')
			json[n++] = text[++i];
		else
			json[n++] = (char)(text[i] == '\'' ? '"' : text[i]);
	}
	json[n] = '\0';
	document = json_loads(json, JSON_DECODE_ANY, NULL);
	if (!document)
		fail_msg("not a document: %s", json);
	return document;
}

static void case_check(const struct template_case *c)
{
	json_auto_t *document = document_read(c->document);
	struct partials partials = {0};
	struct mustache_view view = {
		.document = document, .partial = partial_find, .ctx = &partials};
	struct mustache *m = compile(c->text);
	buffer_auto_t out = {0};

	for (size_t i = 0; i < PARTIALS_MAX && c->partials[2 * i]; i++) {
		partials.names[i] = c->partials[2 * i];
		partials.compiled[i] = compile(c->partials[2 * i + 1]);
	}
	buffer_puts(&out, "");
	assert_true(mustache_render(m, &view, &out));
	if (strcmp(out.data, c->want) != 0)
		fail_msg("%s:\n  got  \"%s\"\n  want \"%s\"", c->name, out.data, c->want);
	mustache_free(m);
	for (size_t i = 0; i < PARTIALS_MAX; i++)
		mustache_free(partials.compiled[i]);
}

#define CASES_CHECK(cases)                                            \
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases)[0]; i++) \
	case_check(&(cases)[i])

static void interpolation_is_as_specified(void **state)
{
	(void)state;
	CASES_CHECK(INTERPOLATION);
}

static void sections_are_as_specified(void **state)
{
	(void)state;
	CASES_CHECK(SECTIONS);
}

static void inverted_sections_are_as_specified(void **state)
{
	(void)state;
	CASES_CHECK(INVERTED);
}

static void partials_are_as_specified(void **state)
{
	(void)state;
	CASES_CHECK(PARTIALS);
}

static void comments_are_as_specified(void **state)
{
	(void)state;
	CASES_CHECK(COMMENTS);
}

static void delimiters_are_as_specified(void **state)
{
	(void)state;
	CASES_CHECK(DELIMITERS);
}

static void a_broken_template_is_refused_with_its_line(void **state)
{
	// clang-format off
	static const struct { const char *text, *want; } CASES[] = {
		{"a\n{{b", "line 2: this tag is never closed: {{b"},
		{"{{{b}}", "line 1: this tag is never closed: {{{b}}"},
		{"\n\n{{#a}}\n", "line 3: this section is never closed: a}}"},
		{"{{#a}}{{#b}}{{/a}}{{/b}}", "line 1: this is not the section that is open here: {{/a}}{{/b}}"},
		{"{{a\n}}{{#b}}\n{{/c}}", "line 3: this is not the section that is open here: {{/c}}"},
		{"a{{/a}}", "line 1: this closes no section: {{/a}}"},
		{"{{}}", "line 1: this tag has no usable name: {{}}"},
		{"{{# }}{{/ }}", "line 1: this tag has no usable name: {{# }}{{/ }}"},
		{"{{a b}}", "line 1: white space within a name: {{a b}}"},
		{"{{a..b}}", "line 1: a dot with no name beside it: {{a..b}}"},
		{"{{.a}}", "line 1: a dot with no name beside it: {{.a}}"},
		{"{{a.}}", "line 1: a dot with no name beside it: {{a.}}"},
		{"{{<layout}}", "line 1: this tag has no usable name: {{<layout}}"},
		{"{{$block}}", "line 1: this tag has no usable name: {{$block}}"},
		{"{{=<%=}}", "line 1: these are no usable delimiters: {{=<%=}}"},
		{"{{=a b c=}}", "line 1: two delimiters are needed: {{=a b c=}}"},
		{"{{=a= b=}}", "line 1: these are no usable delimiters: {{=a= b=}}"},
		{"{{=<<<<<<<< >>=}}", "line 1: these are no usable delimiters: {{=<<<<<<<< >>=}}"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct problem why = {0};

		assert_null(mustache_new(CASES[i].text, strlen(CASES[i].text), &why));
		assert_int_equal(why.status, 500);
		assert_string_equal(why.code, "bad_template");
		assert_string_equal(why.detail, CASES[i].want);
	}
}

static void the_document_goes_before_what_all_pages_share(void **state)
{
	json_auto_t *document = json_pack("{s:s}", "title", "Termine");
	json_auto_t *page = json_pack("{s:s, s:s}", "title", "Landratsamt", "lang", "de");
	struct mustache_view view = {.document = document, .page = page};
	struct mustache *m = compile("{{lang}}: {{title}}");
	buffer_auto_t out = {0};

	(void)state;
	assert_true(mustache_render(m, &view, &out));
	assert_string_equal(out.data, "de: Termine");
	mustache_free(m);
}

static void plain_text_is_not_escaped(void **state)
{
	json_auto_t *document = json_pack("{s:s}", "office", "Hilfe & \"Rat\"");
	struct mustache_view view = {.document = document, .plain = true};
	struct mustache *m = compile("{{office}} {{{office}}}");
	buffer_auto_t out = {0};

	(void)state;
	assert_true(mustache_render(m, &view, &out));
	assert_string_equal(out.data, "Hilfe & \"Rat\" Hilfe & \"Rat\"");
	mustache_free(m);
}

static void a_rendering_adds_to_what_is_there_and_can_be_repeated(void **state)
{
	json_auto_t *document = json_pack("{s:i}", "n", 1);
	struct mustache_view view = {.document = document};
	struct mustache *m = compile("{{n}};");
	buffer_auto_t out = {0};

	(void)state;
	buffer_puts(&out, "> ");
	assert_true(mustache_render(m, &view, &out));
	assert_true(mustache_render(m, &view, &out));
	assert_string_equal(out.data, "> 1;1;");
	mustache_free(m);
}

static void endless_templates_stop(void **state)
{
	/* A partial in itself, one that doubles, contexts without end, and lists multiplied. */
	static const char *const ENDLESS[] = {
		"{{>p}}",
		"x{{>p}}{{>p}}",
		"{{#a}}{{>p}}{{/a}}",
		"{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}ten "
		"bytes.{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}"
		"{{/l}}{{/l}}{{/l}}",
		"{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{.}}{{/l}}{{/l}}{{/l}}{{/l}}{{/"
		"l}}"
		"{{/l}}{{/l}}{{/l}}",
	};
	json_auto_t *document =
		json_loads("{\"a\": 1, \"l\": [\"\",\"\",\"\",\"\",\"\",\"\",\"\"]}", 0, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof ENDLESS / sizeof ENDLESS[0]; i++) {
		struct partials partials = {.names = {"p"}, .compiled = {compile(ENDLESS[i])}};
		struct mustache_view view = {
			.document = document, .partial = partial_find, .ctx = &partials};
		buffer_auto_t out = {0};

		assert_false(mustache_render(partials.compiled[0], &view, &out));
		assert_true(out.len <= MUSTACHE_OUTPUT_MAX_BYTES + 16);
		mustache_free(partials.compiled[0]);
	}
}

static void on_partial(void *ctx, const char *name)
{
	buffer_printf(ctx, "%s ", name);
}

static void the_partials_of_a_template_can_be_listed(void **state)
{
	struct mustache *m = compile("{{>frame}}{{#a}}{{> text.a.b }}{{/a}}{{b}}");
	buffer_auto_t names = {0};

	(void)state;
	mustache_partials(m, on_partial, &names);
	assert_string_equal(names.data, "frame text.a.b ");
	mustache_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interpolation_is_as_specified),
		cmocka_unit_test(sections_are_as_specified),
		cmocka_unit_test(inverted_sections_are_as_specified),
		cmocka_unit_test(partials_are_as_specified),
		cmocka_unit_test(comments_are_as_specified),
		cmocka_unit_test(delimiters_are_as_specified),
		cmocka_unit_test(a_broken_template_is_refused_with_its_line),
		cmocka_unit_test(the_document_goes_before_what_all_pages_share),
		cmocka_unit_test(plain_text_is_not_escaped),
		cmocka_unit_test(a_rendering_adds_to_what_is_there_and_can_be_repeated),
		cmocka_unit_test(endless_templates_stop),
		cmocka_unit_test(the_partials_of_a_template_can_be_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
