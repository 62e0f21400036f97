"""The room of a released time: where it is shown to the citizen, and to staff."""

import datetime
import email
import email.policy

import pytest

from county import citizen, local, quoted, until
from desk import sign_in

SERVICE, PERSON = "puffer/gespraech", "weiss"
STAFF = "/staff/puffer"


@pytest.fixture(scope="module")
def manager(county):
    return sign_in(county, "office_manager", "puffer")


def slot_of(manager, starts_at):
    """The slot of the week in which the time lies, as the calendar edits it."""
    status, week = manager.call("GET", f"{STAFF}/week?contact_person={PERSON}&date={local(starts_at).date()}")
    assert status == 200, week
    return next(e for e in week["events"] if e["kind"] == "slot"
                and local(e["starts_at"]) <= local(starts_at) < local(e["ends_at"]))


def put_into(manager, starts_at, room):
    slot = slot_of(manager, starts_at)
    begins, ends = local(slot["starts_at"]), local(slot["ends_at"])
    status, saved = manager.call("POST", slot["path"], slot["fields"] | {
        "date": begins.date().isoformat(), "from": f"{begins:%H:%M}", "to": f"{ends:%H:%M}", "room": room})
    assert status == 200, saved


def mails(county, booking):
    """The mails of a booking that have left, in order of time."""
    sent = county.rows("SELECT kind FROM message m JOIN booking b USING (authority_id, booking_id)"
                       " WHERE b.reference = %s AND sent_at IS NOT NULL ORDER BY message_id", booking["reference"])
    files = [email.message_from_bytes(file.read_bytes(), policy=email.policy.SMTP)
             for file in (county.server.folder / "var" / "mail").glob("*.eml")]
    found = [mail for mail in files if booking["reference"] in mail.get_body(("plain",)).get_content()]
    return found if len(found) == len(sent) else []


def plain(mail):
    return mail.get_body(("plain",)).get_content()


def test_the_room_of_the_time_goes_before_that_of_the_person_everywhere(county, manager):
    wanted = county.a_time(SERVICE)
    put_into(manager, wanted["starts_at"], "Sitzungssaal 3")
    client = county.client()
    held = county.hold(SERVICE, client, wanted)
    assert held["place"]["room"] == "Sitzungssaal 3"
    page = client.get(f"/holds/{held['token']}", Accept="text/html").text
    assert "Sitzungssaal 3" in page and "Zimmer 214" not in page
    booking = client.post(f"/holds/{held['token']}/confirm", citizen()).json
    assert booking["place"]["room"] == "Sitzungssaal 3"
    path = f"/bookings/{booking['token']}"
    assert "Sitzungssaal 3" in client.get(path, Accept="text/html").text
    entry = client.page(f"{path}.ics").text.replace("\r\n ", "")
    location = next(line for line in entry.splitlines() if line.startswith("LOCATION"))
    assert "Sitzungssaal 3" in location and "Zimmer 214" not in location
    (mail,) = until(lambda: mails(county, booking))
    assert "Sitzungssaal 3" in plain(mail) and "Zimmer 214" not in plain(mail)
    _, day = manager.call("GET", f"{STAFF}/day?date={local(wanted['starts_at']).date()}")
    row = next(r for r in day["bookings"] if r["reference"] == booking["reference"])
    assert row["room"] == "Sitzungssaal 3"
    assert manager.call("GET", f"{STAFF}/bookings/{row['id']}")[1]["room"] == "Sitzungssaal 3"
    letter = manager.call("GET", f"{STAFF}/bookings/{row['id']}/letter")[1]
    assert letter["place"]["room"] == "Sitzungssaal 3"


def test_who_booked_follows_the_time_to_another_room(county, manager):
    wanted = county.a_time(SERVICE)
    put_into(manager, wanted["starts_at"], "Raum 1")
    booking = county.booking(SERVICE, wanted=wanted)
    assert booking["place"]["room"] == "Raum 1"
    put_into(manager, wanted["starts_at"], "Raum 2")
    client = county.client()
    assert client.get(f"/bookings/{booking['token']}")["place"]["room"] == "Raum 2"
    put_into(manager, wanted["starts_at"], "")
    assert client.get(f"/bookings/{booking['token']}")["place"]["room"] == "Zimmer 214"


def test_a_moved_booking_is_in_the_room_of_its_new_time(county, manager):
    old = county.a_time(SERVICE)
    put_into(manager, old["starts_at"], "Raum 1")
    new = next(t for t in iter(lambda: county.a_time(SERVICE), None)
               if local(t["starts_at"]).date() > local(old["starts_at"]).date())
    put_into(manager, new["starts_at"], "Raum 9")
    client = county.client()
    booking = county.booking(SERVICE, client, old)
    path = f"/bookings/{booking['token']}/move"
    ask = f"starts_at={quoted(new['starts_at'])}&channel=in_person&contact_person={PERSON}"
    review = client.get(f"{path}?{ask}")
    assert (review["place"]["room"], review["booking"]["place"]["room"]) == ("Raum 9", "Raum 1")
    moved = client.post(path, {"starts_at": new["starts_at"], "channel": "in_person", "contact_person": PERSON})
    assert moved.status == 200, moved
    assert moved["place"]["room"] == "Raum 9"
    confirmed, told = until(lambda: (found := mails(county, booking)) and len(found) == 2 and sorted(
        found, key=lambda mail: "Raum 9" in plain(mail)))
    assert "Raum 1" in plain(confirmed) and "Raum 1" not in plain(told)


def test_the_floor_of_the_person_is_said_of_no_other_room(county, manager):
    rooms = '{"de": {"room": "Zimmer 214", "floor": "2. Stock"}, "en": {"room": "Room 214", "floor": "2nd floor"}}'
    county.rows("UPDATE contact_person SET room = %s WHERE slug = %s", rooms, PERSON)
    wanted = county.a_time(SERVICE)
    token = county.booking(SERVICE, wanted=wanted)["token"]
    client = county.client()

    def place(room, language="de"):
        put_into(manager, wanted["starts_at"], room)
        found = client.get(f"/bookings/{token}?lang={language}")["place"]
        return found["room"], {"2. Stock", "2nd floor"} & set(found["lines"])

    until(lambda: place("") == ("Zimmer 214", {"2. Stock"}))
    assert place("Keller 1") == ("Keller 1", set())
    assert place("Zimmer 214") == ("Zimmer 214", {"2. Stock"})
    assert place("Zimmer 214", "en") == ("Room 214", {"2nd floor"})


def test_weekly_hours_give_their_slots_a_room_and_change_it(county, manager):
    wanted = county.a_time(SERVICE)
    day = local(wanted["starts_at"]).date()
    evening = {"contact_person": PERSON, "weekdays": [str(day.isoweekday())], "repeat": "1", "from": "18:00",
               "to": "20:00", "step_minutes": 15, "channels": ["in_person"], "valid_from": day.isoformat()}
    status, hours = manager.call("POST", f"{STAFF}/hours", evening | {"room": "Raum 4"})
    assert status == 201, hours
    start = datetime.datetime.combine(day, datetime.time(18), local(wanted["starts_at"]).tzinfo)
    late = wanted | {"starts_at": start.isoformat()}
    held = until(lambda: (reply := county.hold(SERVICE, wanted=late)).status == 201 and reply)
    assert held["place"]["room"] == "Raum 4"
    path = f"{STAFF}/hours/{hours['id']}"
    assert manager.call("POST", path, evening | {"room": "Raum 5", "version": "1"})[0] == 200
    assert county.client().get(f"/holds/{held['token']}")["place"]["room"] == "Raum 5"
    assert slot_of(manager, start.isoformat())["fields"]["room"] == "Raum 5"
    assert manager.call("POST", f"{path}/end", {"version": "2"})[0] == 200


def test_a_room_that_is_too_long_is_refused_and_kept_in_the_form(county, manager):
    room = "x" * 61
    slot = slot_of(manager, county.a_time(SERVICE)["starts_at"])
    begins, ends = local(slot["starts_at"]), local(slot["ends_at"])
    sent = slot["fields"] | {"date": begins.date().isoformat(), "from": f"{begins:%H:%M}",
                             "to": f"{ends:%H:%M}", "room": room}
    status, refused = manager.call("POST", slot["path"], sent)
    assert (status, [(e["field"], e["code"]) for e in refused["errors"]]) == (422, [("room", "too_long")])
    assert f'value="{room}"' in manager.call("POST", slot["path"], sent, api=False)[1]
