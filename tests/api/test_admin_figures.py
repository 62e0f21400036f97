"""Figures for the quarterly report: counts without single persons, and what is measured for them."""

import csv
import datetime
import io
import itertools

import pytest

from county import citizen, until
from desk import sign_in

numbers = itertools.count()
YEAR = datetime.date.today().year - 1


@pytest.fixture(scope="module")
def admin(county):
    return sign_in(county, "administrator")


def bookings(county, service, n, month, state="confirmed", attendance="expected", by_staff=False, moves=0):
    """As many appointments of a year that is over, as they are when nobody is named in them any more."""
    for _ in range(n):
        k = next(numbers)
        at = datetime.datetime(YEAR, month, 1 + k % 28, 8, tzinfo=datetime.timezone.utc)
        county.rows("""
            WITH s AS (SELECT s.* FROM service s JOIN office o USING (authority_id, office_id)
                       WHERE o.slug || '/' || s.slug = %s),
                 r AS (INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes,
                                                released_at)
                       SELECT s.authority_id, (SELECT min(contact_person_id) FROM contact_person p
                                               WHERE p.office_id = s.office_id),
                              s.service_id, 0, 'in_person', tstzrange(%s, %s), 30, now() FROM s
                       RETURNING *)
            INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference, uid, language, state,
                                 cancelled_at, attendance, attendance_since, booked_by, moves, erased_at)
            SELECT r.authority_id, r.reservation_id, s.office_id, s.service_id, 'FIG' || %s, 'figure-' || %s, 'de', %s,
                   CASE WHEN %s = 'cancelled' THEN now() END, %s, CASE WHEN %s <> 'expected' THEN now() END,
                   CASE WHEN %s THEN 1 END, %s, now()
            FROM r, s""", service, at, at + datetime.timedelta(minutes=30), k, k, state, state, attendance, attendance,
                    by_staff, moves)


def report(browser, office="wohngeld", **query):
    query = "&".join(f"{name}={value}" for name, value in query.items())
    status, document = browser.call("GET", f"/staff/{office}/figures?{query}")
    assert status == 200, document
    return document


def table(browser, **query):
    status, text = browser.call("GET", f"/staff/wohngeld/figures.csv?{'&'.join(f'{k}={v}' for k, v in query.items())}")
    assert status == 200
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))


def services_of(county):
    return [slug for slug, in county.rows(
        "SELECT s.slug FROM service s JOIN office o USING (office_id) WHERE o.slug = 'wohngeld' AND s.active"
        " ORDER BY s.service_id")]


def test_bookings_are_counted_by_service_and_month_also_when_nobody_is_named_any_more(county, admin):
    one, two = (f"wohngeld/{slug}" for slug in services_of(county)[:2])
    bookings(county, one, 12, 3)
    bookings(county, one, 6, 3, attendance="missed", by_staff=True, moves=1)
    bookings(county, one, 7, 3, state="cancelled")
    bookings(county, two, 9, 3)
    rows = [row for row in table(admin, period=YEAR) if row["Monat"] == f"{YEAR}-03"]
    first = max(rows, key=lambda row: int(row["gebucht"]))
    assert (first["gebucht"], first["abgesagt"], first["nicht erschienen"], first["verlegt"]) == ("18", "7", "6", "6")
    assert (first["online gebucht"], first["vom Amt gebucht"]) == ("12", "6")
    month = next(m for m in report(admin, period=YEAR)["months"] if m["month"] == f"{YEAR}-03")
    assert month["bookings_text"] == "27"


def shown(browser, month, **where):
    """What a page says of a month: of all, of each office, of each service."""
    document = report(browser, period=f"{YEAR}-q{(month + 2) // 3}", **where)
    assert str(YEAR) in document["month_text"]
    return (next(m for m in document["months"] if m["month"] == f"{YEAR}-{month:02}"),
            {row["name"]: row["booked_text"] for row in document["by_office"]},
            [row["booked_text"] for row in document["by_service"] if row["booked_text"] not in ("0", "–")])


def test_small_counts_cannot_be_worked_out_from_the_sums_of_a_page(county, admin):
    one, two = (f"wohngeld/{slug}" for slug in services_of(county)[:2])
    bookings(county, one, 3, 6)
    bookings(county, two, 20, 6)
    rows = [row for row in table(admin, period=YEAR) if row["Monat"] == f"{YEAR}-06"]
    assert sorted(row["gebucht"] for row in rows) == ["20", "unter 5"]
    month, _, services = shown(admin, 6)
    assert month["bookings_text"] == "mindestens 20" and sorted(services) == ["20", "unter 5"]
    assert month["booked_text"] == "mindestens 10"  # hours: 20 times 30 minutes
    # Nor where nothing else is summed, nor from the other way to book.
    bookings(county, one, 4, 9)
    bookings(county, two, 2, 9, by_staff=True)
    assert shown(admin, 9)[0]["bookings_text"] == "verdeckt"
    bookings(county, one, 17, 9, by_staff=True)
    row = next(row for row in table(admin, period=YEAR) if row["Monat"] == f"{YEAR}-09" and row["gebucht"] == "21")
    assert (row["online gebucht"], row["vom Amt gebucht"]) == ("unter 5", "verdeckt")


def test_small_counts_cannot_be_worked_out_between_the_pages_of_offices(county, admin):
    """Whatever an office's page and that of all offices say, their difference is what stands there, too."""
    other, = county.rows("SELECT o.slug || '/' || s.slug FROM service s JOIN office o USING (office_id)"
                         " WHERE o.slug <> 'wohngeld' AND s.active ORDER BY s.service_id LIMIT 1")[0]
    bookings(county, f"wohngeld/{services_of(county)[0]}", 23, 12)
    bookings(county, other, 2, 12)
    alone, _, _ = shown(admin, 12)
    month, offices, services = shown(admin, 12, all=1)
    assert alone["bookings_text"] == "23" and month["bookings_text"] == "mindestens 23"
    assert sorted(text for text in offices.values() if text != "0") == ["23", "verdeckt"]
    assert sorted(services) == ["23", "unter 5"]
    assert shown(admin, 12, office=other.split("/")[0])[0]["bookings_text"] == "verdeckt"


def test_live_offices_are_measured_once_a_day(county):
    rows = until(lambda: county.rows("SELECT s.slug, f.offered, f.first_days, f.third_days FROM figure_of_service f"
                                     " JOIN service s USING (service_id) JOIN office o ON o.office_id = f.office_id"
                                     " WHERE o.slug = 'wohngeld'"))
    assert rows and any(first is not None and first <= third for _, _, first, third in rows if third is not None)
    assert county.rows("SELECT count(*) FROM figure_measured")[0][0] >= 1
    assert county.rows("SELECT sum(minutes) FROM figure_of_office")[0][0] >= 0


def test_every_search_that_finds_nothing_is_counted_also_from_what_was_kept(county):
    key, = county.rows("SELECT s.service_id FROM service s JOIN office o USING (office_id) WHERE o.slug = 'wettlauf'")[0]
    county.rows("UPDATE slot SET withdrawn_at = now() FROM contact_person p JOIN office o USING (office_id)"
                " WHERE slot.contact_person_id = p.contact_person_id AND o.slug = 'wettlauf'")
    client = county.client()

    def counted():
        return county.rows("SELECT coalesce(sum(empty), 0) FROM figure_of_searches WHERE service_id = %s", key)[0][0]

    assert until(lambda: not client.get("/offices/wettlauf/services/termin/times")["times"])
    before = until(counted)
    for _ in range(4):
        client.get("/offices/wettlauf/services/termin/times")
    assert until(lambda: counted() >= before + 4)


def test_managers_see_their_offices_and_the_county_sees_all(county, admin):
    manager = sign_in(county, "office_manager", "wohngeld")
    assert manager.call("GET", "/staff/wohngeld/deletions")[0] == 403
    document = report(manager, all=1)
    assert document["all"] is False and document["may_all"] is False
    assert report(admin, all=1)["all"] is True
    person = sign_in(county, "front_desk", "wohngeld")
    assert person.call("GET", "/staff/wohngeld/figures")[0] == 403


def test_the_pages_have_a_table_beside_each_chart(admin):
    status, page = admin.call("GET", f"/staff/wohngeld/figures?period={YEAR}", api=False)
    assert status == 200 and page.count('role="img"') == 2 and page.count("<table") >= 3
    status, page = admin.call("GET", "/staff/wohngeld/deletions", api=False)
    assert status == 200 and "Löschprotokoll" in page


def test_a_citizen_takes_along_all_that_is_stored(county):
    client = county.client()
    details = citizen()
    booking = county.booking("schalter/ausweis", client, details=details)
    reply = client.get(f"/bookings/{booking['token']}/data")
    assert reply.status == 200
    assert (reply["family_name"], reply["email"], reply["reference"]) == (
        details["family_name"], details["email"], booking["reference"])
    assert client.get("/bookings/AAAAAAAAAAAAAAAAAAAAAA/data").status == 404
