"""The week as staff see it, and one released time in it: look, add, change, drop."""

import datetime

import pytest

from county import BERLIN, until
from test_sign_in import Browser, account, add, database, set_up, site, sql  # noqa: F401
from test_staff_hours import (book, form, manager, next_monday, person, saved,  # noqa: F401
                              signed_in, slots)

WEEK, SLOTS = "/staff/wohngeld/week", "/staff/wohngeld/slots"


def wish(person, **fields):  # noqa: F811
    return {"contact_person": person, "date": next_monday().isoformat(), "from": "8:30",
            "to": "10:00", "step_minutes": 15, "channels": ["in_person"]} | fields


def released(manager, person, **fields):  # noqa: F811
    status, document = manager.call("POST", SLOTS, wish(person, **fields))
    assert status == 201, document
    return document


def week(manager, person, date=None, more=""):  # noqa: F811
    date = date or next_monday()
    status, document = manager.call("GET", f"{WEEK}?contact_person={person}&date={date}{more}")
    assert status == 200, document
    return document


def events(document, kind):
    return [e for e in document["events"] if e["kind"] == kind]


def test_a_released_time_shows_in_the_week_and_opens(manager, person, slots):  # noqa: F811
    slot = released(manager, person)
    assert [(a.hour, a.minute, b.hour) for a, b in slots(person)] == [(8, 30, 10)]
    document = week(manager, person)
    (event,) = events(document, "slot")
    assert (event["starts_at"][11:16], event["editable"]) == ("08:30", True)
    items = document["days"][0]["items"]
    assert [(i["is_free"], i["span_text"]) for i in items] == [(True, "8:30–9:00"),
                                                              (True, "9:00–10:00")]
    listed = week(manager, person, more="&view=list")["days"][0]["items"]
    assert [i["span_text"] for i in listed] == ["8:30–10:00"]
    _, page = manager.call("GET", f"{SLOTS}/{slot['id']}", api=False)
    assert 'value="8:30"' in page and 'value="10:00"' in page


def test_grid_and_list_say_the_same(manager, person, book, slots):  # noqa: F811
    released(manager, person)
    book(person, slots(person)[0][0])
    for more in ("", "&view=list"):
        document = week(manager, person, more=more)
        booking = [i for i in document["days"][0]["items"] if i["is_booking"]]
        assert [(i["text"], i["detail_text"], i["span_text"]) for i in booking] == [
            ("Brenner", "Antrag", "8:30–8:45")]
        _, page = manager.call(
            "GET", f"{WEEK}?contact_person={person}&date={next_monday()}{more}", api=False)
        assert "Brenner" in page and booking[0]["url"] in page
    (event,) = events(document, "booking")
    assert event["title"] == "Brenner" and not event["editable"]


def test_what_the_calendar_drags_is_saved(manager, person, slots):  # noqa: F811
    released(manager, person)
    (event,) = events(week(manager, person), "slot")
    tuesday = next_monday() + datetime.timedelta(days=1)
    status, document = manager.call("POST", event["path"], event["fields"] | {
        "date": tuesday.isoformat(), "from": "09:05", "to": "11:00"})
    assert status == 200, document
    ((begins, ends),) = slots(person)
    assert (begins.date(), begins.hour, begins.minute, ends.hour) == (tuesday, 9, 5, 11)
    assert manager.call("POST", event["path"], event["fields"])[0] == 422


def test_the_weekend_shows_when_something_lies_there(manager, person):  # noqa: F811
    released(manager, person)
    assert len(week(manager, person)["days"]) == 5
    released(manager, person, date=(next_monday() + datetime.timedelta(days=5)).isoformat())
    document = week(manager, person)
    assert (len(document["days"]), document["shown_days"]) == (6, 6)
    released(manager, person, date=(next_monday() + datetime.timedelta(days=6)).isoformat())
    assert week(manager, person)["days"][6]["name_text"] == "Sonntag"


def time_change(month):
    """The last Sunday of that month, still to come."""
    today = datetime.datetime.now(BERLIN).date()
    for year in (today.year, today.year + 1):
        day = datetime.date(year, month, 31)
        day -= datetime.timedelta(days=(day.weekday() + 1) % 7)
        if day > today:
            return day


@pytest.mark.parametrize("month", [3, 10])
def test_clocks_are_right_on_the_day_they_change(manager, person, slots, month):  # noqa: F811
    day = time_change(month)
    released(manager, person, date=day.isoformat(), **{"from": "8:00", "to": "12:00"})
    ((begins, ends),) = slots(person)
    assert (begins.hour, ends.hour) == (8, 12)
    document = week(manager, person, day)
    (event,) = events(document, "slot")
    assert (event["starts_at"][11:16], event["ends_at"][11:16]) == ("08:00", "12:00")
    status, _ = manager.call("POST", event["path"], event["fields"] | {
        "date": day.isoformat(), "from": "01:00", "to": "04:00"})
    assert status == 200
    ((begins, ends),) = slots(person)
    length = ends.timestamp() - begins.timestamp()
    assert (begins.hour, ends.hour, length) == (1, 4, 3600 * (2 if month == 3 else 4))
    listed = week(manager, person, day, "&view=list")["days"][6]["items"]
    assert [item["span_text"] for item in listed] == ["1:00–4:00"]
    document = week(manager, person, day)
    (event,) = events(document, "slot")
    assert (event["starts_at"][11:], event["ends_at"][11:]) == (
        ("01:00:00+01:00", "04:00:00+02:00") if month == 3 else ("01:00:00+02:00", "04:00:00+01:00"))
    pieces = [item["span_text"] for item in document["days"][6]["items"]]
    assert pieces == (["1:00–3:00", "3:00–4:00"] if month == 3
                      else ["1:00–2:00", "2:00–2:00", "2:00–3:00", "3:00–4:00"])


def test_a_time_the_clocks_skip_is_refused(manager, person):  # noqa: F811
    status, document = manager.call("POST", SLOTS, wish(
        person, date=time_change(3).isoformat(), **{"from": "2:30", "to": "4:00"}))
    assert (status, document["errors"][0]["field"]) == (422, "from")


def of_rule(manager, person, sql):  # noqa: F811
    saved(manager, person)
    return sql("SELECT slot_id::text FROM slot JOIN contact_person p USING (authority_id,"
               " contact_person_id) WHERE p.slug = %s ORDER BY during", person)[0][0]


def change(manager, person, slot, **fields):  # noqa: F811
    _, document = manager.call("GET", f"{SLOTS}/{slot}")
    return manager.call("POST", f"{SLOTS}/{slot}", wish(
        person, version=document["version"], scope="once") | fields)


def test_one_day_is_changed_and_the_rule_leaves_it_alone(
        manager, person, slots, sql):  # noqa: F811
    slot = of_rule(manager, person, sql)
    before = slots(person)
    status, document = change(manager, person, slot, to="11:00")
    assert status == 200, document
    after = slots(person)
    assert (after[0][0].minute, after[0][1].hour) == (30, 11)
    assert after[1:] == before[1:]
    assert sql("SELECT edited FROM slot WHERE slot_id = %s", slot) == [(True,)]
    _, hours = manager.call("GET", f"/staff/wohngeld/hours?contact_person={person}")
    assert (hours["weekly_hours"][0]["version"], hours["weekly_hours"][0]["to"]) == ("1", "10:00")
    _, page = manager.call("GET", f"{SLOTS}/{slot}")
    assert page["weekly_hours"]["rule_text"] == "Montag, jede Woche"


def test_its_page_tells_what_was_done_to_a_time_and_to_its_hours(manager, person, sql):  # noqa: F811
    slot = of_rule(manager, person, sql)
    assert change(manager, person, slot, to="11:00")[0] == 200
    on = next_monday().strftime("%d.%m.%Y")
    _, document = manager.call("GET", f"{SLOTS}/{slot}")
    assert [(e["who_text"], e["what_text"]) for e in document["history"]] == [
        ("Kim Beispiel", f"Von: {on}, 8:00, jetzt {on}, 8:30, Bis: {on}, 10:00, jetzt {on}, 11:00"),
        ("Kim Beispiel", "Angelegt")]
    hours = sql("SELECT weekly_hours_id::text FROM slot WHERE slot_id = %s", slot)[0][0]
    _, document = manager.call("GET", f"/staff/wohngeld/hours/{hours}")
    assert [e["what_text"] for e in document["history"]] == ["Angelegt"]
    _, page = manager.call("GET", f"{SLOTS}/{slot}", api=False)
    assert f"jetzt {on}, 11:00" in page


def test_one_day_is_dropped(manager, person, slots, sql):  # noqa: F811
    slot = of_rule(manager, person, sql)
    before = slots(person)
    assert change(manager, person, slot, scope="drop")[0] == 200
    assert slots(person) == before[1:]
    assert manager.call("GET", f"{SLOTS}/{slot}")[0] == 404


def slots_of(person, sql):  # noqa: F811
    """The keys of somebody's slots in the order of time, dropped ones too."""
    return [row[0] for row in sql(
        "SELECT slot_id::text FROM slot JOIN contact_person p USING (authority_id, contact_person_id)"
        " WHERE p.slug = %s ORDER BY occurs_on", person)]


def follow(manager, person, slot, api=True, **fields):  # noqa: F811
    """Change the slot and all that follow as its page would."""
    _, document = manager.call("GET", f"{SLOTS}/{slot}")
    return manager.call("POST", f"{SLOTS}/{slot}", {
        "contact_person": person, "version": document["version"], "scope": "following",
        "hours_version": document["weekly_hours"]["version"], "date": document["values"]["date"],
        "from": "9:00", "to": "11:00", "step_minutes": 15, "channels": ["in_person"]} | fields, api=api)


def hours_of(manager, person):  # noqa: F811
    _, document = manager.call("GET", f"/staff/wohngeld/hours?contact_person={person}")
    return sorted(document["weekly_hours"], key=lambda hours: hours["valid_from"])


def test_a_time_and_all_that_follow_are_changed_and_those_before_stay(
        manager, person, slots, sql):  # noqa: F811
    of_rule(manager, person, sql)
    before = slots(person)
    status, document = follow(manager, person, slots_of(person, sql)[2], room="Raum 3")
    assert status == 200, document
    after = slots(person)
    assert after[:2] == before[:2] and len(after) == len(before)
    assert {(a.date(), a.hour, b.hour) for a, b in after[2:]} == {
        (a.date(), 9, 11) for a, _ in before[2:]}
    old, new = hours_of(manager, person)
    day = before[2][0].date()
    assert (old["valid_until"], old["to"]) == (str(day - datetime.timedelta(days=1)), "10:00")
    assert (new["valid_from"], new["valid_until"]) == (str(day), None)
    assert (new["rule"], new["from"], new["to"], new["room"]) == (old["rule"], "09:00", "11:00", "Raum 3")
    assert sql("SELECT count(*) FROM slot WHERE room = 'Raum 3'") == [(len(before) - 2,)]


def test_from_the_first_time_on_the_hours_are_changed_as_a_whole(
        manager, person, slots, sql):  # noqa: F811
    slot = of_rule(manager, person, sql)
    assert follow(manager, person, slot)[0] == 200
    assert {(a.hour, b.hour) for a, b in slots(person)} == {(9, 11)}
    (hours,) = hours_of(manager, person)
    assert hours["valid_from"] == next_monday().isoformat()


def test_every_second_week_keeps_its_weeks(manager, person, slots, sql):  # noqa: F811
    saved(manager, person, repeat="2", weekdays=["1", "3"])
    days = [a.date() for a, _ in slots(person)]
    assert follow(manager, person, slots_of(person, sql)[3])[0] == 200
    assert [a.date() for a, _ in slots(person)] == days


def test_what_was_changed_by_hand_stays_when_all_that_follow_change(
        manager, person, slots, sql):  # noqa: F811
    of_rule(manager, person, sql)
    before, keys = slots(person), slots_of(person, sql)
    one = {"date": before[3][0].date().isoformat(), "from": "14:00", "to": "15:00"}
    assert change(manager, person, keys[3], **one)[0] == 200
    assert change(manager, person, keys[4], scope="drop")[0] == 200
    edited = {"date": before[1][0].date().isoformat(), "to": "12:00"}
    assert change(manager, person, keys[1], **edited)[0] == 200
    assert follow(manager, person, keys[1])[0] == 200
    hours = [(a.hour, b.hour) for a, b in slots(person)]
    assert hours[:4] == [(8, 10), (9, 11), (9, 11), (14, 15)]
    assert len(hours) == len(before) - 1 and set(hours[4:]) == {(9, 11)}


def test_bookings_of_later_days_are_decided_about_before_all_that_follow_change(
        manager, person, book, slots, sql):  # noqa: F811
    of_rule(manager, person, sql)
    before = slots(person)
    booking = book(person, before[5][0])
    slot = slots_of(person, sql)[2]
    status, document = follow(manager, person, slot)
    assert (status, [c["id"] for c in document["conflicts"]]) == (409, [booking])
    assert slots(person) == before and len(hours_of(manager, person)) == 1
    assert follow(manager, person, slot, **{f"decision.{booking}": "keep"})[0] == 200
    assert len(hours_of(manager, person)) == 2 and slots(person)[5][0].hour == 9


def test_who_changes_all_that_follow_is_told_when_the_hours_are_others_by_now(
        manager, person, slots, sql):  # noqa: F811
    of_rule(manager, person, sql)
    slot, before = slots_of(person, sql)[2], slots(person)
    (hours,) = hours_of(manager, person)
    assert manager.call("POST", f"/staff/wohngeld/hours/{hours['id']}", form(
        person, version="1", weekdays=["1", "2"]))[0] == 200
    status, document = follow(manager, person, slot, hours_version="1", to="12:00")
    assert (status, document["code"]) == (409, "changed")
    assert "Dienstag" in document["changed"]["changes"][0]
    assert document["values"]["to"] == "12:00"
    assert document["weekly_hours"]["version"] == "2"
    assert follow(manager, person, slot, to="12:00")[0] == 200
    assert [b.hour for _, b in slots(person)][-1] == 12 and len(slots(person)) > len(before)


def test_changed_hours_are_named_to_who_has_an_old_slot_open(manager, person, sql):  # noqa: F811
    slot = of_rule(manager, person, sql)
    _, page = manager.call("GET", f"{SLOTS}/{slot}")
    (hours,) = hours_of(manager, person)
    assert manager.call("POST", f"/staff/wohngeld/hours/{hours['id']}", form(
        person, version="1", to="11:00"))[0] == 200
    status, document = manager.call("POST", f"{SLOTS}/{slot}", wish(
        person, version=page["version"], scope="once"))
    assert (status, document["changed"]["changes"]) == (409, ["Bis: 10:00, jetzt 11:00"])


@pytest.mark.parametrize("wrong,field,code", [
    ({"date": (next_monday() + datetime.timedelta(days=15)).isoformat()}, "date", "same_day"),
    ({"from": "1:00", "to": "4:00"}, "from", "invalid_time"),
    ({"to": "8:00"}, "to", "before_from"),
    ({"hours_version": ""}, "hours_version", "required"),
    ({"room": "x" * 61}, "room", "too_long"),
])
def test_mistakes_in_all_that_follow_are_named_and_what_was_typed_stays(
        manager, person, slots, sql, wrong, field, code):  # noqa: F811
    of_rule(manager, person, sql)
    before = slots(person)
    status, document = follow(manager, person, slots_of(person, sql)[2], **wrong)
    assert (status, [(e["field"], e["code"]) for e in document["errors"]]) == (422, [(field, code)])
    _, page = follow(manager, person, slots_of(person, sql)[2], api=False, **wrong)
    assert "staff.slot" not in page and 'value="following" checked' in page
    assert all(f'name="{name}"' in page and f'value="{value}"' in page
               for name, value in wrong.items() if name != "hours_version")
    assert slots(person) == before


def test_a_time_that_lies_on_another_day_leads_no_others(manager, person, sql):  # noqa: F811
    slot = of_rule(manager, person, sql)
    tuesday = (next_monday() + datetime.timedelta(days=1)).isoformat()
    assert change(manager, person, slot, date=tuesday)[0] == 200
    _, document = manager.call("GET", f"{SLOTS}/{slot}")
    assert [s["value"] for s in document["scopes"]] == ["once", "drop"]
    status, document = follow(manager, person, slot)
    assert (status, document["errors"][0]["field"]) == (422, "scope")


def test_bookings_that_are_hit_are_decided_about_first(
        manager, person, book, slots):  # noqa: F811
    slot = released(manager, person)["id"]
    booking = book(person, slots(person)[0][0])
    status, document = change(manager, person, slot, scope="drop")
    assert (status, [c["id"] for c in document["conflicts"]]) == (409, [booking])
    assert len(slots(person)) == 1
    decided = {f"decision.{booking}": "keep"}
    assert change(manager, person, slot, scope="drop", **decided)[0] == 200
    assert slots(person) == []
    assert [e["title"] for e in events(week(manager, person), "booking")] == ["Brenner"]


def test_who_was_slower_is_told_what_changed(manager, person):  # noqa: F811
    slot = released(manager, person)
    path = f"{SLOTS}/{slot['id']}"
    sent = wish(person, version=slot["version"], scope="once")
    assert manager.call("POST", path, sent | {"to": "11:00"})[0] == 200
    status, document = manager.call("POST", path, sent | {"to": "12:00"})
    assert (status, document["code"]) == (409, "changed")
    assert "Kim Beispiel" in document["changed"]["title_text"]
    assert document["values"]["to"] == "12:00"
    assert document["version"] != slot["version"]
    _, page = manager.call("POST", path, sent | {"to": "12:00"}, api=False)
    assert "Kim Beispiel" in page and 'value="12:00"' in page


@pytest.mark.parametrize("wrong,field,code", [
    ({"date": ""}, "date", "required"),
    ({"date": "2020-01-01"}, "to", "invalid_time"),
    ({"from": "8:03"}, "from", "off_step"),
    ({"to": "8:00"}, "to", "before_from"),
    ({"channels": []}, "channels", "required"),
    ({"step_minutes": 7}, "step_minutes", "off_step"),
])
def test_mistakes_are_named(manager, wrong, field, code):  # noqa: F811
    status, document = manager.call("POST", SLOTS, wish("keller", **wrong))
    assert status == 422
    assert (field, code) in [(e["field"], e["code"]) for e in document["errors"]]
    status, page = manager.call("POST", SLOTS, wish("keller", **wrong), api=False)
    assert status == 422 and f'id="{field}-error"' in page


def test_a_closure_takes_the_free_time_out_of_the_week(manager, person, sql):  # noqa: F811
    released(manager, person)
    sql("INSERT INTO closure (authority_id, contact_person_id, during, note)"
        " SELECT 1, contact_person_id, tstzrange(%s::date::timestamp AT TIME ZONE 'Europe/Berlin',"
        " (%s::date + 1)::timestamp AT TIME ZONE 'Europe/Berlin'), 'Umzug'"
        " FROM contact_person WHERE slug = %s", next_monday(), next_monday(), person)
    document = week(manager, person)
    items = document["days"][0]["items"]
    assert [(i["is_closure"], i["text"]) for i in items] == [(True, "Umzug")]
    cell = document["hours"][0]["cells"][0]
    assert (cell["closure"]["rows"], cell["closure"]["title_text"]) == (
        len(document["hours"]), "Umzug")
    _, page = manager.call("GET", f"{WEEK}?contact_person={person}&date={next_monday()}",
                           api=False)
    assert f'rowspan="{len(document["hours"])}"' in page


def test_a_contact_person_sees_and_changes_its_own_alone(
        site, account, manager, person):  # noqa: F811
    keller, foreign = Browser(site.url), released(manager, person)
    keller.sign_in(account("contact_person", person="keller"))
    _, document = keller.call("GET", WEEK)
    assert [p["slug"] for p in document["contact_persons"]] == ["keller"]
    assert keller.call("GET", f"{WEEK}?contact_person={person}")[0] == 403
    assert keller.call("GET", f"{SLOTS}/new?contact_person={person}")[0] == 403
    assert keller.call("POST", SLOTS, wish(person))[0] == 403
    assert keller.call("GET", f"{SLOTS}/{foreign['id']}")[0] == 404
    assert keller.call("POST", f"{SLOTS}/{foreign['id']}", {"scope": "drop"})[0] == 404


def test_the_front_desk_sees_the_week_and_changes_nothing(
        site, account, manager, person):  # noqa: F811
    desk, slot = Browser(site.url), released(manager, person)
    desk.sign_in(account("front_desk"))
    document = week(desk, person)
    assert document["new_slot_url"] is None
    assert not any(e["editable"] or e["path"] for e in document["events"])
    assert desk.call("POST", SLOTS, wish(person))[0] == 403
    assert desk.call("POST", f"{SLOTS}/{slot['id']}", {"scope": "drop"})[0] == 403
    assert desk.call("GET", f"{WEEK}?contact_person={person}", api=False)[0] == 200


def test_the_form_takes_over_what_was_drawn_in_the_calendar(manager, person):  # noqa: F811
    query = f"contact_person={person}&date=2027-03-01&from=09:00&to=11:30"
    _, document = manager.call("GET", f"{SLOTS}/new?{query}")
    assert document["values"]["date"] == "01.03.2027" or document["values"]["date"] == "1.3.2027"
    assert (document["values"]["from"], document["values"]["to"]) == ("9:00", "11:30")
    status, page = manager.call("GET", f"{SLOTS}/new?{query}", api=False)
    assert status == 200 and 'value="11:30"' in page


def test_the_audit_log_tells_before_and_after(manager, person, sql):  # noqa: F811
    slot = released(manager, person)["id"]
    change(manager, person, slot, to="11:00")
    change(manager, person, slot, scope="drop")
    rows = sql("SELECT action, right(before->>'to', 5), right(after->>'to', 5), account_name"
               " FROM audit_log WHERE kind = 'slot' AND thing = %s ORDER BY audit_id", slot)
    assert [row[0] for row in rows] == ["add", "change", "drop"]
    assert rows[1][1:] == ("10:00", "11:00", "Kim Beispiel")


def test_a_share_that_is_kept_back_shows_as_such(manager, person, sql):  # noqa: F811
    released(manager, person)
    keep = "UPDATE office SET kept_percent = %s, kept_hours = %s WHERE slug = 'wohngeld'"
    sql(keep, 20, 1)
    assert until(lambda: {i["text"] for i in week(manager, person)["days"][0]["items"]} == {"20 % zurückgehalten"})
    assert [event["title"] for event in events(week(manager, person), "slot")] == ["20 % zurückgehalten"]
    sql(keep, 20, 720)
    assert until(lambda: {i["text"] for i in week(manager, person)["days"][0]["items"]} == {"frei"})
    sql(keep, None, None)


def test_a_time_that_is_kept_back_shows_as_such(manager, person, sql):  # noqa: F811
    slot = released(manager, person, kept_until_hours=1)
    document = week(manager, person)
    assert {i["text"] for i in document["days"][0]["items"]} == {"zurückgehalten"}
    (event,) = events(document, "slot")
    assert (event["title"], event["fields"]["kept_until_hours"]) == ("zurückgehalten", "1")
    status, changed = manager.call("POST", f"{SLOTS}/{slot['id']}",
                                   event["fields"] | {"from": "9:00", "to": "10:00", "date": wish(person)["date"]})
    assert status == 200, changed
    assert sql("SELECT kept_until_hours FROM slot WHERE slot_id = %s", slot["id"]) == [(1,)]
    _, page = manager.call("GET", f"{SLOTS}/{slot['id']}", api=False)
    assert 'name="kept_until_hours"' in page and 'value="1"' in page
    status, changed = manager.call("POST", f"{SLOTS}/{slot['id']}",
                                   wish(person, scope="once", version=changed["version"], kept_until_hours=720))
    assert status == 200, changed
    assert {i["text"] for i in week(manager, person)["days"][0]["items"]} == {"frei"}
