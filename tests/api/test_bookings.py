"""The manage link: see, take into a calendar, move, cancel, erase; and when it is lost."""

import datetime
import re

import icalendar
import pytest
import vobject

from county import citizen, local, starts, until
from test_holds import both_workers, offered

SERVICE = "ferien/termin"


def calendar(client, token):
    """The appointment in the calendar file, as both libraries read it."""
    reply = client.page(f"/bookings/{token}.ics")
    assert reply.status == 200, client.get(f"/bookings/{token}.ics")
    assert reply.headers["Content-Type"].startswith("text/calendar")
    [event] = icalendar.Calendar.from_ical(reply.body).walk("VEVENT")
    second = vobject.readOne(reply.text).vevent
    assert second.uid.value == str(event["UID"])
    assert second.dtstart.value == event["DTSTART"].dt
    return event


def rows_of(county, booked):
    return county.rows("SELECT b.state, b.sequence, r.released_at IS NULL, b.booking_id"
                       " FROM booking b JOIN reservation r USING (authority_id, reservation_id)"
                       " WHERE b.reference = %s", booked["reference"])


def messages(county, booked, kind):
    return county.rows(
        "SELECT m.message_id FROM message m JOIN booking b USING (authority_id, booking_id)"
        " WHERE b.reference = %s AND m.kind = %s", booked["reference"], kind)


def move(client, booked, wanted, **other):
    return client.post(f"/bookings/{booked['token']}/move",
                       {"starts_at": wanted["starts_at"]} | other)


# Seeing


def test_the_link_shows_what_was_booked(county, client):
    details = citizen()
    booked = county.booking(SERVICE, client, details=details)
    shown = county.client().get(f"/bookings/{booked['token']}")
    assert shown.status == 200 and booked.items() <= shown.json.items()
    assert shown["family_name"] == details["family_name"] and shown["state"] == "confirmed"


@pytest.mark.parametrize("view", ["", "?view=booked", "?view=moved", "?view=print", "?view=x"])
def test_every_view_of_a_booking_shows_its_reference(county, client, view):
    booked = county.booking("schalter/ausweis", client)
    page = client.page(f"/bookings/{booked['token']}{view}")
    assert page.status == 200 and booked["reference"] in page.text


@pytest.mark.parametrize("method, rest", [
    ("GET", ""), ("GET", ".ics"), ("GET", "/move"), ("POST", "/move"), ("POST", "/cancel"),
    ("POST", "/erase"), ("DELETE", "")])
@pytest.mark.parametrize("token", ["AAAAAAAAAAAAAAAAAAAAAA", "x"])
def test_a_link_to_nothing_is_not_found(client, method, rest, token):
    assert client.request(method, f"/api/v1/bookings/{token}{rest}").status == 404


def test_the_link_of_a_hold_opens_no_booking(county, client):
    held = county.hold("schalter/ausweis", client)
    assert client.get(f"/bookings/{held['token']}").status == 404


def test_a_video_appointment_says_where_to_click(county, client):
    booked = county.booking("wohngeld/antrag", client, surname="A", channel="video")
    assert booked["video_url"] == "https://video.example/steinhuber"
    assert calendar(client, booked["token"])["DTSTART"].dt == local(booked["starts_at"])


def test_the_calendar_file_says_when_and_what(county, client):
    booked = county.booking(SERVICE, client)
    event = calendar(client, booked["token"])
    assert event["DTSTART"].dt == local(booked["starts_at"])
    assert event["DTEND"].dt == local(booked["ends_at"])
    assert event["SEQUENCE"] == 0 and event["UID"].endswith("@kreis.example")
    assert booked["token"] in event.to_ical().decode().replace("\r\n ", "")


# Cancelling


def test_cancelling_frees_the_time_at_both_workers(county):
    one, other = both_workers(county)
    wanted = county.a_time(SERVICE)
    booked = county.booking(SERVICE, one, wanted)
    assert until(lambda: not offered(other, SERVICE, wanted))
    cancelled = one.post(f"/bookings/{booked['token']}/cancel")
    assert (cancelled.status, cancelled["state"]) == (200, "cancelled")
    assert until(lambda: offered(one, SERVICE, wanted) and offered(other, SERVICE, wanted))


def test_cancelled_twice_is_cancelled_once(county, client):
    booked = county.booking(SERVICE, client)
    replies = [client.post(f"/bookings/{booked['token']}/cancel") for _ in range(3)]
    assert [(r.status, r["state"], r["sequence"]) for r in replies] == [(200, "cancelled", 1)] * 3
    assert len(messages(county, booked, "cancelled")) == 1


def test_what_is_cancelled_can_still_be_seen_and_not_be_moved(county, client):
    booked = county.booking(SERVICE, client)
    client.post(f"/bookings/{booked['token']}/cancel")
    assert client.get(f"/bookings/{booked['token']}")["state"] == "cancelled"
    assert move(client, booked, county.a_time(SERVICE)).status == 409
    assert calendar(client, booked["token"])["STATUS"] == "CANCELLED"


def test_after_the_deadline_neither_cancelling_nor_moving(county, client):
    booked = county.booking("frist/termin", client)
    assert booked["can_change"] is False
    for reply in (client.post(f"/bookings/{booked['token']}/cancel"),
                  move(client, booked, county.a_time("frist/termin"))):
        assert (reply.status, reply["code"]) == (409, "too_late")
    assert rows_of(county, booked)[0][:3] == ("confirmed", 0, True)


# Moving


def test_moving_claims_the_new_time_frees_the_old_and_keeps_the_entry(county):
    one, other = both_workers(county)
    old, new = county.a_time(SERVICE), county.a_time(SERVICE)
    booked = county.booking(SERVICE, one, old)
    before = calendar(one, booked["token"])
    moved = move(one, booked, new)
    assert (moved.status, moved["starts_at"], moved["sequence"]) == (200, new["starts_at"], 1)
    for worker in (one, other):
        assert until(lambda w=worker: offered(w, SERVICE, old) and not offered(w, SERVICE, new))
    after = calendar(other, booked["token"])
    assert after["UID"] == before["UID"] and after["SEQUENCE"] == 1
    assert after["DTSTART"].dt == local(new["starts_at"])
    assert moved["reference"] == booked["reference"]


@pytest.mark.parametrize("service", [SERVICE, "schalter/ausweis"])
def test_a_move_sent_twice_moves_once(county, client, service):
    booked = county.booking(service, client)
    new = county.a_time(service)
    replies = [move(client, booked, new) for _ in range(2)]
    assert [(r.status, r["starts_at"], r["sequence"]) for r in replies] == \
        [(200, new["starts_at"], 1)] * 2
    assert len(messages(county, booked, "moved")) == 1


def test_a_move_to_a_time_that_overlaps_the_old_one(county, client):
    old = county.a_time("wohngeld/antrag", surname="A")
    booked = county.booking("wohngeld/antrag", client, old, surname="A")
    later = local(old["starts_at"]) + datetime.timedelta(minutes=10)
    offers = client.get(f"/bookings/{booked['token']}/move?from={later.date()}")
    assert later in [local(text) for text in starts(offers)]
    assert old["starts_at"] not in starts(offers)
    moved = move(client, booked, {"starts_at": later.isoformat()})
    assert (moved.status, local(moved["starts_at"])) == (200, later)
    assert rows_of(county, booked)[0][:3] == ("confirmed", 1, True)


def test_a_move_to_another_channel_at_the_same_time(county, client):
    booked = county.booking("wohngeld/antrag", client, surname="A")
    moved = move(client, booked, booked, channel="phone")
    assert (moved.status, moved["channel"]) == (200, "phone")
    assert moved["starts_at"] == booked["starts_at"]


def test_moving_to_a_time_that_is_taken_changes_nothing_and_offers_others(county, client):
    taken = county.a_time(SERVICE)
    county.booking(SERVICE, wanted=taken)
    booked = county.booking(SERVICE, client)
    reply = move(client, booked, taken)
    assert (reply.status, reply["code"]) == (409, "time_taken")
    assert reply["times"] and taken["starts_at"] not in starts(reply)
    assert client.get(f"/bookings/{booked['token']}")["starts_at"] == booked["starts_at"]
    assert rows_of(county, booked)[0][:3] == ("confirmed", 0, True)


def test_moving_offers_only_the_times_of_who_is_responsible(county, client):
    booked = county.booking("wohngeld/antrag", client, surname="Z")
    offers = client.get(f"/bookings/{booked['token']}/move")["times"]
    assert {t["contact_person"]["slug"] for t in offers} == {"benz"}


@pytest.mark.parametrize("wanted", [None, "", "bald", "2026-12-01T08:00:01Z"])
def test_a_move_needs_a_time(county, client, wanted):
    booked = county.booking("schalter/ausweis", client)
    assert client.post(f"/bookings/{booked['token']}/move", {"starts_at": wanted}).status == 422


# Erasing


@pytest.mark.parametrize("erase", [lambda c, t: c.delete(f"/bookings/{t}"),
                                   lambda c, t: c.post(f"/bookings/{t}/erase")])
def test_erasing_leaves_nothing_personal_in_the_database(county, client, erase):
    details = citizen(family_name="Unverwechselbar", given_name="Einzigartig",
                      phone="0171 99887766",
                      answers={"housing": "rent", "since": "1987-06-05", "persons": "3",
                               "note": "Geheimnis"})
    booked = county.booking("fragen/fragen", client, details=details)
    assert erase(client, booked["token"]).status == 204
    [(dump,)] = county.rows("SELECT string_agg(b::text, ' ') FROM booking b WHERE reference = %s",
                            booked["reference"])
    for value in ("Unverwechselbar", "Einzigartig", "99887766", "Geheimnis", "1987", details["email"]):
        assert value not in dump
    mails = county.rows("SELECT m.kind, m.recipient, m.details::text FROM message m JOIN booking b"
                        " USING (authority_id, booking_id) WHERE b.reference = %s"
                        " AND m.sent_at IS NULL AND m.failed_at IS NULL", booked["reference"])
    assert [kind for kind, *_ in mails] in ([], ["cancelled"])  # the last mail says so
    assert client.get(f"/bookings/{booked['token']}").status == 404
    assert client.page(f"/bookings/{booked['token']}").status == 404
    assert erase(client, booked["token"]).status == 404


def test_erasing_frees_the_time(county, client):
    wanted = county.a_time(SERVICE)
    booked = county.booking(SERVICE, client, wanted)
    client.delete(f"/bookings/{booked['token']}")
    assert until(lambda: offered(client, SERVICE, wanted))


# Reading


def dump(county):
    return [county.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in
            ("booking", "manage_link")] + \
        county.rows("SELECT count(*) FROM reservation") + \
        county.rows("SELECT reservation_id, during, lane, released_at FROM reservation r"
                    " WHERE hold_expires_at IS NULL ORDER BY 1")


def get_routes(source):
    table = (source / "server/net/route.c").read_text(encoding="utf-8")
    return re.findall(r'\{EVHTTP_REQ_GET,\s+"([^"]+)"', table)


def test_get_changes_nothing_whichever_link_is_opened_twice(county, client, source):
    held = county.hold("schalter/ausweis", client)
    booked = county.booking("wohngeld/antrag", client, surname="A")
    before = dump(county)
    wanted = county.a_time("wohngeld/antrag", surname="A")["starts_at"].replace("+", "%2B")
    for path in get_routes(source):
        token = held["token"] if path.startswith("/holds") else booked["token"]
        path = path.replace(":office", "wohngeld").replace(":service", "antrag") \
            .replace(":token", token)
        for query in ("", "?surname=A", f"?surname=A&view=month&starts_at={wanted}&sent=1"):
            for _ in range(2):
                assert client.page(path + query).status < 500
                assert client.get(path + query).status < 500
    assert dump(county) == before


# The link is lost


def lost(client, reference, email):
    return client.post("/lost-link", {"reference": reference, "email": email})


def test_a_lost_link_is_answered_alike_whether_there_is_one(county):
    details = citizen()
    booked = county.booking("schalter/ausweis", details=details)
    answers = [lost(county.client(), reference, email) for reference, email in (
        (booked["reference"], details["email"]), ("2345-6789", details["email"]),
        (booked["reference"], "andere@citizen.example"))]
    answers = [(a.status, a.json) for a in answers if a.status != 422]
    assert answers[0] == (202, {"sent": True})
    assert all(answer == answers[0] for answer in answers)


def test_a_lost_link_brings_one_mail_with_a_link_that_works(county, client):
    details = citizen()
    booked = county.booking("schalter/ausweis", client, details=details)
    for _ in range(2):
        assert lost(client, booked["reference"].lower(), details["email"].upper()).status == 202
    assert len(messages(county, booked, "lost_link")) == 1
    found = county.rows("SELECT m.details FROM message m JOIN booking b USING"
                        " (authority_id, booking_id) WHERE b.reference = %s AND m.kind ="
                        " 'lost_link' AND m.details IS NOT NULL", booked["reference"])
    for (mail,) in found:  # it may have left already, and is forgotten then
        assert client.get(f"/bookings/{mail['token']}")["reference"] == booked["reference"]
    assert client.get(f"/bookings/{booked['token']}").status == 200  # the first one still works


def test_a_wrong_address_brings_no_mail(county, client):
    booked = county.booking("schalter/ausweis", client)
    lost(client, booked["reference"], "andere@citizen.example")
    assert messages(county, booked, "lost_link") == []


@pytest.mark.parametrize("fields, field, code", [
    ({}, "reference", "required"), ({}, "email", "required"),
    ({"reference": "?"}, "reference", "invalid"), ({"email": "x"}, "email", "invalid_email")])
def test_a_lost_link_with_a_mistake_says_which(client, fields, field, code):
    reply = client.post("/lost-link", fields)
    assert reply.status == 422
    assert (field, code) in [(e["field"], e["code"]) for e in reply["errors"]]


def test_links_are_asked_for_only_so_often(county):
    client = county.client()
    booked = county.booking("schalter/ausweis")
    replies = [lost(client, booked["reference"], "x@citizen.example") for _ in range(6)]
    assert [r.status for r in replies] == [202] * 5 + [429]
    assert int(replies[-1].headers["Retry-After"]) > 0
