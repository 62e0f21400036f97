"""Mails leave: what is in them, and that each booking gets its own, whatever happens meanwhile."""

import datetime
import email
import email.header
import itertools
import os
import re
import signal
import ssl
import subprocess
import threading

import icalendar
import pytest
import vobject
from aiosmtpd.smtp import AuthResult

from mails import (COUNTY, UTC, Sink, book, free_port, message, parse, post, rows, try_now, until, until_failed,
                   until_sent, until_tried)
from server import Server, handles, run, wait_gone

addresses = itertools.count()


def someone():
    return f"person{next(addresses)}@mail.example"


@pytest.fixture(scope="module", name="template")
def fixture_template(postgres):
    name = postgres.new_database()
    code, _, error = run("migrate", f"--database={postgres.conninfo(name)}")
    assert code == 0, error
    postgres.psql(COUNTY, name)
    return name


@pytest.fixture(name="database")
def fixture_database(postgres, template):
    return postgres.new_database(template)


def jobs_server(postgres, database, *options):
    return Server(f"--database={postgres.conninfo(database)}", "--workers=1", "--log_level=debug", *options)


def by_smtp(sink, security="none"):
    return [f"--smtp_url=smtp://localhost:{sink.port}", f"--smtp_security={security}"]


@pytest.fixture(scope="module", name="office")
def fixture_office(postgres, template):
    """(connection, sink) of one server for the tests that do not disturb each other."""
    name = postgres.new_database(template)
    connection = postgres.connect(name)
    with Sink() as sink, jobs_server(postgres, name, *by_smtp(sink)) as server:
        server.start()
        yield connection, sink
        print(server.log.read_text(encoding="utf-8"))  # shown when a test failed
    connection.close()


def jobs_pid(server):
    return next((pid for pid, name in server.pids().items() if name.startswith("amtstermin: jobs")), None)


def received(desk, **wishes):
    connection, sink = desk
    address = someone()
    facts = book(connection, address, **wishes)
    until_sent(connection, facts["message_id"])
    mails = sink.to(address)
    assert len(mails) == 1
    return facts, mails[0], address


def texts(mail):
    return {part.get_content_type(): part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"}


def calendar(mail):
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return part, part.get_content()


#
# What is in them
#

def test_a_confirmation_has_text_html_invitation_and_attachment(office):
    facts, mail, address = received(office)
    assert mail.get_content_type() == "multipart/mixed"
    alternative, attachment = mail.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_content().decode() == calendar(mail)[1].replace("\n", "\r\n").replace("\r\r", "\r")
    assert mail["From"] == "Landratsamt Musterkreis <termine@county.example>"
    assert mail["To"] == f"Mira Hofstetter <{address}>"
    assert mail["Reply-To"] == "wohngeld@county.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    link = f"https://termine.county.example/bookings/{facts['token']}"
    for text in (texts(mail)["text/plain"], texts(mail)["text/html"]):
        for part in ("Mira Hofstetter", "Jana Weber", "Zimmer 214", "Mietvertrag", facts["reference"], link):
            assert part in text, part


def test_the_calendar_entry_tells_the_booking_as_two_other_readers_read_it(office):
    facts, mail, address = received(office, sequence=2)
    part, text = calendar(mail)
    assert (part.get_param("method"), part["Content-Transfer-Encoding"]) == ("REQUEST", "base64")
    one = icalendar.Calendar.from_ical(text)
    event = one.walk("VEVENT")[0]
    other = vobject.readOne(text)
    ends_at = facts["starts_at"] + datetime.timedelta(minutes=30)
    assert one["METHOD"] == other.method.value == "REQUEST"
    assert event["UID"] == other.vevent.uid.value == facts["uid"]
    assert event["SEQUENCE"] == int(other.vevent.sequence.value) == 2
    assert event["DTSTART"].dt == other.vevent.dtstart.value == facts["starts_at"]
    assert event["DTEND"].dt == other.vevent.dtend.value == ends_at
    created_at = message(office[0], facts["message_id"])["created_at"].replace(microsecond=0)
    assert event["DTSTAMP"].dt == other.vevent.dtstamp.value == created_at
    assert event["STATUS"] == other.vevent.status.value == "CONFIRMED"
    assert event["SUMMARY"] == other.vevent.summary.value == "Landratsamt: Wohngeld beantragen"
    assert event["DESCRIPTION"] == other.vevent.description.value
    for wanted in ("- Mietvertrag", facts["token"], facts["reference"], "07721 0000-214"):
        assert wanted in event["DESCRIPTION"]
    assert event["LOCATION"] == other.vevent.location.value
    assert "Zimmer 214" in event["LOCATION"] and "Musterstraße 2" in event["LOCATION"]
    assert event["ORGANIZER"] == other.vevent.organizer.value == "mailto:termine@county.example"
    assert event["ATTENDEE"] == other.vevent.attendee.value == f"mailto:{address}"
    assert event["ATTENDEE"].params["CN"] == other.vevent.attendee.cn_param == "Mira Hofstetter"


def test_mails_come_in_the_citizens_language(office):
    facts, mail, _ = received(office, language="en")
    assert mail["Content-Language"] == "en"
    assert mail["Subject"].startswith("Your appointment on")
    assert "Rental contract" in texts(mail)["text/plain"]
    assert f"/bookings/{facts['token']}?lang=en" in texts(mail)["text/plain"]
    assert "County Office: Apply for housing benefit" in calendar(mail)[1]
    # What there is in German only says so where a mail can.
    html = texts(mail)["text/html"]
    assert '<strong lang="de" dir="ltr">Zimmer 214</strong>' in html and '<span lang="de" dir="ltr">2. Stock</span>' in html
    assert "<span>Rental contract</span>" in html and "lang=" not in texts(mail)["text/plain"].replace("?lang=en", "")


def test_a_language_that_is_no_longer_offered_becomes_the_authoritys_own(office):
    _, mail, _ = received(office, language="tlh")
    assert mail["Content-Language"] == "de"


def test_a_moved_appointment_updates_the_entry_and_names_the_old_time(office):
    before = datetime.datetime(2027, 2, 1, 9, 20, tzinfo=UTC)
    _, mail, _ = received(office, kind="moved", sequence=1, previous=before)
    assert mail["Subject"].startswith("Verschoben")
    assert "1.\u00a0Februar 2027, 10:20" in texts(mail)["text/plain"]
    assert "METHOD:REQUEST" in calendar(mail)[1] and "SEQUENCE:1" in calendar(mail)[1]


def test_a_cancelled_appointment_withdraws_the_entry(office):
    _, mail, _ = received(office, kind="cancelled", sequence=1)
    part, text = calendar(mail)
    event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert part.get_param("method") == "CANCEL" and "METHOD:CANCEL" in text
    assert (event["STATUS"], event["SEQUENCE"], event.walk("VALARM")) == ("CANCELLED", 1, [])
    assert "https://termine.county.example/offices/wohngeld/services/antrag" in texts(mail)["text/plain"]


def test_a_lost_link_comes_without_a_calendar_entry(office):
    facts, mail, _ = received(office, kind="lost_link")
    assert mail.get_content_type() == "multipart/alternative"
    assert facts["token"] in texts(mail)["text/plain"]


def test_a_reminder_says_all_of_the_appointment_and_leaves_the_calendar_alone(office):
    facts, mail, _ = received(office, kind="reminder")
    assert mail["Subject"].startswith("Erinnerung: Ihr Termin am ")
    assert mail.get_content_type() == "multipart/alternative"
    for text in texts(mail).values():
        assert facts["token"] in text and "Mietvertrag" in text and "Zimmer 214" in text


def test_a_phone_appointment_says_which_number_is_called(office):
    _, mail, _ = received(office, channel="phone")
    assert "0170 0000000" in texts(mail)["text/plain"] and "Zimmer" not in texts(mail)["text/plain"]


def test_a_video_appointment_carries_its_address(office):
    _, mail, _ = received(office, channel="video")
    assert "https://video.example/w" in texts(mail)["text/plain"]
    assert "https://video.example/w" in calendar(mail)[1].replace("\n ", "").replace("\r", "")


def test_a_discreet_office_is_named_nowhere_in_its_mails(office):
    for kind in ("confirmation", "reminder", "moved", "cancelled", "lost_link"):
        _, mail, _ = received(office, office=2, kind=kind)
        whole = str(mail["Subject"]) + str(mail["Reply-To"]) + "".join(texts(mail).values())
        for word in ("Schuld", "schuld", "nsolvenz", "Gläubiger", "-300"):
            assert word not in whole, (kind, word)


def test_after_erasure_the_last_mail_has_neither_name_nor_link(office):
    connection, sink = office
    address = someone()
    facts = book(connection, someone(), kind="cancelled")
    until_sent(connection, facts["message_id"])
    rows(connection, "UPDATE booking SET family_name = NULL, given_name = NULL, email = NULL, phone = NULL,"
         " erased_at = now() WHERE booking_id = %s", facts["booking_id"])
    token = facts["token"]
    facts["token"] = None
    until_sent(connection, post(connection, facts, address, kind="cancelled"))
    mail = sink.to(address)[0]
    whole = str(mail["To"]) + "".join(texts(mail).values())
    assert "Hofstetter" not in whole and token not in whole and "None" not in whole
    assert "Guten Tag," in texts(mail)["text/plain"]


def test_foreign_letters_arrive_as_they_were(office):
    _, mail, _ = received(office, given="Żółć Ярослав", family="ابن سينا d'Été-Ümlaut 🦊")
    name = str(email.header.make_header(email.header.decode_header(email.message_from_bytes(bytes(mail))["To"])))
    assert "Żółć Ярослав ابن سينا d'Été-Ümlaut 🦊" in name
    assert "Żółć Ярослав ابن سينا d'Été-Ümlaut 🦊" in texts(mail)["text/plain"]


def test_what_was_changed_in_the_catalogue_is_in_the_next_mail(office):
    connection, sink = office
    rows(connection, "UPDATE contact_person SET room = '{\"de\": {\"room\": \"Zimmer 999\"}}' WHERE slug = 'weber'")
    _, mail, _ = received(office)
    rows(connection, "UPDATE contact_person SET room = '{\"de\": {\"room\": \"Zimmer 214\"}}' WHERE slug = 'weber'")
    assert "Zimmer 999" in texts(mail)["text/plain"]


#
# That they arrive
#

def test_a_mail_that_left_is_forgotten(office):
    facts, _, _ = received(office)
    done = message(office[0], facts["message_id"])
    assert (done["recipient"], done["details"], done["last_error"], done["failed_at"]) == (None, None, None, None)


def test_the_envelope_is_from_the_authority_to_the_citizen_alone(office):
    _, _, address = received(office)
    assert [(sender, to) for sender, to, _ in office[1].mails if address in to] == [("termine@county.example", [address])]


def test_a_server_that_says_later_gets_the_same_mail_later(office):
    connection, sink = office
    address, refusals = someone(), iter(["451 come back", "450 again"])
    sink.answers = lambda to: next(refusals, None) if to == address else None
    facts = book(connection, address)
    first = until_tried(connection, facts["message_id"])
    assert first["last_error"] == "smtp: RCPT 451" and first["recipient"] == address
    assert first["due_at"] > first["created_at"] + datetime.timedelta(seconds=55)
    try_now(connection)
    second = until_tried(connection, facts["message_id"], attempts=2)
    assert second["due_at"] - datetime.datetime.now(UTC) > datetime.timedelta(seconds=100)
    assert sink.to(address) == []
    try_now(connection)
    until_sent(connection, facts["message_id"])
    assert len(sink.to(address)) == 1


def test_a_refused_recipient_is_given_up_at_once_and_the_reason_names_nobody(office):
    connection, sink = office
    address = someone()
    sink.answers = lambda to: f"550 {to} is unknown" if to == address else None
    done = until_failed(connection, book(connection, address)["message_id"])
    assert (done["last_error"], done["attempts"], done["recipient"]) == ("smtp: RCPT 550", 1, None)


def test_an_address_that_cannot_be_written_is_given_up_at_once(office):
    connection, _ = office
    done = until_failed(connection, book(connection, "nobody@example.org\r\nBcc: x")["message_id"])
    assert done["recipient"] is None and "Bcc" not in done["last_error"] and "nobody" not in done["last_error"]


def test_who_could_not_be_reached_for_days_is_given_up(office):
    connection, sink = office
    address = someone()
    sink.answers = lambda to: "451 never" if to == address else None
    facts = book(connection, address)
    until_tried(connection, facts["message_id"])
    rows(connection, "UPDATE message SET created_at = now() - interval '4 days' WHERE message_id = %s",
         facts["message_id"])
    try_now(connection)
    assert until_failed(connection, facts["message_id"])["recipient"] is None


def test_a_later_mail_of_a_booking_waits_for_the_earlier_one(office):
    connection, sink = office
    address, refusals = someone(), iter(["451 come back"])
    sink.answers = lambda to: next(refusals, None) if to == address else None
    facts = book(connection, address)
    until_tried(connection, facts["message_id"])
    cancelled = post(connection, facts, address, kind="cancelled", sequence=1)
    received(office)  # the outbox has been looked through
    assert message(connection, cancelled)["attempts"] == 0
    try_now(connection)
    until_sent(connection, cancelled)
    assert [str(mail["Subject"]).split()[0] for mail in sink.to(address)] == ["Ihr", "Abgesagt:"]


def test_mails_wait_while_the_mail_server_is_down(postgres, database):
    connection = postgres.connect(database)
    sink = Sink()
    with jobs_server(postgres, database, *by_smtp(sink)) as server:
        server.start()
        found = [book(connection, someone()) for _ in range(3)]
        for facts in found:
            assert until_tried(connection, facts["message_id"])["last_error"].startswith("smtp: ")
        with sink:
            try_now(connection)
            for facts in found:
                until_sent(connection, facts["message_id"])
        assert len(sink.mails) == 3


def test_two_servers_at_one_outbox_send_nothing_twice(postgres, database):
    connection = postgres.connect(database)
    with Sink() as sink, jobs_server(postgres, database, *by_smtp(sink)) as one, \
            jobs_server(postgres, database, *by_smtp(sink)) as two:
        one.start()
        two.start()
        wanted = [someone() for _ in range(80)]
        for facts in [book(connection, address) for address in wanted]:
            until_sent(connection, facts["message_id"])
        assert sorted(to for _, tos, _ in sink.mails for to in tos) == sorted(wanted)


def test_a_killed_jobs_process_leaves_no_booking_without_its_mail(postgres, database):
    connection = postgres.connect(database)
    wanted = [someone() for _ in range(40)]
    found = [book(connection, address) for address in wanted]
    enough = threading.Event()
    with Sink() as sink, jobs_server(postgres, database, *by_smtp(sink)) as server:
        sink.on_mail = lambda: len(sink.mails) >= 10 and enough.set()
        server.start()
        assert enough.wait(60)
        dead = jobs_pid(server)
        gone = handles([dead])
        os.kill(dead, signal.SIGKILL)
        assert wait_gone(gone)
        until(lambda: jobs_pid(server) not in (None, dead), "the process is started again")
        try_now(connection)  # as if the leases had ended
        for facts in found:
            until_sent(connection, facts["message_id"])
        ids = {}
        for _, tos, data in sink.mails:
            ids.setdefault(tos[0], set()).add(parse(data)["Message-ID"])
        assert set(ids) == set(wanted)
        assert all(len(of_one) == 1 for of_one in ids.values()), "a repeat is the same mail"
        assert len(set.union(*ids.values())) == len(wanted)


def test_told_to_stop_it_ends_within_the_time_and_leaves_the_rest(postgres, database):
    connection = postgres.connect(database)
    with Sink() as sink, jobs_server(postgres, database, *by_smtp(sink)) as server:
        first = threading.Event()
        sink.on_mail = first.set
        for _ in range(40):
            book(connection, someone())
        server.start()
        assert first.wait(60)
        assert server.stop() == 0
        sent = rows(connection, "SELECT count(*) FROM message WHERE sent_at IS NOT NULL")[0][0]
        assert sent == len(sink.mails), "what left is marked, what is not marked has not left"


#
# By which way
#

@pytest.fixture(scope="module", name="certificate")
def fixture_certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"],
                   cwd=folder, check=True, capture_output=True)
    return folder


def context(certificate):
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return found


def test_starttls_with_a_trusted_certificate_carries_the_mail(postgres, database, certificate):
    connection = postgres.connect(database)
    with Sink(tls_context=context(certificate), require_starttls=True) as sink, \
            jobs_server(postgres, database, *by_smtp(sink, "starttls"),
                        f"--smtp_ca_file={certificate / 'cert.pem'}") as server:
        server.start()
        until_sent(connection, book(connection, someone())["message_id"])
        assert len(sink.mails) == 1


def test_a_server_with_an_unknown_certificate_gets_nothing(postgres, database, certificate):
    connection = postgres.connect(database)
    with Sink(tls_context=context(certificate)) as sink, \
            jobs_server(postgres, database, *by_smtp(sink, "starttls")) as server:
        server.start()
        tried = until_tried(connection, book(connection, someone())["message_id"])
        assert tried["recipient"] and not sink.mails
        assert "certificate" in tried["last_error"]


@pytest.mark.parametrize("typed", ["geheim", "falsch"])
def test_a_server_that_demands_a_login_gets_mail_with_the_right_password_only(postgres, database, certificate, typed, tmp_path):
    def known(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"amt", b"geheim"))

    password = tmp_path / "password"
    password.write_text(f"{typed}\n", encoding="utf-8")
    connection = postgres.connect(database)
    with Sink(tls_context=context(certificate), require_starttls=True, authenticator=known, auth_required=True) as sink, \
            jobs_server(postgres, database, *by_smtp(sink, "starttls"), f"--smtp_ca_file={certificate / 'cert.pem'}",
                        "--smtp_user=amt", f"--smtp_password_file={password}") as server:
        server.start()
        message = book(connection, someone())["message_id"]
        if typed == "geheim":
            until_sent(connection, message)
            assert len(sink.mails) == 1
        else:
            assert until_tried(connection, message)["recipient"] and not sink.mails
        assert typed not in server.log.read_text(encoding="utf-8")


def test_a_server_without_starttls_gets_nothing_where_it_is_demanded(postgres, database):
    connection = postgres.connect(database)
    with Sink() as sink, jobs_server(postgres, database, *by_smtp(sink, "starttls")) as server:
        server.start()
        assert until_tried(connection, book(connection, someone())["message_id"])["recipient"]
        assert not sink.mails


def test_without_a_mail_server_each_mail_is_one_file(postgres, database):
    connection = postgres.connect(database)
    with jobs_server(postgres, database, "--public_url=https://www.county.example/termine/") as server:
        server.start()
        address = someone()
        facts = book(connection, address)
        until_sent(connection, facts["message_id"])
        files = list((server.folder / "var" / "mail").iterdir())
        assert len(files) == 1 and files[0].suffix == ".eml"
        mail = parse(files[0].read_bytes())
        assert mail["Message-ID"] == f"<{files[0].stem}@county.example>"
        assert f"https://www.county.example/termine/bookings/{facts['token']}" in texts(mail)["text/plain"]
        assert re.match(r"^[0-9a-f]{32}\.\d+$", files[0].stem)


def test_nothing_personal_is_logged(postgres, database):
    connection = postgres.connect(database)
    with jobs_server(postgres, database) as server:
        server.start()
        facts = [book(connection, "mira.geheim@mail.example"), book(connection, "mira geheim")]
        until_sent(connection, facts[0]["message_id"])
        until_failed(connection, facts[1]["message_id"])
        log = server.log.read_text(encoding="utf-8")
        assert f"mail_sent message={facts[0]['message_id']}" in log
        for word in ("geheim", "Hofstetter", facts[0]["token"]):
            assert word not in log
