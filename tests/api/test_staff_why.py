"""Why a time is offered or not: every reason, and always what citizens' pages say."""

import datetime
import json

import pytest

from county import local, until
from test_staff_responsibilities import day, sign_in  # noqa: F401


@pytest.fixture(scope="module")
def others(sign_in):  # noqa: F811
    """Front desks of other offices, one each."""
    found = {}

    def run(office):
        if office not in found:
            found[office] = sign_in("front_desk", office=office)
        return found[office]

    return run


def why(browser, office, date=None, time="9:00", **query):
    text = "&".join(f"{name}={value}" for name, value in query.items())
    status, document = browser.call(
        "GET", f"/staff/{office}/why?date={date or day(2)}&time={time}&{text}")
    assert (status, document["asked"]) == (200, True), document
    return document


def unmet(document):
    return {reason["key"] for reason in document["reasons"] if not reason["ok"]}


def reason(document, key):
    return next(reason for reason in document["reasons"] if reason["key"] == key)


def test_what_is_offered_meets_every_condition(others):
    document = why(others("puffer"), "puffer", contact_person="weiss", service="gespraech")
    assert unmet(document) == set()
    assert document["offered"]
    assert document["title_text"].endswith("9:00 Uhr wird angeboten.")
    assert {reason["key"] for reason in document["reasons"]} == {
        "lead", "occupied", "hours", "step", "closure", "channel", "service", "responsibility",
        "horizon", "office"}


@pytest.mark.parametrize("time,reasons", [
    ("9:05", {"step"}), ("11:30", {"hours"}), ("7:00", {"hours"}), ("16:00", set())])
def test_hours_and_grid_are_named(others, time, reasons):
    document = why(others("puffer"), "puffer", time=time, contact_person="weiss",
                   service="gespraech")
    assert unmet(document) == reasons
    assert document["offered"] == (not reasons)
    assert document["next"]["text"]


def test_the_unmet_conditions_come_first_and_name_the_way_to_change_them(others):
    document = why(others("puffer"), "puffer", time="9:05", contact_person="weiss",
                   service="gespraech")
    assert [reason["ok"] for reason in document["reasons"]] == [False] + 9 * [True]
    assert "Raster" in document["title_text"]


def test_lead_time_and_horizon_are_those_of_the_office(others):
    desk = others("vorlauf")
    assert unmet(why(desk, "vorlauf")) == {"lead"}
    assert unmet(why(desk, "vorlauf", date=day(5))) == set()
    assert unmet(why(desk, "vorlauf", date=day(15))) == {"horizon"}


def test_a_closure_is_named_with_its_days(others):
    document = why(others("ferien"), "ferien", date=day(3))
    assert unmet(document) == {"closure"}
    shown = datetime.date.fromisoformat(day(3)).strftime("%d.%m.%Y")
    assert shown in reason(document, "closure")["text"]


def test_offices_that_are_not_live_offer_nothing(others):
    document = why(others("entwurf"), "entwurf")
    assert unmet(document) == {"office"}
    assert document["next"] is None


def test_a_hold_says_until_when_and_a_booking_from_when(others, county, sign_in):  # noqa: F811
    desk = others("frist")
    held = county.hold("frist/termin")
    start = local(held["starts_at"])
    at = {"date": start.date().isoformat(), "time": start.strftime("%H:%M")}
    document = until(lambda: (lambda found: found if unmet(found) else None)(
        why(desk, "frist", **at)))
    assert unmet(document) == {"occupied"}
    ends = local(held["expires_at"])
    assert f"längstens bis {ends.hour}:{ends.minute:02} Uhr" in reason(document, "occupied")["text"]
    assert reason(document, "occupied")["url"] is None

    booked = county.booking("frist/termin")
    start = local(booked["starts_at"])
    at = {"date": start.date().isoformat(), "time": start.strftime("%H:%M")}
    document = until(lambda: (lambda found: found if unmet(found) else None)(
        why(desk, "frist", **at)))
    assert "ist gebucht" in reason(document, "occupied")["text"]
    number, = county.rows("SELECT booking_id FROM booking WHERE reference = %s",
                          booked["reference"])[0]
    assert reason(document, "occupied")["url"] == f"/staff/frist/bookings/{number}"
    assert "Testmann" not in json.dumps(document)


def test_who_is_not_responsible_for_the_surname_is_told(others):
    desk = others("wohngeld")
    asked = {"contact_person": "steinhuber", "service": "antrag"}
    assert unmet(why(desk, "wohngeld", surname="Kaiser", **asked)) == set()
    document = why(desk, "wohngeld", surname="Zimmer", **asked)
    assert unmet(document) == {"responsibility"}
    assert reason(document, "responsibility")["text"] == "Zuständig nur für A–Kl; geprüft für „Zimmer“."
    document = why(desk, "wohngeld", **asked)
    assert reason(document, "responsibility")["text"] == \
        "Zuständig für A–Kl, zum Beispiel Becker, Fischer, Hoffmann."
    document = why(desk, "wohngeld", contact_person="benz", service="nachweise")
    assert "responsibility" in unmet(document)


def test_channels_that_the_service_lacks_are_named(others):
    document = why(others("puffer"), "puffer", contact_person="weiss", service="gespraech",
                   channel="video")
    assert unmet(document) == {"channel"}


def test_it_says_of_every_time_what_the_citizens_list_says(others, county):
    wanted = {local(time["starts_at"]).strftime("%H:%M") for time in county.times(
        "nur-email/termin", **{"from": day(4)}, days=1)["times"]
        if local(time["starts_at"]).date().isoformat() == day(4)}
    assert wanted
    for hour in (7, 8, 11, 12, 16, 17):
        for minute in range(0, 60, 10):
            time = f"{hour:02}:{minute:02}"
            document = why(others("nur-email"), "nur-email", date=day(4), time=time)
            assert document["offered"] == (time in wanted), (time, document["reasons"])


def test_what_is_no_time_is_said_and_nothing_asked_shows_the_form(others):
    desk = others("puffer")
    for time, code in (("25:00", "invalid_time"), ("9:03", "off_step"), ("", "required")):
        status, answer = desk.call("GET", f"/staff/puffer/why?date={day(2)}&time={time}")
        assert (status, answer["errors"]) == (422, [{"field": "time", "code": code}])
    status, document = desk.call("GET", "/staff/puffer/why")
    assert (status, document["asked"]) == (200, False)
    for query in ("", f"?date={day(2)}&time=9:00", "?date=x"):
        status, page = desk.call("GET", "/staff/puffer/why" + query, api=False)
        assert status == (422 if query == "?date=x" else 200)
