#!/usr/bin/python3
"""A second opinion on our mails: Python's email package.

    mime_oracle.py PRINTER

PRINTER writes mails and what was meant by them into a folder; the parser has
to find in each mail exactly that, without a defect.
"""
import datetime
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PRINTER = sys.argv.pop(1)


def canonical(text):
    """Line breaks as they travel."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8")


class Wire(unittest.TestCase):
    def check(self, raw):
        self.assertTrue(raw.isascii())
        self.assertTrue(raw.endswith(b"\r\n"))
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        self.assertEqual(raw.count(b"\r"), raw.count(b"\r\n"))
        for line in raw.split(b"\r\n"):
            self.assertFalse(line.startswith(b"."), "left to a relay's dot-stuffing")
            limit = 998 if b"@" in line else 76
            self.assertLessEqual(len(line), limit, line)
        # RFC 2047 5 (3) and 2: whole characters in words of at most 75.
        for word in re.findall(rb"=\?UTF-8\?B\?[^?]*\?=", raw):
            self.assertLessEqual(len(word), 75)
            str(email.header.make_header(email.header.decode_header(word.decode())))

    def test_every_mail(self):
        for name, raw, _ in SAMPLES:
            with self.subTest(name):
                self.check(raw)


class Email(unittest.TestCase):
    def check_party(self, header, name, address):
        """Python 3.11's new parser leaves a blank between two encoded words of a
        name, against RFC 2047 6.2; so the older one has to decode it."""
        (phrase, found), = email.utils.getaddresses([header])
        decoded = str(email.header.make_header(email.header.decode_header(phrase)))
        self.assertEqual(decoded, name or "")
        self.assertEqual(found, address)

    def check_parties(self, raw, meant):
        mail = email.message_from_bytes(raw, policy=email.policy.compat32)
        self.check_party(mail["from"], meant["from_name"], meant["from_email"])
        self.check_party(mail["to"], meant["to_name"], meant["to_email"])
        self.check_party(mail["reply-to"], None, meant["reply_to"])

    def check_head(self, mail, meant):
        for header, key in (("from", "from_email"), ("to", "to_email")):
            party, = mail[header].addresses
            self.assertEqual(party.addr_spec, meant[key])
        self.assertEqual(mail["subject"], meant["subject"])
        self.assertEqual(mail["message-id"], "<%s>" % meant["message_id"])
        self.assertEqual(mail["date"].datetime,
                         datetime.datetime.fromtimestamp(meant["date"], datetime.timezone.utc))
        self.assertTrue(str(mail["date"]).endswith(" +0000"))
        self.assertEqual(mail["content-language"], meant["language"])
        self.assertEqual(mail["auto-submitted"], "auto-generated")
        self.assertEqual(mail["mime-version"], "1.0")
        self.assertEqual(sorted({k.lower() for k in mail}), sorted(k.lower() for k in mail))

    def check_part(self, part, kind, encoding, body):
        self.assertEqual(part.get_content_type(), kind)
        self.assertEqual(part["content-transfer-encoding"], encoding)
        self.assertEqual(part.get_payload(decode=True), body)
        if kind.startswith("text/"):
            self.assertEqual(part.get_content_charset(), "utf-8")

    def check_alternatives(self, part, meant):
        self.assertEqual(part.get_content_type(), "multipart/alternative")
        parts = part.get_payload()
        self.assertEqual(len(parts), 3 if meant["calendar"] else 2)
        self.check_part(parts[0], "text/plain", "quoted-printable", canonical(meant["text"]))
        self.check_part(parts[1], "text/html", "quoted-printable", canonical(meant["html"]))
        if meant["calendar"]:
            self.check_part(parts[2], "text/calendar", "base64", meant["calendar"].encode())
            self.assertEqual(parts[2].get_param("method"), "REQUEST")
            self.assertEqual(parts[2].get_param("component"), "VEVENT")

    def check(self, raw, meant):
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.check_parties(raw, meant)
        self.check_head(mail, meant)
        for part in mail.walk():
            self.assertEqual(part.defects, [])
            for header in part.values():
                self.assertEqual(header.defects, (), header)
        if not meant["calendar"]:
            self.check_alternatives(mail, meant)
            return
        self.assertEqual(mail.get_content_type(), "multipart/mixed")
        alternatives, attachment = mail.get_payload()
        self.check_alternatives(alternatives, meant)
        self.check_part(attachment, "application/ics", "base64", meant["calendar"].encode())
        self.assertEqual(attachment.get_content_disposition(), "attachment")
        self.assertEqual(attachment.get_filename(), "termin.ics")

    def test_every_mail(self):
        for name, raw, meant in SAMPLES:
            with self.subTest(name):
                self.check(raw, meant)


def samples():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([PRINTER, folder], check=True)
        for path in sorted(pathlib.Path(folder).glob("*.eml")):
            meant = json.loads(path.with_suffix(".json").read_text("utf-8"))
            yield path.stem, path.read_bytes(), meant


SAMPLES = list(samples())
assert len(SAMPLES) > 5, "the printer wrote too little"

if __name__ == "__main__":
    unittest.main()
