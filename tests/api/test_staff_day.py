"""The day of an office, and one booking: who comes, who came, what was noted, cancelled, told."""

import csv
import datetime
import io
import itertools
import json
import uuid

import pytest

from county import BERLIN
from test_sign_in import Browser, account, add, database, set_up, site, sql  # noqa: F401
from test_sign_in_pages import Visitor

SEED = """
INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts)
SELECT 1, office_id, 'antrag', 5, '{in_person,phone,video}',
       '{"de": {"name": "Erstantrag", "documents": ["Ausweis", "Mietvertrag"]}, "en": {"name": "Application"}}'
FROM office WHERE slug = 'wohngeld';
INSERT INTO contact_person (authority_id, office_id, slug, name, room)
SELECT 1, office_id, 'yilmaz', 'E. Yilmaz', '{"de": {"room": "Raum 216"}}' FROM office WHERE slug = 'wohngeld';
INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts)
SELECT 1, office_id, 'beistand', 5, '{in_person}', '{"de": {"name": "Beistand"}}' FROM office WHERE slug = 'jugendamt';
INSERT INTO contact_person (authority_id, office_id, slug, name)
SELECT 1, office_id, 'fremd', 'F. Fremd' FROM office WHERE slug = 'jugendamt';
"""
TODAY = datetime.datetime.now(BERLIN).date()
numbers = itertools.count()


def day(after):
    return (TODAY + datetime.timedelta(days=after)).isoformat()


@pytest.fixture(scope="module", autouse=True)
def seeded(postgres, database):  # noqa: F811
    postgres.psql(SEED, database[0])


@pytest.fixture
def book(sql):  # noqa: F811
    """Write a booking on a day from today on, at a time of its own; its key."""

    def run(after=0, family="Brenner", given="Katrin", person="keller", channel="in_person", email=None, phone=None,
            minutes_of_day=None):
        n = next(numbers)
        minute = 480 + 5 * (n % 150) if minutes_of_day is None else minutes_of_day
        start = f"('{day(after)}'::date::timestamp + interval '{minute} minutes') AT TIME ZONE 'Europe/Berlin'"
        found = sql(f"""
            WITH of AS (SELECT p.contact_person_id, p.office_id, s.service_id FROM contact_person p
                        JOIN service s USING (office_id) WHERE p.slug = %s),
            taken AS (INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes)
                      SELECT 1, contact_person_id, service_id, {n // 150}, %s,
                             tstzrange({start}, {start} + interval '5 minutes'), 5 FROM of
                      RETURNING reservation_id)
            INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference, uid, family_name,
                                 given_name, email, phone, language)
            SELECT 1, reservation_id, office_id, service_id, %s, %s, %s, %s, %s, %s, 'de' FROM taken, of
            RETURNING booking_id""", person, channel, f"R{n:03}-{uuid.uuid4().hex[:4]}", f"{uuid.uuid4().hex}@kreis",
            family, given, email, phone)
        return found[0][0]

    return run


@pytest.fixture
def desk(site, account):  # noqa: F811
    browser = Browser(site.url)
    browser.sign_in(account("front_desk"))
    return browser


def of_day(browser, after=0, **query):
    query = "&".join(f"{name}={value}" for name, value in ({"date": day(after)} | query).items())
    status, document = browser.call("GET", f"/staff/wohngeld/day?{query}")
    assert status == 200, document
    return document


def row_of(document, booking):
    return next((row for row in document["bookings"] if row["id"] == str(booking)), None)


def shown(browser, booking):
    status, document = browser.call("GET", f"/staff/wohngeld/bookings/{booking}")
    assert status == 200, document
    return document


def change(browser, booking, what, **fields):
    version = fields.pop("version", None) or shown(browser, booking)["version"]
    return browser.call("POST", f"/staff/wohngeld/bookings/{booking}/{what}", {"version": version} | fields)


def attend(browser, booking, do, **fields):
    return change(browser, booking, "attendance", do=do, **fields)


# The list


def test_the_day_lists_who_comes_when_with_all_that_is_needed_to_receive_them(desk, book):
    booking = book(3, minutes_of_day=510)
    document = of_day(desk, 3)
    row = row_of(document, booking)
    assert (row["span_text"], row["name_text"]) == ("8:30–8:35", "Brenner, Katrin")
    assert row["service"] == {"slug": "antrag", "name": "Erstantrag"}
    assert row["documents_text"] == "Ausweis, Mietvertrag"
    assert row["contact_person"] == {"slug": "keller", "name": "S. Keller"}
    assert (row["attendance"], row["attendance_text"]) == ("expected", "erwartet")
    assert row["url"] == f"/staff/wohngeld/bookings/{booking}"
    assert {"key": "bookings", "count": 1, "text": "Termin"} in document["counts"]


def test_the_day_is_today_unless_another_is_asked_for(desk, book):
    booking = book(0)
    status, document = desk.call("GET", "/staff/wohngeld/day")
    assert status == 200
    assert (document["date"], document["is_today"]) == (TODAY.isoformat(), True)
    assert row_of(document, booking)
    assert of_day(desk, 1)["date"] == day(1)
    german = f"{TODAY.day}.{TODAY.month}.{TODAY.year}"
    assert desk.call("GET", f"/staff/wohngeld/day?date={german}")[1]["is_today"] is True


def test_the_day_can_be_that_of_one_contact_person(desk, book):
    one, other = book(4, person="keller"), book(4, person="yilmaz")
    document = of_day(desk, 4, contact_person="yilmaz")
    assert row_of(document, other)["room"] == "Raum 216"
    assert row_of(document, one) is None
    assert [p["slug"] for p in document["contact_persons"] if p["selected"]] == ["yilmaz"]


def test_the_list_can_be_narrowed_to_who_waits_and_who_is_still_to_come(desk, book):
    waits, comes, gone = book(), book(), book()
    attend(desk, waits, "arrived")
    attend(desk, gone, "missed")
    waiting, still_open = of_day(desk, show="waiting"), of_day(desk, show="open")
    assert row_of(waiting, waits) and not row_of(waiting, comes) and not row_of(waiting, gone)
    assert row_of(still_open, waits) and row_of(still_open, comes) and not row_of(still_open, gone)


def test_who_waits_longest_is_next(desk, book):
    first, second = book(minutes_of_day=3 * 60), book(minutes_of_day=3 * 60 + 5)
    attend(desk, second, "arrived")
    assert of_day(desk, contact_person="keller")["next"]["id"] == str(second)
    attend(desk, first, "arrived")
    document = of_day(desk, contact_person="keller")
    assert document["next"]["id"] == str(first)
    assert [row["id"] for row in document["bookings"] if row["is_next"]] == [str(first)]


def test_an_unchanged_list_is_known_by_its_tag(desk, book):
    booking = book()
    of_day(desk)
    tag = desk.headers["ETag"]
    path = f"/staff/wohngeld/day?date={day(0)}"
    assert desk.call("GET", path, headers={"If-None-Match": tag})[0] == 304
    assert desk.call("HEAD", path)[0] == 200
    assert desk.headers["ETag"] == tag
    attend(desk, booking, "arrived")
    assert desk.call("GET", path, headers={"If-None-Match": tag})[0] == 200
    assert desk.headers["ETag"] != tag
    assert desk.headers["Cache-Control"] == "no-store"


def test_the_list_can_be_printed_with_and_without_notes(desk, book):
    change(desk, book(5), "note", note="Rollstuhl")
    status, page = desk.call("GET", f"/staff/wohngeld/day?date={day(5)}&view=print", api=False)
    assert status == 200 and "staff-day--no-notes" in page and "notes=1" in page
    status, page = desk.call("GET", f"/staff/wohngeld/day?date={day(5)}&view=print&notes=1", api=False)
    assert status == 200 and "staff-day--no-notes" not in page and "Rollstuhl" in page


def test_the_list_is_a_table_for_spreadsheets_that_runs_no_formula(desk, book):
    book(6, family='=HYPERLINK("http://evil.example")', given="+1", phone="+49 7721 555")
    change(desk, book(6, family="Müller; Söhne"), "note", note="@SUM(A1)")
    status, text = desk.call("GET", f"/staff/wohngeld/day.csv?date={day(6)}", api=False)
    assert status == 200
    assert desk.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert desk.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0]["Name"] == '\'=HYPERLINK("http://evil.example"), +1'
    assert rows[0]["Telefon"] == "'+49 7721 555"
    assert (rows[1]["Name"], rows[1]["Notiz des Amts"]) == ("Müller; Söhne, Katrin", "'@SUM(A1)")
    assert not any(cell.startswith(tuple("=+-@\t\r")) for row in rows for cell in row.values())


def test_signing_in_leads_to_the_day(desk):
    status, _ = desk.call("GET", "/staff", api=False)
    assert (status, desk.headers["Location"]) == (303, "/staff/wohngeld/day")
    status, page = desk.call("GET", "/staff/wohngeld/day", api=False)
    assert status == 200 and "/staff/wohngeld/day" in page


def test_the_day_of_an_office_is_that_of_those_below_it_too(site, account, book):  # noqa: F811
    booking = book(9)
    browser = Browser(site.url)
    browser.sign_in(account("front_desk", office="sozialamt"))
    status, document = browser.call("GET", f"/staff/sozialamt/day?date={day(9)}")
    row = row_of(document, booking)
    assert (status, row["url"]) == (200, f"/staff/wohngeld/bookings/{booking}")
    assert row["attendance_url"] == f"/staff/wohngeld/bookings/{booking}/attendance"
    assert "keller" in [person["slug"] for person in document["contact_persons"]]
    assert browser.call("GET", row["url"])[0] == 200


# Who may see it


def test_a_contact_person_sees_and_changes_own_bookings_alone(site, account, book):  # noqa: F811
    own, other = book(person="keller"), book(person="yilmaz")
    browser = Browser(site.url)
    browser.sign_in(account("contact_person", person="keller"))
    document = of_day(browser)
    assert row_of(document, own) and not row_of(document, other)
    assert [person["slug"] for person in document["contact_persons"]] == ["keller"]
    assert not row_of(of_day(browser, contact_person="yilmaz"), other)
    assert browser.call("GET", f"/staff/wohngeld/bookings/{other}")[0] == 404
    for what in "attendance", "note", "cancel", "told":
        assert browser.call("POST", f"/staff/wohngeld/bookings/{other}/{what}",
                            {"version": "1", "do": "arrived"} if what == "attendance" else
                            {} if what == "told" else {"version": "1"})[0] == 404
    assert attend(browser, own, "arrived")[0] == 200


def test_bookings_of_other_offices_are_not_found(desk, book):
    foreign = book(person="fremd")
    assert desk.call("GET", f"/staff/wohngeld/bookings/{foreign}")[0] == 404
    assert desk.call("GET", f"/staff/jugendamt/bookings/{foreign}")[0] == 403
    assert desk.call("POST", f"/staff/wohngeld/bookings/{foreign}/note", {"version": "1", "note": "x"})[0] == 404
    assert desk.call("GET", "/staff/wohngeld/bookings/0x1")[0] == 404
    assert row_of(of_day(desk), foreign) is None


# Who came


def test_attendance_goes_from_expected_to_done_and_back(desk, book):
    booking = book()
    states = []
    for do in "arrived", "start", "done", "undo", "undo", "undo":
        status, document = attend(desk, booking, do)
        assert status == 200, document
        states.append(document["attendance"])
    assert states == ["arrived", "in_progress", "done", "in_progress", "arrived", "expected"]


def test_undoing_gives_back_since_when_somebody_waited(desk, book, sql):  # noqa: F811
    booking = book()
    attend(desk, booking, "arrived")
    before = sql("SELECT attendance_since FROM booking WHERE booking_id = %s", booking)
    attend(desk, booking, "start")
    attend(desk, booking, "undo")
    assert sql("SELECT attendance_since FROM booking WHERE booking_id = %s", booking) == before


def test_a_call_begins_without_anybody_arriving(desk, book):
    booking = book(channel="phone", phone="07721 555 000")
    document = shown(desk, booking)
    assert [action["do"] for action in document["actions"]] == ["start", "missed"]
    assert attend(desk, booking, "start")[1]["attendance"] == "in_progress"
    assert attend(desk, booking, "undo")[1]["attendance"] == "expected"


def test_who_did_not_come_can_come_late(desk, book):
    booking = book()
    attend(desk, booking, "missed")
    assert [action["label"] for action in shown(desk, booking)["actions"]] == ["Doch da"]
    assert attend(desk, booking, "arrived")[1]["attendance"] == "arrived"


def test_nobody_arrives_on_a_day_to_come(desk, book):
    booking = book(2)
    assert shown(desk, booking)["actions"] == []
    assert attend(desk, booking, "arrived")[0] == 409
    assert shown(desk, booking)["attendance"] == "expected"


def test_two_who_press_at_once_change_it_once(desk, book, site, account):  # noqa: F811
    booking = book()
    version = shown(desk, booking)["version"]
    assert attend(desk, booking, "arrived", version=version)[0] == 200
    status, document = attend(desk, booking, "missed", version=version)
    assert (status, document["code"], document["attendance"]) == (409, "outdated", "arrived")
    assert document["changed"]["changes"] == ["Stand: ist da"]
    path = f"/staff/wohngeld/bookings/{booking}/attendance"
    fields = {"do": "missed", "version": version, "back": "/staff/wohngeld/day?show=open"}
    assert desk.call("POST", path, fields, api=False)[0] == 303
    assert desk.headers["Location"] == f"/staff/wohngeld/day?show=open&done=outdated#b{booking}"


def test_a_button_leads_back_to_its_row_and_to_no_foreign_page(desk, book):
    booking = book()
    path = f"/staff/wohngeld/bookings/{booking}/attendance"
    for do, back, leads_to in [
            ("arrived", "/staff/wohngeld/day", f"/staff/wohngeld/day#b{booking}"),
            ("start", "//evil.example", f"/staff/wohngeld/bookings/{booking}"),
            ("undo", "https://evil.example/staff/", f"/staff/wohngeld/bookings/{booking}")]:
        version = shown(desk, booking)["version"]
        desk.call("POST", path, {"do": do, "version": version, "back": back}, api=False)
        assert desk.headers["Location"] == leads_to


def test_what_is_not_an_action_is_told_so(desk, book):
    status, document = attend(desk, book(), "dance")
    assert status == 422
    assert document["errors"] == [{"field": "do", "code": "not_a_choice"}]


# One booking


def test_a_booking_shows_contact_history_and_messages(desk, book, sql):  # noqa: F811
    booking = book(7, email="k@citizen.example", phone="07721 555 0121")
    sql("INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)"
        " VALUES (1, %s, 'confirmation', 'k@citizen.example', 'de', '{}') RETURNING 1", booking)
    document = shown(desk, booking)
    assert document["title_text"] == "Katrin Brenner"
    assert (document["email"], document["phone_tel"]) == ("k@citizen.example", "+4977215550121")
    assert document["office"] == {"slug": "wohngeld", "name": "Wohngeld"}
    assert document["language_text"] == "Deutsch"
    assert [(entry["who_text"], entry["what_text"]) for entry in document["history"]] == [
        ("Bürgerin/Bürger", "Online gebucht")]
    assert [m["kind_text"] for m in document["messages"]] == ["Bestätigung"]
    status, page = desk.call("GET", f"/staff/wohngeld/bookings/{booking}", api=False)
    assert status == 200 and "Katrin Brenner" in page and "mailto:k@citizen.example" in page


def test_a_note_is_kept_and_its_words_are_not_in_the_audit_log(desk, book, sql):  # noqa: F811
    booking = book(7)
    status, document = change(desk, booking, "note", note="Rollstuhl:\r\nRaum 102")
    assert (status, document["note"]) == (200, "Rollstuhl:\nRaum 102")
    assert document["history"][0]["what_text"] == "Notiz geändert"
    assert document["history"][0]["who_text"] == "Kim Beispiel"
    assert row_of(of_day(desk, 7), booking)["note"] == "Rollstuhl:\nRaum 102"
    log = sql("SELECT action, before, after FROM audit_log WHERE kind = 'booking' AND thing = %s", str(booking))
    assert log == [("note", None, None)]
    assert change(desk, booking, "note", note="")[1]["note"] is None


def test_a_note_that_is_too_long_comes_back_with_its_mistake(desk, book):
    booking = book(7)
    status, document = change(desk, booking, "note", note="x" * 501)
    assert (status, document["errors"]) == (422, [{"field": "note", "code": "too_long", "limit": 500}])
    path = f"/staff/wohngeld/bookings/{booking}/note"
    status, page = desk.call("POST", path, {"version": "1", "note": "y" * 501}, api=False)
    assert status == 422 and "y" * 501 in page and 'id="note-error"' in page


def test_who_notes_over_somebody_elses_note_is_told_and_keeps_the_words(desk, book):
    booking = book(7)
    version = shown(desk, booking)["version"]
    change(desk, booking, "note", note="zuerst", version=version)
    path = f"/staff/wohngeld/bookings/{booking}/note"
    status, page = desk.call("POST", path, {"note": "danach", "version": version}, api=False)
    assert status == 409 and ">danach</textarea>" in page and "Kim Beispiel hat das um" in page
    assert shown(desk, booking)["note"] == "zuerst"


def test_cancelling_writes_the_office_s_words_and_frees_the_time(desk, book, sql):  # noqa: F811
    booking = book(8, email="k@citizen.example")
    status, document = change(desk, booking, "cancel", text="Frau Keller ist krank.")
    assert (status, document["state"], document["attendance"]) == (200, "cancelled", "cancelled")
    assert document["can_change"] is False and document["call"] is None
    kind, details = sql("SELECT kind, details FROM message WHERE booking_id = %s", booking)[0]
    assert (kind, details["text"]) == ("cancelled", "Frau Keller ist krank.")
    assert sql("SELECT r.released_at IS NOT NULL FROM reservation r JOIN booking USING (reservation_id)"
               " WHERE booking_id = %s", booking) == [(True,)]
    log = sql("SELECT action, before, after FROM audit_log WHERE kind = 'booking' AND thing = %s", str(booking))
    assert [entry[0] for entry in log] == ["cancel"]
    assert "krank" not in json.dumps(log) and "Brenner" not in json.dumps(log)
    assert [entry["what_text"] for entry in document["history"]] == ["Abgesagt", "Online gebucht"]


def test_who_has_no_address_is_to_be_called_and_then_is_told(desk, book, sql):  # noqa: F811
    booking = book(8, phone="07721 555 000")
    status, document = change(desk, booking, "cancel")
    assert (status, document["call"]) == (200, {"tell_text": "Der Termin ist abgesagt.", "told": False})
    assert sql("SELECT count(*) FROM message WHERE booking_id = %s", booking) == [(0,)]
    status, page = desk.call("GET", f"/staff/wohngeld/bookings/{booking}", api=False)
    assert status == 200 and f"/staff/wohngeld/bookings/{booking}/told" in page
    path = f"/staff/wohngeld/bookings/{booking}/told"
    assert desk.call("POST", path, {"back": "/staff/wohngeld/day"}, api=False)[0] == 303
    assert desk.headers["Location"] == "/staff/wohngeld/day"
    status, document = desk.call("POST", path, {})
    assert (status, document["call"]["told"]) == (200, True)
    actions = [row[0] for row in sql(
        "SELECT action FROM audit_log WHERE kind = 'booking' AND thing = %s ORDER BY audit_id", str(booking))]
    assert actions == ["cancel", "told"]


def test_what_is_over_cannot_be_cancelled(desk, book):
    booking = book(0, minutes_of_day=0)
    assert shown(desk, booking)["can_change"] is False
    status, document = change(desk, booking, "cancel")
    assert (status, document["code"]) == (409, "too_late")


def test_an_erased_booking_shows_nobody(desk, book, sql):  # noqa: F811
    booking = book(0, email="k@citizen.example")
    sql("UPDATE booking SET family_name = NULL, given_name = NULL, email = NULL, phone = NULL, erased_at = now()"
        " WHERE booking_id = %s RETURNING 1", booking)
    document = shown(desk, booking)
    assert (document["erased"], document["title_text"], document["email"]) == (True, "Name gelöscht", None)
    assert change(desk, booking, "note", note="x")[0] == 409
    assert attend(desk, booking, "arrived")[0] == 409


def test_the_buttons_of_the_pages_work_without_a_script(site, account, book):  # noqa: F811
    booking = book(person="yilmaz")
    browser = Browser(site.url)
    browser.sign_in(account("front_desk"))
    visitor = Visitor(site.url)
    visitor.cookie = browser.cookie
    visitor.open("/staff/wohngeld/day")
    action = f"/staff/wohngeld/bookings/{booking}/attendance"
    form = visitor.page.form(action)
    visitor.ask("POST", form["action"], form["fields"] | {"do": "arrived"})
    assert visitor.status == 200 and visitor.path == f"/staff/wohngeld/day#b{booking}"
    visitor.open(f"/staff/wohngeld/bookings/{booking}")
    visitor.send(f"/staff/wohngeld/bookings/{booking}/note")
    assert "gespeichert" in visitor.page.text
    visitor.open("/staff/wohngeld/day?lang=en")
    assert "waiting" in visitor.page.text
