"""Weekly hours as staff edit them: preview, saving with its slots, conflicts, two editors."""

import datetime
import itertools
import time

import pytest

from county import BERLIN, DEADLINE_SECONDS
from test_sign_in import Browser, account, add, database, set_up, site, sql  # noqa: F401

HOURS = "/staff/wohngeld/hours"
NUMBERS = itertools.count(1)
MONDAY, TUESDAY, FRIDAY, SUNDAY = "1", "2", "5", "7"


def today():
    return datetime.datetime.now(BERLIN).date()


def next_monday():
    return today() + datetime.timedelta(days=7 - today().weekday())


def form(person, **fields):
    return {"contact_person": person, "weekdays": [MONDAY], "repeat": "1", "from": "8:00",
            "to": "10:00", "step_minutes": 15, "channels": ["in_person"],
            "valid_from": next_monday().isoformat(), "do": "save"} | fields


@pytest.fixture(scope="module")
def signed_in():
    return {}


@pytest.fixture
def manager(site, account, sql, signed_in):  # noqa: F811
    """A browser of the office's manager; times reach far enough to see the clocks change."""
    if "manager" not in signed_in:
        sql("UPDATE office SET horizon_days = 365 WHERE slug = 'wohngeld'")
        signed_in["manager"] = Browser(site.url)
        signed_in["manager"].sign_in(account("office_manager"))
        set_up(signed_in["manager"])
    return signed_in["manager"]


@pytest.fixture
def person(manager, sql):  # noqa: F811
    """The slug of a contact person of the test's own."""
    slug = f"person-{next(NUMBERS)}"
    sql("INSERT INTO contact_person (authority_id, office_id, slug, name)"
        " SELECT 1, office_id, %s, %s FROM office WHERE slug = 'wohngeld'", slug, f"Frau {slug}")
    sql("INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts)"
        " SELECT 1, office_id, %s, 15, '{in_person,phone}', '{\"de\": {\"name\": \"Antrag\"}}'"
        " FROM office WHERE slug = 'wohngeld'", slug)
    sql("INSERT INTO responsibility (authority_id, contact_person_id, service_id)"
        " SELECT 1, contact_person_id, service_id FROM contact_person p JOIN service s USING (slug)"
        " WHERE p.slug = %s", slug)
    end = time.monotonic() + DEADLINE_SECONDS
    while True:
        status, document = manager.call("GET", f"{HOURS}/new?contact_person={slug}")
        if status == 200 and document["edit"]["services"]:
            return slug
        assert time.monotonic() < end


@pytest.fixture
def slots(sql):  # noqa: F811
    """When somebody's slots begin and end, local time."""

    def run(person):
        rows = sql("SELECT lower(during), upper(during) FROM slot JOIN contact_person p"
                   " USING (authority_id, contact_person_id)"
                   " WHERE p.slug = %s AND withdrawn_at IS NULL ORDER BY during", person)
        return [(a.astimezone(BERLIN), b.astimezone(BERLIN)) for a, b in rows]

    return run


@pytest.fixture
def book(sql):  # noqa: F811
    """Put a booking of a quarter of an hour into somebody's time; its key."""

    def run(person, starts_at):
        return sql(
            "WITH r AS (INSERT INTO reservation (authority_id, contact_person_id, service_id, lane,"
            " channel, during, minutes) SELECT 1, contact_person_id, service_id, 0, 'in_person',"
            " tstzrange(%s, %s), 15 FROM contact_person p JOIN service s USING (slug)"
            " WHERE p.slug = %s RETURNING *)"
            " INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference,"
            " uid, family_name, given_name, phone, language) SELECT 1, r.reservation_id, s.office_id,"
            " s.service_id, %s, %s, 'Brenner', 'Katrin', '07721 1', 'de'"
            " FROM r JOIN service s USING (authority_id, service_id) RETURNING booking_id::text",
            starts_at, starts_at + datetime.timedelta(minutes=15), person,
            f"7KMC-{next(NUMBERS):04}", f"{person}-{starts_at}")[0][0]

    return run


def saved(manager, person, **fields):
    status, document = manager.call("POST", HOURS, form(person, **fields))
    assert status == 201, document
    return document


def shown(manager, person):
    status, document = manager.call("GET", f"{HOURS}?contact_person={person}")
    assert status == 200, document
    return document["weekly_hours"]


def test_new_hours_are_listed_and_can_be_booked_at_once(manager, person, slots):
    saved(manager, person, services=[person], room="Raum 214", channels=["in_person", "phone"])
    (row,) = shown(manager, person)
    assert (row["rule"], row["from"], row["to"]) == ("FREQ=WEEKLY;BYDAY=MO", "08:00", "10:00")
    assert (row["rule_text"], row["span_text"]) == ("Montag, jede Woche", "8:00–10:00")
    assert (row["services_text"], row["room"], row["valid_until"]) == ("Antrag", "Raum 214", None)
    first = slots(person)[0]
    assert (first[0].date(), first[0].hour, first[1].hour) == (next_monday(), 8, 10)
    _, page = manager.call("GET", f"{HOURS}?contact_person={person}", api=False)
    assert "Montag, jede Woche" in page and "Raum 214" in page


def test_every_second_week_counts_from_the_week_it_is_valid_from(manager, person, slots):
    saved(manager, person, weekdays=[TUESDAY], repeat="2")
    days = [begins.date() for begins, _ in slots(person)]
    assert days[0] == next_monday() + datetime.timedelta(days=1)
    assert {b - a for a, b in zip(days, days[1:])} == {datetime.timedelta(days=14)}


def test_the_last_friday_of_every_month(manager, person, slots):
    saved(manager, person, weekdays=[FRIDAY], repeat="month", nth="-1")
    assert shown(manager, person)[0]["rule_text"] == "letzter Freitag im Monat"
    days = [begins.date() for begins, _ in slots(person)]
    assert len(days) >= 10
    for day in days:
        assert day.weekday() == 4
        assert (day + datetime.timedelta(days=7)).month != day.month


def test_eight_o_clock_stays_eight_o_clock_when_the_clocks_change(manager, person, slots):
    saved(manager, person, weekdays=[SUNDAY])
    begins = [a for a, _ in slots(person)]
    assert {a.utcoffset() for a in begins} == {datetime.timedelta(hours=1),
                                               datetime.timedelta(hours=2)}
    assert {(a.hour, a.minute) for a in begins} == {(8, 0)}


def test_the_preview_counts_new_times_and_days_that_are_closed(manager, person, sql):  # noqa: F811
    closed = next_monday() + datetime.timedelta(days=7)
    sql("INSERT INTO closure (authority_id, contact_person_id, during, note)"
        " SELECT 1, contact_person_id, tstzrange(%s::date::timestamp AT TIME ZONE 'Europe/Berlin',"
        " (%s::date + 1)::timestamp AT TIME ZONE 'Europe/Berlin'), 'Umzug'"
        " FROM contact_person WHERE slug = %s", closed, closed, person)
    status, document = manager.call("POST", HOURS, form(person, do="preview"))
    assert status == 200, document
    mondays = [next_monday() + datetime.timedelta(days=7 * i) for i in range(6)]
    off = [day for day in mondays if sql(
        "SELECT 1 FROM closure WHERE (contact_person_id IS NULL OR contact_person_id ="
        " (SELECT contact_person_id FROM contact_person WHERE slug = %s)) AND withdrawn_at IS NULL"
        " AND (%s::date + time '9:00') AT TIME ZONE 'Europe/Berlin' <@ during", person, day)]
    preview = document["preview"]
    assert preview["new_text"] == f"{8 * (6 - len(off))} neue Zeiten"
    assert preview["hit_text"] == "0 Termine betroffen"
    assert preview["off_text"].startswith(f"an {len(off)} Tag")
    cells = [week["cells"][0]["parts"] for week in preview["weeks"]]
    assert [(p["text"], p["added"]) for p in cells[0]] == [("8:00–10:00", True)]
    assert [(p["text"], p["off"]) for p in cells[1]] == [("Umzug", True)]
    assert shown(manager, person) == []


def test_public_holidays_show_in_the_preview_by_name(manager, person, sql):  # noqa: F811
    (holiday, name), = sql(
        "SELECT holiday_on, reason->'de'->>'name' FROM closure WHERE holiday_on > %s"
        " ORDER BY holiday_on LIMIT 1", next_monday())
    _, document = manager.call("POST", HOURS, form(
        person, do="preview", valid_from=holiday.isoformat(),
        weekdays=[str(day) for day in range(1, 8)]))
    parts = document["preview"]["weeks"][0]["cells"][holiday.weekday()]["parts"]
    assert [(p["text"], p["off"]) for p in parts] == [(f"Feiertag: {name}", True)]


def test_a_preview_shows_what_comes_and_what_goes(manager, person):
    hours = saved(manager, person)
    change = form(person, to="9:00", do="preview", version=hours["version"])
    _, document = manager.call("POST", f"{HOURS}/{hours['id']}", change)
    parts = document["preview"]["weeks"][0]["cells"][0]["parts"]
    assert sorted((p["text"], p["added"], p["removed"]) for p in parts) == [
        ("8:00–10:00", False, True), ("8:00–9:00", True, False)]
    assert document["preview"]["new_text"] == "0 neue Zeiten"
    status, page = manager.call("POST", f"{HOURS}/{hours['id']}", change, api=False)
    assert status == 200 and "<del" in page and "Vorschau der nächsten Wochen" in page


def test_changed_hours_move_their_slots_at_once(manager, person, slots):
    hours = saved(manager, person)
    status, changed = manager.call("POST", f"{HOURS}/{hours['id']}", form(
        person, **{"from": "13.30", "to": "15:00", "weekdays": [TUESDAY],
                   "version": hours["version"]}))
    assert (status, changed) == (200, {"id": hours["id"], "version": "2", "calls": 0})
    assert {(a.weekday(), a.hour, a.minute, b.hour) for a, b in slots(person)} == {(1, 13, 30, 15)}


def test_bookings_that_would_lie_outside_are_decided_about_first(manager, person, book, slots):
    hours = saved(manager, person)
    nine_thirty = slots(person)[0][0] + datetime.timedelta(minutes=90)
    booking = book(person, nine_thirty)
    path, shorter = f"{HOURS}/{hours['id']}", form(person, to="9:00", version=hours["version"])
    _, document = manager.call("POST", path, shorter | {"do": "preview"})
    assert document["preview"]["hit_text"] == "1 Termin betroffen"
    status, document = manager.call("POST", path, shorter)
    assert status == 409, document
    assert [c["id"] for c in document["conflicts"]] == [booking]
    assert slots(person)[0][1].hour == 10
    assert shown(manager, person)[0]["version"] == "1"
    status, document = manager.call("POST", path, shorter | {f"decision.{booking}": "keep"})
    assert status == 200, document
    assert slots(person)[0][1].hour == 9


def test_longer_hours_hit_nobody(manager, person, book, slots):
    hours = saved(manager, person)
    book(person, slots(person)[0][0])
    status, _ = manager.call("POST", f"{HOURS}/{hours['id']}", form(
        person, to="11:00", version=hours["version"]))
    assert (status, slots(person)[0][1].hour) == (200, 11)


def test_who_was_slower_of_two_editors_is_told_what_changed(manager, person, sql):  # noqa: F811
    hours = saved(manager, person)
    path = f"{HOURS}/{hours['id']}"
    assert manager.call("POST", path, form(person, to="11:00", version="1"))[0] == 200
    status, document = manager.call("POST", path, form(person, to="12:00", version="1"))
    assert (status, document["code"]) == (409, "changed")
    assert document["changed"]["changes"] == ["Bis: 10:00, jetzt 11:00"]
    assert "Kim Beispiel" in document["changed"]["title_text"]
    assert (document["edit"]["version"], document["values"]["to"]) == ("2", "12:00")
    _, page = manager.call("POST", path, form(person, to="12:00", version="1"), api=False)
    assert "Bis: 10:00, jetzt 11:00" in page and 'value="12:00"' in page
    assert shown(manager, person)[0]["to"] == "11:00"
    assert manager.call("POST", path + "/end", {"version": "1"})[0] == 409


def test_releasing_slots_is_no_change_of_the_rule(manager, person, sql):  # noqa: F811
    hours = saved(manager, person)
    sql("UPDATE weekly_hours SET released_through = NULL WHERE weekly_hours_id = %s", hours["id"])
    assert shown(manager, person)[0]["version"] == "1"


def test_ended_hours_are_gone_with_their_slots(manager, person, slots):
    hours = saved(manager, person)
    assert manager.call("POST", f"{HOURS}/{hours['id']}/end", {"version": "1"})[0] == 200
    assert (shown(manager, person), slots(person)) == ([], [])
    assert manager.call("GET", f"{HOURS}/{hours['id']}")[0] == 404
    assert manager.call("POST", f"{HOURS}/{hours['id']}", form(person, version="1"))[0] == 404


def test_hours_can_end_on_a_later_day(manager, person, slots):
    hours = saved(manager, person)
    last = next_monday() + datetime.timedelta(days=7)
    status, _ = manager.call("POST", f"{HOURS}/{hours['id']}/end",
                             {"version": "1", "until": last.isoformat()})
    assert status == 200
    assert [a.date() for a, _ in slots(person)] == [next_monday(), last]
    assert shown(manager, person)[0]["valid_until"] == last.isoformat()


def test_ending_hours_with_bookings_asks_what_becomes_of_them(manager, person, book, slots):
    hours = saved(manager, person)
    booking = book(person, slots(person)[0][0])
    path = f"{HOURS}/{hours['id']}/end"
    status, document = manager.call("POST", path, {"version": "1"})
    assert (status, [c["id"] for c in document["conflicts"]]) == (409, [booking])
    status, page = manager.call("POST", path, {"version": "1"}, api=False)
    assert status == 200 and "Brenner" in page


@pytest.mark.parametrize("wrong,field,code", [
    ({"weekdays": []}, "weekdays", "required"),
    ({"repeat": "month"}, "nth", "required"),
    ({"repeat": "0"}, "repeat", "not_a_choice"),
    ({"from": "acht"}, "from", "invalid_time"),
    ({"from": "8:03"}, "from", "off_step"),
    ({"from": "1:00", "to": "4:00"}, "from", "invalid_time"),
    ({"to": "7:00"}, "to", "before_from"),
    ({"step_minutes": 7}, "step_minutes", "off_step"),
    ({"channels": []}, "channels", "required"),
    ({"services": ["antrag-von-anderen"]}, "services", "not_a_choice"),
    ({"valid_from": "31.2.2027"}, "valid_from", "invalid_date"),
    ({"valid_until": "2020-01-01"}, "valid_until", "before_from"),
    ({"room": "x" * 61}, "room", "too_long"),
])
def test_mistakes_are_named(manager, wrong, field, code):
    status, document = manager.call("POST", HOURS, form("keller", **wrong))
    assert status == 422
    assert {"field": field, "code": code} in [
        {"field": e["field"], "code": e["code"]} for e in document["errors"]]
    status, page = manager.call("POST", HOURS, form("keller", **wrong), api=False)
    assert status == 422 and f'id="{field}-error"' in page


def test_a_contact_person_edits_its_own_hours_alone(site, account, manager, person):  # noqa: F811
    keller, foreign = Browser(site.url), saved(manager, person)
    keller.sign_in(account("contact_person", person="keller"))
    _, document = keller.call("GET", HOURS)
    assert [p["slug"] for p in document["contact_persons"]] == ["keller"]
    own = saved(keller, "keller", **{"from": "18:00", "to": "19:00"})
    assert keller.call("POST", f"{HOURS}/{own['id']}/end", {"version": "1"})[0] == 200
    assert keller.call("GET", f"{HOURS}?contact_person={person}")[0] == 403
    assert keller.call("POST", HOURS, form(person))[0] == 403
    assert keller.call("GET", f"{HOURS}/{foreign['id']}")[0] == 404
    assert keller.call("POST", f"{HOURS}/{foreign['id']}", form(person, version="1"))[0] == 404
    assert keller.call("POST", f"{HOURS}/{foreign['id']}/end", {"version": "1"})[0] == 404
    assert shown(manager, person)[0]["version"] == "1"


def test_the_audit_log_tells_before_and_after(manager, person, sql):  # noqa: F811
    hours = saved(manager, person)
    path = f"{HOURS}/{hours['id']}"
    manager.call("POST", path, form(person, to="11:00", version="1"))
    manager.call("POST", path + "/end", {"version": "2"})
    rows = sql("SELECT action, before->>'to', after->>'to', after->>'ended', account_name"
               " FROM audit_log WHERE kind = 'weekly_hours' AND thing = %s ORDER BY audit_id",
               hours["id"])
    assert rows == [("add", None, "10:00", "false", "Kim Beispiel"),
                    ("change", "10:00", "11:00", "false", "Kim Beispiel"),
                    ("end", "11:00", "11:00", "true", "Kim Beispiel")]


def test_hours_that_are_kept_back_pass_it_on_to_their_times(manager, person, sql):  # noqa: F811
    document = saved(manager, person, kept_until_hours=48)
    (rule,) = shown(manager, person)
    assert (rule["kept_until_hours"], rule["kept_text"]) == (48, "zurückgehalten bis 48 Stunden vorher")
    kept = "SELECT DISTINCT s.kept_until_hours FROM slot s JOIN contact_person p USING (authority_id, contact_person_id)" \
           " WHERE p.slug = %s AND withdrawn_at IS NULL"
    assert sql(kept, person) == [(48,)]
    status, changed = manager.call("POST", f"{HOURS}/{document['id']}",
                                   form(person, version=document["version"], kept_until_hours=""))
    assert status == 200, changed
    assert sql(kept, person) == [(None,)]
    status, wrong = manager.call("POST", HOURS, form(person, weekdays=[TUESDAY], kept_until_hours=721))
    assert status == 422 and wrong["errors"][0]["field"] == "kept_until_hours"
    _, page = manager.call("GET", f"{HOURS}/{document['id']}", api=False)
    assert "Zurückhalten für Telefon und Notfälle: 48, jetzt –" in page
