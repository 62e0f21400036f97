/*
 * mime_print.c - write mails, and beside each what it should say.
 *
 *   mime_print FOLDER
 *
 * For mime_oracle.py: FOLDER/NAME.eml and FOLDER/NAME.json.
 */
#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/mime.h"

#define CALENDAR                                                               \
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n" \
	"SUMMARY:Größe und Ähre in einer Zeile\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
#define EMOJI "\U0001F468\u200D\U0001F469\u200D\U0001F467\U0001F1E9\U0001F1EA"
#define LONG_LINE                                                                               \
	"Bitte bringen Sie alle Bescheide über Kindergeld, Elterngeld, Arbeitslosengeld mit; " \
	"außerdem die Kontoauszüge der letzten drei Monate – vollständig und ungeschwärzt."

struct sample {
	const char *name, *to_name, *subject, *text, *html, *calendar;
};

// clang-format off
static const struct sample SAMPLES[] = {
	{"plain", "Max Mustermann", "Ihr Termin", "Guten Tag\n", "<p>Guten Tag</p>\n", NULL},
	{"nobody", NULL, "", "", "", NULL},
	{"empty_name", "", "=?utf-8?q?Trick?=", "=?", "=3D", NULL},
	{"umlauts", "Özgür Äß, geb. \"Öhler\"; Dr.", "Ihr Termin am Mittwoch, 25. November 2026, um 9:20 Uhr im Bürgerbüro für Größeres",
	 LONG_LINE "\n\n" LONG_LINE "\r\n.\r\n..\nFrom me\n \n\t\nEnde ", "<p>" LONG_LINE LONG_LINE "</p>", CALENDAR},
	{"quoted", "O\"Neil \\ <x@y.example>, (z)", "Re: a \"b\" <c@d.example>", "a", "b", CALENDAR},
	{"cyrillic", "Олена Ковальчук", "Ваш запис на прийом: середа, 25 листопада 2026 р., 9:20, Житлова допомога", "Візьміть із собою паспорт, договір оренди та виписку з рахунку за останні три місяці\n", "<p>Візьміть із собою</p>", CALENDAR},
	{"arabic", "سميرة حداد", "موعدك يوم الأربعاء، 25 نوفمبر، الساعة 9:20 في مكتب الدائرة", "يرجى إحضار جواز السفر وعقد الإيجار وكشف الحساب وجميع المستندات الأخرى اللازمة\n", "<p dir=\"rtl\">يرجى</p>", CALENDAR},
	{"emoji", EMOJI EMOJI EMOJI, EMOJI EMOJI EMOJI EMOJI EMOJI EMOJI, EMOJI "\n" EMOJI EMOJI EMOJI EMOJI EMOJI EMOJI, EMOJI, CALENDAR},
	{"long_ascii", "Karl-Theodor Maria Nikolaus Johann Jacob Philipp Franz Joseph Sylvester Mustermann von und zu Musterhausen",
	 "A subject of plain letters that is longer than one line of a mail can be, and then some more words",
	 "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890", "x", NULL},
	{"blanks", " Max  M ", "  two  blanks ", " a \n b\t\n", "\n", NULL},
	{"boundary", "--=_mixed_", "--=_alternative_", "--=_alternative_x\n--=_mixed_\n=_=_\n", "--=_mixed_--\n", CALENDAR},
};
// clang-format on

static struct mail mail(const struct sample *s)
{
	return (struct mail){
		.from = {"Landratsamt Schwarzwald-Baar-Kreis, Wohngeldbehörde",
			 "termine@landratsamt.example"},
		.to = {s->to_name, "citizen+termin@citizen.example"},
		.reply_to = "wohngeld@landratsamt.example",
		.subject = s->subject,
		.message_id =
			"0f8e1c3a5b7d9f00112233445566778899aabbcc.1@termine.landratsamt.example",
		.date = 1795594800,
		.language = "de-simple",
		.text = s->text,
		.html = s->html,
		.calendar = s->calendar,
		.calendar_method = s->calendar ? "REQUEST" : NULL,
	};
}

static void write_file(const char *folder, const char *name, const char *suffix,
		       const struct buffer *text)
{
	buffer_auto_t path = {0};
	FILE *f;

	buffer_printf(&path, "%s/%s%s", folder, name, suffix);
	f = fopen(path.data, "wb");
	if (!f || fwrite(text->data, 1, text->len, f) != text->len || fclose(f) != 0) {
		perror(path.data);
		exit(1);
	}
}

static json_t *meant(const struct mail *m)
{
	json_t *json = json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:s?}",
				 "from_name", m->from.name, "from_email", m->from.email, "to_name",
				 m->to.name, "to_email", m->to.email, "reply_to", m->reply_to,
				 "subject", m->subject, "message_id", m->message_id, "date",
				 (json_int_t)m->date, "language", m->language, "text", m->text,
				 "html", m->html, "calendar", m->calendar);

	assert(json);
	return json;
}

static void write_sample(const char *folder, const struct sample *sample)
{
	struct mail m = mail(sample);
	json_auto_t *json = meant(&m);
	str_auto_t *text = json_dumps(json, JSON_INDENT(1));
	buffer_auto_t eml = {0}, said = {0};
	struct problem why;

	if (!mime_write(&m, &eml, &why)) {
		fprintf(stderr, "%s: %s\n", sample->name, why.detail);
		exit(1);
	}
	buffer_puts(&said, text);
	write_file(folder, sample->name, ".eml", &eml);
	write_file(folder, sample->name, ".json", &said);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	for (size_t i = 0; i < sizeof SAMPLES / sizeof SAMPLES[0]; i++)
		write_sample(argv[1], &SAMPLES[i]);
	return 0;
}
