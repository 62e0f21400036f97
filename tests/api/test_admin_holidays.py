"""Public holidays, days closed besides, and school holidays that staff only knows of."""

import base64
import datetime

import pytest

from county import citizen, day, until
from desk import sign_in
from test_staff_closures import booked, day_of, fields, state

PAGE = "/staff/schalter/holidays"
REASON = {"reason.de": "Betriebsausflug", "reason.en": "Staff outing"}


@pytest.fixture(scope="module")
def administrator(county):
    return sign_in(county, "administrator")


@pytest.fixture(scope="module")
def manager(county):
    return sign_in(county, "office_manager", office="schalter")


@pytest.fixture(autouse=True)
def as_before(county):
    yield
    county.rows("UPDATE closure SET withdrawn_at = now() WHERE kind = 'closed' AND withdrawn_at IS NULL RETURNING 1")
    county.rows("DELETE FROM school_holiday RETURNING 1")


def page(browser, path=PAGE):
    status, document = browser.call("GET", path)
    assert status == 200
    return document


def closed(browser, first, path=PAGE, **more):
    return browser.call("POST", path, REASON | {"from": str(first)} | more)


def offered(county, service, on):
    return county.times(service, **{"from": str(on), "days": 1})["times"]


def imported(browser, text, path=PAGE):
    return browser.call("POST", f"{path}/school", {"file": text})


def test_public_holidays_are_those_of_the_land(administrator):
    document = page(administrator)
    assert document["state"] == "BW" and document["state_text"] == "Baden-Württemberg"
    year = datetime.date.today().year + 1
    names = {holiday["date"]: holiday["name"] for holiday in document["holidays"]}
    assert names[f"{year}-01-06"] == "Heilige Drei Könige" and f"{year}-10-31" not in names
    assert all(holiday["closed"] for holiday in document["holidays"] if holiday["date"] > str(day(61)))


def test_a_day_an_office_is_closed_offers_no_times_and_is_given_back(county, manager):
    on = day(20)
    assert offered(county, "schalter/ausweis", on)
    status, made = closed(manager, on)
    assert status == 201
    assert until(lambda: not offered(county, "schalter/ausweis", on))
    assert offered(county, "puffer/gespraech", on)
    [entry] = [c for c in page(manager)["closing_days"] if c["id"] == made["id"]]
    assert entry["reason_text"] == "Betriebsausflug" and entry["whom_text"] == "Amt schalter"
    status, _ = manager.call("POST", entry["withdraw_path"], {"version": int(entry["version"])})
    assert status == 204
    assert until(lambda: offered(county, "schalter/ausweis", on))
    assert [row[0] for row in county.rows(
        "SELECT action FROM audit_log WHERE kind = 'closure' AND thing = %s ORDER BY audit_id", made["id"])] == [
            "add", "withdraw"]
    assert manager.call("POST", entry["withdraw_path"], {"version": int(entry["version"])})[0] == 409


def test_only_administrators_close_the_whole_authority(county, administrator, manager):
    on = day(22)
    assert closed(manager, on, whom="authority")[0] == 403
    status, made = closed(administrator, on, whom="authority", until=str(day(23)))
    assert status == 201
    for service in ("schalter/ausweis", "puffer/gespraech"):
        assert until(lambda service=service: not offered(county, service, on))
    [entry] = [c for c in page(manager)["closing_days"] if c["id"] == made["id"]]
    assert entry["all"] is True and entry["withdraw_path"] is None
    path = f"{PAGE}/{made['id']}/withdraw"
    assert manager.call("POST", path, {"version": int(entry["version"])})[0] == 409
    assert administrator.call("POST", path, {"version": int(entry["version"])})[0] == 204


@pytest.mark.parametrize("whom", ["office", "authority"])
def test_who_has_an_appointment_that_day_is_asked_about_first(county, administrator, whom):
    booking = booked(county, "puffer/gespraech", day(25 if whom == "office" else 30))
    path, on = "/staff/puffer/holidays", day_of(booking)
    if whom == "authority":
        path = PAGE
    status, conflicts = closed(administrator, on, path, whom=whom)
    assert status == 409
    assert booking["reference"] in {hit["reference"] for hit in conflicts["conflicts"]}
    assert offered(county, "puffer/gespraech", on)
    decisions = {hit["decision_field"]: "cancel" for hit in conflicts["conflicts"]}
    status, made = administrator.call("POST", path, fields(conflicts) | decisions | {"do": "confirm"})
    assert status == 201, made
    assert state(county, booking)[0] == "cancelled" and "cancelled" in state(county, booking)[4]
    assert until(lambda: not offered(county, "puffer/gespraech", on))


def test_after_a_day_the_whole_authority_is_closed_one_list_has_the_calls_of_all_offices(county, administrator, manager):
    offices = ("nur-telefon", "eins-von-beiden")
    bookings = [booked(county, f"{office}/termin", day(33), citizen(email=None)) for office in offices]
    days = {day_of(booking) for booking in bookings}
    status, conflicts = closed(administrator, min(days), whom="authority", until=str(max(days)))
    assert status == 409
    decisions = {hit["decision_field"]: "cancel" for hit in conflicts["conflicts"]}
    status, _ = administrator.call("POST", PAGE, fields(conflicts) | decisions | {"do": "confirm"}, api=False)
    path = administrator.headers["Location"]
    assert (status, path) == (303, "/staff/schalter/calls?all=1")
    ids = [key for key, in county.rows("SELECT booking_id::text FROM booking WHERE reference = ANY (%s) ORDER BY office_id",
                                       [booking["reference"] for booking in bookings])]
    status, document = administrator.call("GET", path)
    calls = {call["id"]: call for call in document["calls"] if call["id"] in ids}
    assert {call["office"]["slug"] for call in calls.values()} == set(offices)
    # Each leads to its booking, and is told, in its own office.
    for call in calls.values():
        assert call["url"] == f"/staff/{call['office']['slug']}/bookings/{call['id']}"
        assert administrator.call("GET", call["url"])[0] == 200
        assert administrator.call("POST", call["told_path"], {"back": path})[0] in (200, 204)
    told = {call["id"]: call["told"] for call in administrator.call("GET", path)[1]["calls"]}
    assert [told[key] for key in ids] == [True, True]
    assert "Alle Ämter" in administrator.call("GET", path, api=False)[1]
    # Others see of all offices those they have a right to, and an office's list has none of another's.
    assert not set(ids) & {call["id"] for call in manager.call("GET", path)[1]["calls"]}
    assert not set(ids) & {call["id"] for call in administrator.call("GET", "/staff/schalter/calls")[1]["calls"]}


def test_the_list_of_calls_of_an_office_has_those_of_the_offices_below_it(county, administrator):
    county.rows("UPDATE office SET parent_id = (SELECT office_id FROM office WHERE slug = 'schalter') WHERE slug = 'nur-telefon'"
                " RETURNING 1")
    booking = booked(county, "nur-telefon/termin", day(36), citizen(email=None))
    status, conflicts = closed(administrator, day_of(booking))
    assert status == 409
    decisions = {hit["decision_field"]: "cancel" for hit in conflicts["conflicts"]}
    status, _ = administrator.call("POST", PAGE, fields(conflicts) | decisions | {"do": "confirm"}, api=False)
    assert (status, administrator.headers["Location"]) == (303, "/staff/schalter/calls")
    calls = administrator.call("GET", "/staff/schalter/calls")[1]["calls"]
    county.rows("UPDATE office SET parent_id = NULL WHERE slug = 'nur-telefon' RETURNING 1")
    key, = county.rows("SELECT booking_id::text FROM booking WHERE reference = %s", booking["reference"])[0]
    assert [call["office"]["slug"] for call in calls if call["id"] == key] == ["nur-telefon"]


def test_mistakes_are_told_at_once(administrator):
    status, problem = administrator.call("POST", PAGE, {"from": "31.02.2027", "reason.de": ""})
    assert status == 422
    assert {(error["field"], error["code"]) for error in problem["errors"]} == {
        ("from", "invalid_date"), ("reason.de", "required")}
    for until_day, code in ((day(10), "before_from"), (day(200), "too_large")):
        status, problem = closed(administrator, day(40), until=str(until_day))
        assert (status, problem["errors"][0]["code"]) == (422, code)
    assert closed(administrator, day(-1))[0] == 422


def test_school_holidays_inform_staff_and_close_nothing(county, administrator):
    on = day(8)
    table = f"Ferien;Beginn;Ende\nBeispielferien;{on:%d.%m.%Y};{day(9):%d.%m.%Y}\n"
    status, made = imported(administrator, table)
    assert (status, made) == (201, {"read": 1, "added": 1})
    assert imported(administrator, table)[1] == {"read": 1, "added": 0}
    for path in (f"/staff/schalter/week?date={on}", "/staff/schalter/hours", "/staff/schalter/closures"):
        assert until(lambda path=path: "Beispielferien" in str(page(administrator, path)["school_holidays"])), path
        assert "Beispielferien" in administrator.call("GET", path, api=False)[1]
    assert page(administrator, f"/staff/schalter/week?date={day(40)}")["school_holidays"] == []
    assert offered(county, "schalter/ausweis", on)
    [entry] = page(administrator)["school"]
    assert administrator.call("POST", f"{PAGE}/school/remove", {"id": entry["id"]})[0] == 204
    assert page(administrator)["school"] == []
    assert administrator.call("POST", f"{PAGE}/school/remove", {"id": entry["id"]})[0] == 404
    assert county.rows("SELECT array_agg(action ORDER BY audit_id) FROM audit_log WHERE kind = 'school_holidays'") == [
        (["add", "remove"],)]


def test_school_holidays_come_as_a_calendar_too_and_go_all_at_once(administrator):
    events = "".join(f"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{year}1026\r\nDTEND;VALUE=DATE:{year}1031\r\n"
                     f"SUMMARY:Herbstferien {year}\r\nEND:VEVENT\r\n" for year in (2026, 2027))
    assert imported(administrator, f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n")[0] == 201
    assert [(entry["name"], entry["to"]) for entry in page(administrator)["school"]] == [
        ("Herbstferien 2026", "2026-10-30"), ("Herbstferien 2027", "2027-10-30")]
    assert administrator.call("POST", f"{PAGE}/school/remove", {})[0] == 204
    assert page(administrator)["school"] == []


def test_files_of_older_spreadsheets_are_read(administrator):
    table = base64.b64encode("Brückentag;1.5.2027;\n".encode("latin-1")).decode()
    assert administrator.call("POST", f"{PAGE}/school", {"file_base64": table})[0] == 201
    assert page(administrator)["school"][0]["name"] == "Brückentag"


def test_mistakes_of_a_file_name_line_and_remedy_and_nothing_is_taken(administrator):
    status, html = administrator.call("POST", f"{PAGE}/school", {"file": "A;1.5.2027;\nB;x;\nC;2.5.2027;1.5.2027\n"}, api=False)
    assert status == 422
    assert "Zeile 2: Das ist kein Tag." in html and "Zeile 3: Der letzte Tag liegt vor dem ersten." in html
    assert page(administrator)["school"] == []
    assert imported(administrator, "")[0] == 422


def test_managers_neither_import_nor_remove_school_holidays(manager):
    assert imported(manager, "A;1.5.2027;\n")[0] == 403
    assert manager.call("POST", f"{PAGE}/school/remove", {})[0] == 403
    assert page(manager)["may_all"] is False


def test_an_office_offers_fewer_languages_by_its_settings(county, administrator):
    path = "/staff/puffer/settings"
    document = page(administrator, path)
    row = next(s for group in document["groups"] for s in group["settings"] if s["name"] == "languages")
    assert row["own"] is False and row["value"] == ["de", "en"]
    version = int(document["version"])
    assert administrator.call("POST", path, {"version": version, "languages": ["fr"]})[0] == 422
    assert administrator.call("POST", path, {"version": version, "languages": ["de"]})[0] == 204
    client = county.client()
    assert until(lambda: 'hreflang="en"' not in client.page("/offices/puffer").text)
    document = page(administrator, path)
    row = next(s for group in document["groups"] for s in group["settings"] if s["name"] == "languages")
    assert row["own"] is True and row["value_text"] == "Deutsch"
    assert administrator.call("POST", path, {"version": int(document["version"])})[0] == 204
    assert county.rows("SELECT languages FROM office WHERE slug = 'puffer'") == [(None,)]
