/*
 * icalendar_print.c - write calendar files, and beside each what it should say.
 *
 *   icalendar_print FOLDER
 *
 * For icalendar_oracle.py: FOLDER/NAME.ics and FOLDER/NAME.json.  A backslash before
 * n, a comma or a semicolon is left to icalendar.c: python3-icalendar misreads it.
 */
#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/icalendar.h"

enum { HALF_HOUR = 30 * 60 };

#define LONG_LINE                                                                                  \
	"Bitte bringen Sie alle Bescheide über Kindergeld, Elterngeld, Arbeitslosengeld, "        \
	"Übergangsgeld und Größe der Wohnfläche mit; außerdem die Kontoauszüge der letzten " \
	"drei Monate – vollständig, ungeschwärzt und in zeitlicher Folge geordnet."
#define EMOJI "\U0001F468\u200D\U0001F469\u200D\U0001F467\U0001F1E9\U0001F1EA"

struct sample {
	const char *name;
	enum icalendar_method method;
	time_t starts_at;
	const char *summary, *description, *location, *attendee, *video;
};

// clang-format off
static const struct sample SAMPLES[] = {
	{"plain", ICALENDAR_REQUEST, 1795594800, "Landratsamt: Wohngeld", "Ausweis", "Zimmer 214",
	 "Jörg Müller", NULL},
	{"umlauts", ICALENDAR_REQUEST, 1795594800, "Ärger über Größe: ß", LONG_LINE, LONG_LINE,
	 "Özgür Äß, geb. \"Öhler\"; Dr.", NULL},
	{"cyrillic", ICALENDAR_REQUEST, 1795594800, "Житлова допомога", "Візьміть із собою:\n– паспорт,\n– договір; копії",
	 "Будинок Б, кабінет 214, другий поверх, праворуч від сходів", "Олена Ковальчук", NULL},
	{"arabic", ICALENDAR_REQUEST, 1795594800, "إعانة السكن", "يرجى إحضار: جواز السفر، عقد الإيجار؛ كشف الحساب وجميع المستندات الأخرى اللازمة",
	 "الطابق 2، الغرفة 214", "سميرة حداد", NULL},
	{"emoji", ICALENDAR_REQUEST, 1795594800, EMOJI EMOJI EMOJI EMOJI EMOJI EMOJI, EMOJI "\n" EMOJI, EMOJI,
	 EMOJI, NULL},
	{"specials", ICALENDAR_REQUEST, 1795594800, "a,b;c:d\\e", "\n\nx\r\ny\tz;,;,\n", ",;:", "a:b,c;d^e", NULL},
	{"spring", ICALENDAR_REQUEST, 1806193800, "Am Tag der Sommerzeit", "1:30", NULL, "A B", NULL},
	{"spring_after", ICALENDAR_REQUEST, 1806195600, "Am Tag der Sommerzeit", "3:00", NULL, "A B", NULL},
	{"spring_office", ICALENDAR_REQUEST, 1806213600, "Am Tag der Sommerzeit", "8:00", NULL, "A B", NULL},
	{"autumn_first", ICALENDAR_REQUEST, 1792886400, "Am Tag der Winterzeit", "2:00 zuerst", NULL, "A B", NULL},
	{"autumn_second", ICALENDAR_REQUEST, 1792890000, "Am Tag der Winterzeit", "2:00 zum zweiten", NULL, "A B", NULL},
	{"autumn_after", ICALENDAR_REQUEST, 1792893600, "Am Tag der Winterzeit", "3:00", NULL, "A B", NULL},
	{"summer", ICALENDAR_REQUEST, 2098420800, "Im Sommer 2036", "Sommer", "Zimmer 1", "A B", NULL},
	{"cancel", ICALENDAR_CANCEL, 1795594800, "Landratsamt: Wohngeld", "Abgesagt", "Zimmer 214", "Jörg Müller", NULL},
	{"publish", ICALENDAR_PUBLISH, 1795594800, "Landratsamt: Wohngeld", "Ausweis", "Zimmer 214", NULL, NULL},
	{"video", ICALENDAR_REQUEST, 1795594800, "Beratung", "Bitte Kamera prüfen", NULL, "A B",
	 "https://video.example/room/0123456789?key=abcdefghijklmnopqrstuvwxyz,a;b&lang=de"},
};
// clang-format on

static struct icalendar_event event(const struct sample *s)
{
	return (struct icalendar_event){
		.method = s->method,
		.uid = "0f8e1c3a5b7d9f00112233445566778899aabbcc@termine.landratsamt.example",
		.sequence = 3,
		.dtstamp = 1795000000,
		.created = 1794000000,
		.last_modified = 1794500000,
		.starts_at = s->starts_at,
		.ends_at = s->starts_at + HALF_HOUR,
		.tzid = "Europe/Berlin",
		.summary = s->summary,
		.description = s->description,
		.location = s->location,
		.geo = {true, 48.0626, -8.4934},
		.url = "https://termine.example/bookings/abc?a=1,2;3&b=%C3%A4",
		.organizer_name = "Landratsamt: Amt für Soziales, Wohngeld",
		.organizer_email = "termine@landratsamt.example",
		.attendee_name = s->attendee,
		.attendee_email = s->attendee ? "citizen+termin@citizen.example" : NULL,
		.video_url = s->video,
		.alarm = true,
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

static json_t *meant(const struct icalendar_event *ev)
{
	json_t *json = json_pack(
		"{s:s, s:s, s:i, s:I, s:I, s:I, s:I, s:I, s:s, s:s?, s:s?, s:f, s:f, s:s}",
		"method", icalendar_method_name(ev->method), "uid", ev->uid, "sequence",
		ev->sequence, "dtstamp", (json_int_t)ev->dtstamp, "created",
		(json_int_t)ev->created, "last_modified", (json_int_t)ev->last_modified,
		"starts_at", (json_int_t)ev->starts_at, "ends_at", (json_int_t)ev->ends_at,
		"summary", ev->summary, "description", ev->description, "location", ev->location,
		"latitude", ev->geo.latitude, "longitude", ev->geo.longitude, "url", ev->url);
	json_t *people = json_pack("{s:s, s:s, s:s?, s:s?, s:s?}", "organizer_name",
				   ev->organizer_name, "organizer_email", ev->organizer_email,
				   "attendee_name", ev->attendee_name, "attendee_email",
				   ev->attendee_email, "video_url", ev->video_url);

	assert(json && people);
	json_object_update_new(json, people);
	return json;
}

static void write_sample(const char *folder, const struct sample *sample)
{
	struct icalendar_event ev = event(sample);
	json_auto_t *json = meant(&ev);
	str_auto_t *text = json_dumps(json, JSON_INDENT(1));
	buffer_auto_t ics = {0}, said = {0};
	struct problem why;

	if (!icalendar_write(&ev, &ics, &why)) {
		fprintf(stderr, "%s: %s\n", sample->name, why.detail);
		exit(1);
	}
	buffer_puts(&said, text);
	write_file(folder, sample->name, ".ics", &ics);
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
