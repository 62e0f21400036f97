#!/usr/bin/python3
"""Second opinions on our calendar files: python3-icalendar and python3-vobject.

    icalendar_oracle.py PRINTER

PRINTER writes files and what was meant by them into a folder; both parsers
have to read from each file exactly that.
"""
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import icalendar
import vobject

PRINTER = sys.argv.pop(1)
UTC = datetime.timezone.utc


def moment(seconds):
    return datetime.datetime.fromtimestamp(seconds, UTC)


def lines(text):
    return text.replace("\r\n", "\n")


def description(meant):
    text = lines(meant["description"])
    if meant["video_url"]:
        text += "\n\n" + meant["video_url"]
    return text


def common_name(name):
    """A parameter cannot hold a double quote."""
    return name.replace('"', "'")


class Wire(unittest.TestCase):
    """What RFC 5545 3.1 says of the bytes."""

    def check(self, raw, meant):
        self.assertTrue(raw.endswith(b"END:VCALENDAR\r\n"))
        self.assertNotIn(b"\r\n\r\n", raw)
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        self.assertEqual(raw.count(b"\r"), raw.count(b"\r\n"))
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            line.decode("utf-8")  # no character is cut by folding
        cancelled = meant["method"] == "CANCEL"
        self.assertEqual(b"VALARM" in raw, not cancelled)
        self.assertEqual(b"ATTENDEE" in raw, meant["method"] != "PUBLISH")

    def test_every_file(self):
        for name, raw, meant in SAMPLES:
            with self.subTest(name):
                self.check(raw, meant)


class Icalendar(unittest.TestCase):
    def check_times(self, event, meant):
        for field, key in (("dtstart", "starts_at"), ("dtend", "ends_at"),
                           ("dtstamp", "dtstamp"), ("created", "created"),
                           ("last-modified", "last_modified")):
            self.assertEqual(event[field].dt.astimezone(UTC), moment(meant[key]), field)

    def check_person(self, who, name, email):
        self.assertEqual(str(who), "mailto:" + email)
        self.assertEqual(who.params["CN"], common_name(name))

    def check(self, raw, meant):
        calendar = icalendar.Calendar.from_ical(raw)
        event, = calendar.walk("vevent")
        self.assertEqual(calendar.errors + event.errors, [])
        self.assertEqual(calendar["method"], meant["method"])
        self.assertEqual(event["uid"], meant["uid"])
        self.assertEqual(event["sequence"], meant["sequence"])
        self.assertEqual(event["status"],
                         "CANCELLED" if meant["method"] == "CANCEL" else "CONFIRMED")
        self.check_times(event, meant)
        self.assertEqual(event["summary"], meant["summary"])
        self.assertEqual(event["description"], description(meant))
        self.assertEqual(event.get("location"), meant["location"] or meant["video_url"])
        self.assertEqual((event["geo"].latitude, event["geo"].longitude),
                         (meant["latitude"], meant["longitude"]))
        self.assertEqual(event["url"], meant["url"])
        self.check_person(event["organizer"], meant["organizer_name"], meant["organizer_email"])
        if meant["method"] == "PUBLISH":
            self.assertNotIn("attendee", event)
        else:
            self.check_person(event["attendee"], meant["attendee_name"], meant["attendee_email"])
            self.assertEqual(event["attendee"].params["PARTSTAT"], "ACCEPTED")
            self.assertEqual(event["attendee"].params["RSVP"], "FALSE")
        if meant["video_url"]:
            self.assertEqual(event["conference"], meant["video_url"])
            self.assertEqual(event["conference"].params["FEATURE"], "VIDEO")

    def test_every_file(self):
        for name, raw, meant in SAMPLES:
            with self.subTest(name):
                self.check(raw, meant)


class Vobject(unittest.TestCase):
    def check(self, raw, meant):
        calendar = vobject.readOne(raw.decode("utf-8"))
        event = calendar.vevent
        self.assertEqual(calendar.method.value, meant["method"])
        self.assertEqual(event.uid.value, meant["uid"])
        self.assertEqual(int(event.sequence.value), meant["sequence"])
        for field, key in (("dtstart", "starts_at"), ("dtend", "ends_at"),
                           ("dtstamp", "dtstamp")):
            self.assertEqual(getattr(event, field).value.astimezone(UTC),
                             moment(meant[key]), field)
        self.assertEqual(event.summary.value, meant["summary"])
        self.assertEqual(event.description.value, description(meant))
        if meant["location"] or meant["video_url"]:
            self.assertEqual(event.location.value, meant["location"] or meant["video_url"])
        self.assertEqual(event.geo.value, "%.6f;%.6f" % (meant["latitude"], meant["longitude"]))
        self.assertEqual(event.url.value, meant["url"])
        self.assertEqual(event.organizer.value, "mailto:" + meant["organizer_email"])
        self.assertEqual(event.organizer.params["CN"], [common_name(meant["organizer_name"])])
        if meant["method"] == "PUBLISH":
            self.assertNotIn("attendee", event.contents)
        else:
            self.assertEqual(event.attendee.value, "mailto:" + meant["attendee_email"])
            self.assertEqual(event.attendee.params["CN"], [common_name(meant["attendee_name"])])

    def test_every_file(self):
        for name, raw, meant in SAMPLES:
            with self.subTest(name):
                self.check(raw, meant)


def samples():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([PRINTER, folder], check=True)
        for path in sorted(pathlib.Path(folder).glob("*.ics")):
            meant = json.loads(path.with_suffix(".json").read_text("utf-8"))
            yield path.stem, path.read_bytes(), meant


SAMPLES = list(samples())
assert len(SAMPLES) > 10, "the printer wrote too little"

if __name__ == "__main__":
    unittest.main()
