"""A mail server that keeps what it gets, and bookings whose mails are due."""

import datetime
import email
import email.policy
import itertools
import json
import socket
import threading
import time

from aiosmtpd.controller import Controller

DEADLINE_SECONDS = 60
UTC = datetime.timezone.utc
DAY = datetime.datetime.combine(datetime.datetime.now(UTC).date() + datetime.timedelta(days=30),
                                datetime.time(8, 0), UTC)

COUNTY = """
INSERT INTO authority (slug, hosts, email, phone, federal_state, languages, texts, address) VALUES
    ('county', '{termine.county.example}', 'termine@county.example', '07721 0000-115', 'BW', '{de,en}',
     '{"de": {"kind": "Landratsamt", "name": "Musterkreis"}, "en": {"kind": "County Office", "name": "Musterkreis"}}',
     '{"lines": ["Musterstraße 2", "78050 Musterstadt"]}');
INSERT INTO office (authority_id, slug, state, phone, email, discreet, texts) VALUES
    (1, 'wohngeld', 'live', '07721 0000-214', 'wohngeld@county.example', NULL,
     '{"de": {"name": "Wohngeldstelle"}, "en": {"name": "Housing benefit office"}}'),
    (1, 'schulden', 'live', '07721 0000-300', 'schulden@county.example', true, '{"de": {"name": "Schuldnerberatung"}}');
INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts) VALUES
    (1, 1, 'antrag', 30, '{in_person,phone,video}',
     '{"de": {"name": "Wohngeld beantragen", "documents": ["Personalausweis", "Mietvertrag"]},
       "en": {"name": "Apply for housing benefit", "documents": ["Identity card", "Rental contract"]}}'),
    (1, 2, 'privatinsolvenz', 30, '{in_person}',
     '{"de": {"name": "Privatinsolvenz", "documents": ["Gläubigerliste"]}}');
INSERT INTO contact_person (authority_id, office_id, slug, name, lanes, room, video_url) VALUES
    (1, 1, 'weber', 'Jana Weber', 32, '{"de": {"room": "Zimmer 214", "floor": "2. Stock"}}', 'https://video.example/w'),
    (1, 2, 'kern', 'Ute Kern', 32, '{"de": {"room": "Zimmer 5"}}', NULL);
"""

numbers = itertools.count()


def book(connection, address, office=1, kind="confirmation", language="de", channel="in_person", sequence=0,
         given="Mira", family="Hofstetter", previous=None, starts_at=None):
    """A booking whose mail falls due now: {message_id, booking_id, uid, token, starts_at, reference}."""
    n = next(numbers)
    facts = {"starts_at": starts_at or DAY + datetime.timedelta(minutes=30 * n), "uid": f"{n:032x}@county.example",
             "token": f"token-of-booking-{n}", "reference": f"REF{n}"}
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes)"
                       " VALUES (1, %s, %s, %s, %s, tstzrange(%s, %s), 30) RETURNING reservation_id",
                       (office, office, n % 32, channel, facts["starts_at"],
                        facts["starts_at"] + datetime.timedelta(minutes=30)))
        cancelled = kind == "cancelled"
        cursor.execute("INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference, uid, sequence,"
                       " family_name, given_name, email, phone, language, state, cancelled_at)"
                       " VALUES (1, %s, %s, %s, %s, %s, %s, %s, %s, %s, '0170 0000000', %s, %s, %s) RETURNING booking_id",
                       (cursor.fetchone()[0], office, office, facts["reference"], facts["uid"], sequence, family, given,
                        address, language, "cancelled" if cancelled else "confirmed",
                        datetime.datetime.now(UTC) if cancelled else None))
        facts["booking_id"] = cursor.fetchone()[0]
    facts["message_id"] = post(connection, facts, address, office, kind, language, channel, sequence, previous)
    return facts


def post(connection, facts, address, office=1, kind="confirmation", language="de", channel="in_person", sequence=0,
         previous=None):
    details = {"token": facts["token"], "sequence": sequence, "channel": channel, "contact_person_id": office,
               "from_at": int(facts["starts_at"].timestamp()), "minutes": 30}
    if facts["token"] is None:
        del details["token"]
    if previous:
        details["previous_from_at"] = int(previous.timestamp())
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)"
                       " VALUES (1, %s, %s, %s, %s, %s) RETURNING message_id",
                       (facts["booking_id"], kind, address, language, json.dumps(details)))
        return cursor.fetchone()[0]


def rows(connection, query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters or None)
        return cursor.fetchall() if cursor.description else []


def until(true, what):
    """Ask again and again until it is so; the answer."""
    end = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < end:
        answer = true()
        if answer:
            return answer
        threading.Event().wait(0.02)
    raise AssertionError(f"waited in vain: {what}")


def message(connection, message_id):
    names = ["sent_at", "failed_at", "attempts", "last_error", "recipient", "details", "due_at", "created_at"]
    return dict(zip(names, rows(connection, f"SELECT {', '.join(names)} FROM message WHERE message_id = %s",
                                message_id)[0]))


def until_sent(connection, message_id):
    return until(lambda: (found := message(connection, message_id))["sent_at"] and found, "the mail is sent")


def until_failed(connection, message_id):
    return until(lambda: (found := message(connection, message_id))["failed_at"] and found, "the mail is given up")


def until_tried(connection, message_id, attempts=1):
    """Until so many attempts have failed, each noted."""
    return until(lambda: (found := message(connection, message_id))["last_error"] is not None
                 and found["attempts"] >= attempts and found, "an attempt fails")


def try_now(connection):
    """As if the pause had passed."""
    rows(connection, "UPDATE message SET due_at = now(), last_error = NULL WHERE sent_at IS NULL AND failed_at IS NULL")


def parse(data):
    return email.message_from_bytes(data, policy=email.policy.SMTP)


class Sink:
    """A mail server.  answers(recipient) may give a reply other than 250, to RCPT."""

    def __init__(self, port=0, **settings):
        self.mails = []  # (sender, [recipients], bytes) in order of arrival
        self.answers = lambda recipient: None
        self.on_mail = lambda: None
        self.port = port or free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **settings)

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        self.on_mail()
        return "250 taken"

    def to(self, address):
        return [parse(data) for _, recipients, data in list(self.mails) if address in recipients]

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *error):
        self.controller.stop()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]
