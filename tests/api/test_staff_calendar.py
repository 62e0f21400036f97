"""Calendars of other programs: a secret address of one's appointments, and an external calendar that takes time."""

import base64
import datetime
import http.server
import itertools
import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

import icalendar
import pytest
import server as program
import vobject

from county import BERLIN, DEADLINE_SECONDS
from test_sign_in import SEED, Browser, account, add, database, set_up, sql  # noqa: F401

CALENDAR = "/staff/wohngeld/calendar"
NUMBERS = itertools.count(1)
USER, SECRET = "anna", "blau-gelb-kariert"


@pytest.fixture(scope="module")
def site(database):  # noqa: F811
    options = "--trusted_proxies=127.0.0.1", "--calendars_local=yes", "--workers=1"  # which knows a new person at once
    with program.Server(*options, environment={"AMTSTERMIN_DATABASE": database[1]}).start() as running:
        yield running
        log = running.log.read_text(encoding="utf-8")
        assert "Sanitizer" not in log and "runtime error" not in log, log
        assert " error " not in log, log
        assert SECRET not in log


@pytest.fixture(scope="module")
def signed_in():
    return {}


@pytest.fixture
def manager(site, account, signed_in):  # noqa: F811
    if "manager" not in signed_in:
        signed_in["manager"] = Browser(site.url)
        signed_in["manager"].sign_in(account("office_manager"))
        set_up(signed_in["manager"])
    return signed_in["manager"]


def until(look, what):
    end = time.monotonic() + DEADLINE_SECONDS
    while not (found := look()):
        assert time.monotonic() < end, what
    return found


@pytest.fixture
def person(manager, sql):  # noqa: F811
    """The slug of a contact person of the test's own, who has a service of that slug."""
    slug = f"person-{next(NUMBERS)}"
    sql("INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts)"
        " SELECT 1, office_id, %s, 15, '{in_person,phone}', '{\"de\": {\"name\": \"Wohngeld beantragen\"}}'"
        " FROM office WHERE slug = 'wohngeld'", slug)
    sql("INSERT INTO contact_person (authority_id, office_id, slug, name)"
        " SELECT 1, office_id, %s, %s FROM office WHERE slug = 'wohngeld'", slug, f"Frau {slug}")
    until(lambda: manager.call("GET", f"{CALENDAR}?contact_person={slug}")[0] == 200, "the person is known")
    return slug


@pytest.fixture
def book(sql):  # noqa: F811
    """Put a booking of a quarter of an hour into somebody's time; its reference."""

    def run(person, starts_at):
        reference = f"7KMC-{next(NUMBERS):04}"
        sql("WITH r AS (INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during,"
            " minutes) SELECT 1, contact_person_id, service_id, 0, 'in_person', tstzrange(%s, %s), 15"
            " FROM contact_person p JOIN service s USING (slug) WHERE p.slug = %s RETURNING *)"
            " INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference,"
            " uid, family_name, given_name, phone, language) SELECT 1, r.reservation_id, s.office_id,"
            " s.service_id, %s, %s, 'Brenner', 'Katrin', '07721 555', 'de'"
            " FROM r JOIN service s USING (authority_id, service_id)",
            starts_at, starts_at + datetime.timedelta(minutes=15), person, reference, f"{reference}@kreis.example")
        return reference

    return run


def at(days, hour, minute=0):
    """So many days from today at that hour in Berlin."""
    day = datetime.datetime.now(BERLIN).date() + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time(hour, minute), BERLIN)


#
# The feed
#

def made(manager, person):
    """The secret address."""
    status, document = manager.call("POST", f"{CALENDAR}/feed", {"contact_person": person, "do": "new"})
    assert status == 200, document
    return document["feed"]["url"]


def read(url, etag=None):
    """(status, ETag, text)"""
    request = urllib.request.Request(url, headers={"If-None-Match": etag} if etag else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, reply.headers["ETag"], reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["ETag"], error.read().decode()


def test_the_feed_shows_the_appointments_to_calendar_programs_without_names(manager, person, book):
    url = made(manager, person)
    empty = read(url)
    assert empty[0] == 200 and not list(vobject.readOne(empty[2]).contents.get("vevent", []))
    reference = book(person, at(3, 10))
    status, _, text = read(url)
    assert status == 200
    assert "Brenner" not in text and "Katrin" not in text and "555" not in text
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at(3, 10), at(3, 10, 15))
    assert event["SUMMARY"] == "Wohngeld beantragen" and reference in event["DESCRIPTION"]
    assert vobject.readOne(text).vevent.uid.value == f"{reference}@kreis.example"


def test_who_asks_again_is_told_that_nothing_has_changed_until_it_has(manager, person, book):
    url = made(manager, person)
    _, etag, _ = read(url)
    assert read(url, etag)[::2] == (304, "")
    book(person, at(4, 9))
    status, other, _ = read(url, etag)
    assert status == 200 and other != etag


def test_names_are_in_the_feed_where_the_office_allows_it(manager, person, book, sql):  # noqa: F811
    url = made(manager, person)
    book(person, at(3, 11))
    sql("UPDATE office SET calendar_names = true WHERE slug = 'wohngeld'")
    try:
        (event,) = icalendar.Calendar.from_ical(read(url)[2]).walk("VEVENT")
        assert event["SUMMARY"] == "Katrin Brenner: Wohngeld beantragen"
        assert manager.call("GET", f"{CALENDAR}?contact_person={person}")[1]["feed"]["with_names"] is True
    finally:
        sql("UPDATE office SET calendar_names = false WHERE slug = 'wohngeld'")


def test_a_cancelled_appointment_stays_in_the_feed_as_cancelled(manager, person, book, sql):  # noqa: F811
    url = made(manager, person)
    reference = book(person, at(5, 10))
    sql("UPDATE booking SET state = 'cancelled', cancelled_at = now(), changed_at = now() WHERE reference = %s", reference)
    (event,) = icalendar.Calendar.from_ical(read(url)[2]).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"


def test_the_address_is_shown_once_and_a_new_one_or_none_ends_it(manager, person, sql):  # noqa: F811
    first = made(manager, person)
    shown = manager.call("GET", f"{CALENDAR}?contact_person={person}")[1]["feed"]
    assert shown["url"] is None and shown["on"] is True
    token = first.rsplit("/", 1)[1].removesuffix(".ics")
    assert not any(token in str(row) for row in sql("SELECT f::text FROM calendar_feed f"))
    second = made(manager, person)
    assert (read(first)[0], read(second)[0]) == (404, 200)
    assert manager.call("POST", f"{CALENDAR}/feed", {"contact_person": person, "do": "revoke"})[0] == 204
    assert read(second)[0] == 404
    assert manager.call("GET", f"{CALENDAR}?contact_person={person}")[1]["feed"]["on"] is False
    actions = sql("SELECT action FROM audit_log JOIN contact_person p ON thing = p.contact_person_id::text"
                  " WHERE audit_log.kind = 'calendar_feed' AND p.slug = %s ORDER BY audit_id", person)
    assert [row[0] for row in actions] == ["make", "make", "revoke"]


#
# Busy times
#

class Files(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        reply = self.server.answers.get(self.path)
        self.server.asked.append(self.path)
        if callable(reply):
            return reply(self)
        status, body = reply if reply else (404, b"")
        self.send_response(status)
        self.send_header("Content-Type", "text/calendar")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def files():
    """A web server: put(name, events) gives the address of a calendar of these events."""
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    running.answers, running.asked = {}, []
    threading.Thread(target=running.serve_forever, daemon=True).start()
    running.url = f"http://127.0.0.1:{running.server_port}"

    def put(name, *events, status=200):
        running.answers[f"/{name}.ics"] = (status, calendar(*events))
        return f"{running.url}/{name}.ics"

    running.put = put
    yield running
    running.shutdown()


def calendar(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//DE", *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def event(start, end, *more, uid=None):
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid or next(NUMBERS)}", "DTSTAMP:20260101T000000Z",
                        "SUMMARY:Geheimes Treffen", f"DTSTART{start}", f"DTEND{end}", *more, "END:VEVENT"])


def utc(moment):
    return f"{moment.astimezone(datetime.timezone.utc):%Y%m%dT%H%M%SZ}"


def zoned(moment):
    return f";TZID=Europe/Berlin:{moment:%Y%m%dT%H%M%S}"


def save(manager, person, url, version=None, **more):
    form = {"contact_person": person, "kind": "ics", "url": url, "do": "save"} | more
    return manager.call("POST", f"{CALENDAR}/busy", form | ({"version": version} if version else {}))


def busy(manager, person):
    return manager.call("GET", f"{CALENDAR}?contact_person={person}")[1]["busy"]


def reads(manager, person):
    """Until it has been read; what the page says then."""
    return until(lambda: (found := busy(manager, person)) and (found["read_text"] or found["failing"]) and found,
                 "the calendar is read")


@pytest.fixture
def closed(sql):  # noqa: F811
    """What is closed for somebody, local time, in order."""

    def run(person):
        rows = sql("SELECT lower(during), upper(during) FROM closure JOIN contact_person p"
                   " USING (authority_id, contact_person_id) WHERE p.slug = %s AND withdrawn_at IS NULL"
                   " AND origin = 'calendar' ORDER BY 1", person)
        return [(begin.astimezone(BERLIN), end.astimezone(BERLIN)) for begin, end in rows]

    return run


def again(manager, person):
    assert manager.call("POST", f"{CALENDAR}/busy", {"contact_person": person, "do": "read"})[0] == 204


def test_what_is_busy_in_the_external_calendar_is_closed_here_and_nothing_else(manager, person, files, closed, sql):  # noqa: F811
    url = files.put(
        person, event(":" + utc(at(2, 10)), ":" + utc(at(2, 11))),
        event(zoned(at(3, 14, 2)), zoned(at(3, 14, 31))),
        event(zoned(at(3, 16)), zoned(at(3, 17)), "TRANSP:TRANSPARENT"),
        event(zoned(at(3, 18)), zoned(at(3, 19)), "STATUS:CANCELLED"),
        event(f";VALUE=DATE:{at(5, 0):%Y%m%d}", f";VALUE=DATE:{at(7, 0):%Y%m%d}"))
    assert save(manager, person, url)[0] == 204
    assert reads(manager, person)["failing"] is False
    assert closed(person) == [(at(2, 10), at(2, 11)), (at(3, 14), at(3, 14, 35)), (at(5, 0), at(7, 0))]
    assert not sql("SELECT FROM closure c WHERE c::text LIKE '%%Geheim%%' LIMIT 1")


def test_recurrences_leave_out_and_move_what_the_calendar_says(manager, person, files, closed):
    first = at(1, 9)
    begin, end = zoned(first), zoned(first + datetime.timedelta(hours=1))
    url = files.put(
        person,
        event(begin, end, "RRULE:FREQ=DAILY;COUNT=5", f"EXDATE{zoned(at(2, 9))}", uid="series"),
        event(zoned(at(3, 15)), zoned(at(3, 16)), f"RECURRENCE-ID{zoned(at(3, 9))}", uid="series"),
        event(zoned(at(4, 9)), zoned(at(4, 10)), f"RECURRENCE-ID{zoned(at(4, 9))}", "STATUS:CANCELLED", uid="series"))
    save(manager, person, url)
    assert reads(manager, person)["failing"] is False
    assert closed(person) == [(at(1, 9), at(1, 10)), (at(3, 15), at(3, 16)), (at(5, 9), at(5, 10))]


def test_a_weekly_series_keeps_its_hour_when_the_clocks_change(manager, person, files, closed):
    begin = at(-400, 8)
    url = files.put(person, event(zoned(begin), zoned(begin + datetime.timedelta(hours=2)), "RRULE:FREQ=WEEKLY"))
    save(manager, person, url)
    reads(manager, person)
    found = closed(person)
    assert len(found) >= 51 and {(a.hour, b.hour) for a, b in found} == {(8, 10)}


def test_times_are_no_longer_offered_and_come_back(manager, site, person, files, sql):  # noqa: F811
    sql("UPDATE office SET state = 'live' WHERE slug = 'wohngeld'")
    sql("INSERT INTO responsibility (authority_id, contact_person_id, service_id)"
        " SELECT 1, contact_person_id, service_id FROM contact_person p JOIN service s USING (slug) WHERE p.slug = %s",
        person)
    sql("INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels)"
        " SELECT 1, contact_person_id, tstzrange(%s, %s), 15, '{in_person}' FROM contact_person WHERE slug = %s",
        at(2, 10), at(2, 11), person)
    path = f"/api/v1/offices/wohngeld/services/{person}/times?channel=in_person&from={at(2, 0).date()}"

    def offered():
        status, document = site.get(path)
        return status == 200 and [datetime.datetime.fromisoformat(t["starts_at"]) for t in document["times"]]

    until(lambda: offered() and len(offered()) == 4, "all times are offered")
    url = files.put(person, event(zoned(at(2, 10)), zoned(at(2, 10, 30))))
    save(manager, person, url)
    until(lambda: offered() == [at(2, 10, 30), at(2, 10, 45)], "busy times are not offered")
    files.put(person)
    again(manager, person)
    until(lambda: len(offered()) == 4, "what was deleted there is free again")


def test_a_calendar_that_fails_says_when_and_why_and_its_times_stay(manager, person, files, closed):
    url = files.put(person, event(zoned(at(2, 10)), zoned(at(2, 11))))
    save(manager, person, url)
    reads(manager, person)
    kept = closed(person)
    for answer, reason in [((503, b""), "Der Server meldet einen Fehler."), ((404, b""), "gibt es keinen Kalender"),
                           ((200, b"<html>Wartung</html>"), "steht kein Kalender"),
                           ((200, calendar(event(":gestern", ":heute"))), "nicht lesen"),
                           ((200, calendar(event(zoned(at(2, 9)), zoned(at(2, 10)), "RRULE:FREQ=SECONDLY"))), "nicht lesen"),
                           ((401, b""), "Benutzername und Kennwort"), ((200, b"x" * 9_000_000), "zu groß")]:
        files.answers[f"/{person}.ics"] = answer
        again(manager, person)
        until(lambda: reason in (busy(manager, person)["error_text"] or ""), f"it says {reason}")
        assert closed(person) == kept
    assert f"{datetime.datetime.now(BERLIN):%d.%m.%Y}".lstrip("0") in busy(manager, person)["error_text"]
    _, page = manager.call("GET", f"{CALENDAR}?contact_person={person}", api=False)
    assert "Der Kalender ist gerade nicht lesbar." in page and "zu groß" in page
    files.put(person, event(zoned(at(2, 10)), zoned(at(2, 11))))
    again(manager, person)
    until(lambda: not busy(manager, person)["failing"], "it works again")


def test_removing_the_calendar_opens_its_times_again(manager, person, files, closed):
    save(manager, person, files.put(person, event(zoned(at(2, 10)), zoned(at(2, 11)))))
    version = reads(manager, person)["version"]
    assert closed(person)
    assert manager.call("POST", f"{CALENDAR}/busy", {"contact_person": person, "do": "remove", "version": version})[0] == 204
    assert closed(person) == [] and busy(manager, person)["on"] is False


def test_who_edits_an_old_version_is_told_and_overwrites_nothing(manager, person, files):
    url = files.put(person)
    save(manager, person, url)
    version = busy(manager, person)["version"]
    assert save(manager, person, url + "?2", version)[0] == 204
    status, document = save(manager, person, url + "?3", version)
    assert status == 409 and document["values"]["url"] == url + "?3" and document["changed"]["changes"]
    assert save(manager, person, url + "?4", document["busy"]["version"])[0] == 204
    assert save(manager, person, url)[0] == 409  # as if there were none


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "gopher://kalender.example/", "kalender.example", "https://",
                                 "https://anna:geheim@kalender.example/", "http://a b/"])
def test_addresses_that_are_none_are_refused(manager, person, url):
    status, document = save(manager, person, url)
    assert status == 422 and document["errors"][0]["field"] == "url"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "0.0.0.0",
                                  "[fe80::1]"])
def test_nothing_of_this_machine_is_read_unless_that_is_allowed(guarded, files, host):
    url = f"http://{host}:{files.server_port}/guarded.ics"
    asked = len(files.asked)
    guarded("UPDATE busy_calendar SET url = %s, due_at = now(), failed_at = NULL, failure = NULL", url)
    until(lambda: guarded("SELECT failure FROM busy_calendar")[0][0], "it has been tried")
    assert guarded("SELECT failure FROM busy_calendar") == [("forbidden_address",)]
    assert len(files.asked) == asked


@pytest.fixture(scope="module")
def guarded(postgres):
    """Runs SQL in the database of a server that does not have the option."""
    name = postgres.new_database()
    info = postgres.conninfo(name)
    assert program.run("migrate", environment={"AMTSTERMIN_DATABASE": info})[0] == 0
    postgres.psql(SEED, name)
    postgres.psql("INSERT INTO busy_calendar (authority_id, contact_person_id, kind, url, due_at)"
                  " SELECT 1, contact_person_id, 'ics', 'http://127.0.0.1/', 'infinity' FROM contact_person", name)
    with program.Server(environment={"AMTSTERMIN_DATABASE": info}).start():
        yield lambda text, *parameters: postgres.psql(text, name, *parameters)


#
# CalDAV
#

@pytest.fixture(scope="module")
def radicale(tmp_path_factory):
    """A real CalDAV server with one user and his calendar."""
    folder = tmp_path_factory.mktemp("radicale")
    (folder / "users").write_text(f"{USER}:{SECRET}\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = ["/usr/bin/python3", "-m", "radicale", "--hosts", f"127.0.0.1:{port}", "--auth-type", "htpasswd",
               "--auth-htpasswd-filename", str(folder / "users"), "--auth-htpasswd-encryption", "plain",
               "--auth-delay", "0", "--storage-filesystem-folder", str(folder / "collections")]
    with open(folder / "log", "wb") as log, subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | {"RADICALE_CONFIG": ""}) as process:
        url = f"http://127.0.0.1:{port}/{USER}/dienst/"
        until(lambda: dav("MKCALENDAR", url) in (201, 405, 409), "radicale answers")
        yield url
        process.terminate()


def dav(method, url, body=b""):
    request = urllib.request.Request(url, data=body, method=method, headers={
        "Authorization": "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode(), "Content-Type": "text/calendar"})
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_a_caldav_calendar_takes_time_like_a_file_does(manager, person, radicale, closed, sql):  # noqa: F811
    series = calendar(
        event(zoned(at(1, 9)), zoned(at(1, 10)), "RRULE:FREQ=DAILY;COUNT=3", uid="series"),
        event(zoned(at(2, 13)), zoned(at(2, 14)), f"RECURRENCE-ID{zoned(at(2, 9))}", uid="series"))
    assert dav("PUT", radicale + "series.ics", series) == 201
    assert dav("PUT", radicale + "a&b.ics", calendar(event(zoned(at(6, 8)), zoned(at(6, 9)), "DESCRIPTION:<A & B>"))) == 201
    assert save(manager, person, radicale, kind="caldav", user=USER, password=SECRET)[0] == 204
    assert reads(manager, person)["failing"] is False, busy(manager, person)
    assert closed(person) == [(at(1, 9), at(1, 10)), (at(2, 13), at(2, 14)), (at(3, 9), at(3, 10)), (at(6, 8), at(6, 9))]
    kept = sql("SELECT b::text FROM busy_calendar b JOIN contact_person USING (contact_person_id) WHERE slug = %s", person)
    assert SECRET not in kept[0][0] and SECRET.encode().hex() not in kept[0][0]
    assert dav("DELETE", radicale + "a%26b.ics") == 200
    again(manager, person)
    until(lambda: len(closed(person)) == 3, "what was deleted there is free again")


def test_a_wrong_password_is_said_and_the_right_one_mends_it(manager, person, radicale):
    save(manager, person, radicale, kind="caldav", user=USER, password="falsch")
    failed = reads(manager, person)
    assert failed["failing"] is True and "Kennwort" in failed["error_text"]
    save(manager, person, radicale, failed["version"], kind="caldav", user=USER, password=SECRET)
    until(lambda: busy(manager, person)["read_text"], "it is read")
    version = busy(manager, person)["version"]
    assert save(manager, person, radicale, version, kind="caldav", user=USER)[0] == 204  # the password stays
    assert until(lambda: busy(manager, person)["read_text"], "it is read")
    assert busy(manager, person)["failing"] is False
    # to another address it is not sent
    assert save(manager, person, radicale + "?", busy(manager, person)["version"], kind="caldav", user=USER)[0] == 204
    until(lambda: busy(manager, person)["failing"], "no password for another address")


def test_front_desks_have_no_calendars_and_contact_persons_only_their_own(site, account, person):  # noqa: F811
    desk, keller = Browser(site.url), Browser(site.url)
    desk.sign_in(account("front_desk"))
    assert desk.call("GET", CALENDAR)[0] == 403
    keller.sign_in(account("contact_person", person="keller"))
    status, document = keller.call("GET", CALENDAR)
    assert (status, [p["slug"] for p in document["contact_persons"]]) == (200, ["keller"])
    for what, form in [("feed", {"do": "new"}), ("busy", {"do": "read"})]:
        assert keller.call("POST", f"{CALENDAR}/{what}", form | {"contact_person": person})[0] == 403
    assert keller.call("GET", f"{CALENDAR}?contact_person={person}")[0] == 403
