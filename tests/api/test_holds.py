"""A time is held while a citizen types: made once, seen by all, given back, ended."""

import datetime

import pytest

from county import Client, citizen, day, local, next_address, post_hold, starts, until

BEARBEITEN = "wohngeld/antrag"


def offered(client, service, wanted, **asked):
    office, slug = service.split("/")
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    date = local(wanted["starts_at"]).date()
    return wanted["starts_at"] in starts(
        client.get(f"/offices/{office}/services/{slug}/times?from={date}&days=1&{query}"))


def both_workers(county):
    """A client at each worker."""
    found = {}
    while len(found) < 2:
        client = Client(county.server.url)
        found.setdefault(client.worker(county.server.workers()), client)
    return list(found.values())


def end(county, held):
    """Let the time of a hold be over."""
    county.rows("UPDATE reservation SET hold_expires_at = now(), claimed_at = now() - interval"
                " '1 hour' WHERE hold_token_hash IS NOT NULL AND hold_expires_at IS NOT NULL"
                " AND lower(during) = %s AND released_at IS NULL", held["starts_at"])
    county.rows((county.sql / "holds_expire.sql").read_text(encoding="utf-8"))


def test_a_hold_says_what_is_held_and_until_when(county, client):
    wanted = county.a_time(BEARBEITEN, surname="A")
    held = post_hold(client, BEARBEITEN, wanted, surname="A")
    assert held.status == 201
    assert held["starts_at"] == wanted["starts_at"] and held["ends_at"] == wanted["ends_at"]
    assert held["contact_person"]["slug"] == "steinhuber"
    assert (held["channel"], held["can_extend"]) == ("in_person", True)
    assert 9 * 60 <= held["expires_in"] <= 10 * 60


def test_a_hold_shows_the_same_again(county, client):
    held = county.hold(BEARBEITEN, client, surname="A")
    shown = client.get(f"/holds/{held['token']}")
    assert shown.status == 200
    for member in ("token", "starts_at", "ends_at", "expires_at", "contact_person", "service"):
        assert shown[member] == held[member]


def test_the_office_decides_how_long_a_time_is_held(county):
    assert 0 < county.hold("kurz/termin")["expires_in"] <= 60


def test_what_has_a_token_is_kept_by_no_cache(county, client):
    held = county.hold("schalter/ausweis", client)
    assert held.headers["Cache-Control"] == "no-store"
    assert client.get(f"/holds/{held['token']}").headers["Cache-Control"] == "no-store"


def test_the_database_knows_only_the_hash_of_the_token(county, client):
    token = county.hold("schalter/ausweis", client)["token"]
    rows = county.rows("SELECT reservation::text FROM reservation")
    assert rows and not [row for (row,) in rows if token in row]


@pytest.mark.parametrize("service, asked, channel", [
    ("wohngeld/antrag", {"surname": "A"}, "phone"), ("wohngeld/antrag", {"surname": "Z"}, "video"),
    ("grundsicherung/beratung", {"municipality": "08326074"}, None)])
def test_a_time_is_held_in_the_channel_and_with_the_person_it_is_offered_by(
        county, client, service, asked, channel):
    query = asked | ({"channel": channel} if channel else {})
    wanted = county.a_time(service, **query)
    held = post_hold(client, service, wanted, **query)
    assert (held.status, held["channel"]) == (201, wanted["channel"])
    assert held["contact_person"]["slug"] == wanted["contact_person"]["slug"]


@pytest.mark.parametrize("path", ["/holds/AAAAAAAAAAAAAAAAAAAAAA", "/holds/x"])
def test_a_token_of_no_hold_is_not_found(client, path):
    assert client.get(path).status == 404
    assert client.page(path).status == 404
    assert client.post(path + "/extend").status == 404
    assert client.post(path + "/confirm", citizen()).status == 404
    assert client.delete(path).status == 404


# Extending


def test_a_hold_is_extended_once(county, client):
    held = county.hold(BEARBEITEN, client, surname="A")
    county.rows("UPDATE reservation SET hold_expires_at = hold_expires_at - interval '5 minutes',"
                " claimed_at = claimed_at - interval '5 minutes' WHERE lower(during) = %s"
                " AND hold_expires_at IS NOT NULL", held["starts_at"])
    before = client.get(f"/holds/{held['token']}").json
    extended = client.post(f"/holds/{held['token']}/extend")
    assert (extended.status, extended["can_extend"]) == (200, False)
    assert extended["expires_in"] > before["expires_in"] + 4 * 60
    again = client.post(f"/holds/{held['token']}/extend")
    assert (again.status, again["code"]) == (409, "already_extended")
    assert client.get(f"/holds/{held['token']}")["expires_at"] == extended["expires_at"]


def test_a_hold_that_is_over_cannot_be_extended(county, client):
    held = county.hold("kurz/termin", client)
    end(county, held)
    assert client.post(f"/holds/{held['token']}/extend").status == 410


# Others see it


def test_a_held_time_is_offered_to_nobody_else_at_either_worker(county):
    one, other = both_workers(county)
    wanted = county.a_time("ferien/termin")
    assert offered(one, "ferien/termin", wanted) and offered(other, "ferien/termin", wanted)
    assert post_hold(one, "ferien/termin", wanted).status == 201
    assert not offered(one, "ferien/termin", wanted)
    assert until(lambda: not offered(other, "ferien/termin", wanted))


@pytest.mark.parametrize("give_back", [
    lambda client, token: client.delete(f"/holds/{token}"),
    lambda client, token: client.post(f"/holds/{token}/release")])
def test_a_hold_given_back_is_free_again_at_both_workers(county, give_back):
    one, other = both_workers(county)
    wanted = county.a_time("ferien/termin")
    held = post_hold(one, "ferien/termin", wanted)
    assert until(lambda: not offered(other, "ferien/termin", wanted))
    assert give_back(one, held["token"]).status == 204
    assert until(lambda: offered(one, "ferien/termin", wanted))
    assert until(lambda: offered(other, "ferien/termin", wanted))
    assert post_hold(other, "ferien/termin", wanted).status == 201


def test_giving_back_twice_harms_nobody(county, client):
    wanted = county.a_time("ferien/termin")
    held = post_hold(client, "ferien/termin", wanted)
    client.delete(f"/holds/{held['token']}")
    other = county.client()
    assert until(lambda: post_hold(other, "ferien/termin", wanted).status == 201)
    assert client.delete(f"/holds/{held['token']}").status in (204, 404)
    assert post_hold(county.client(), "ferien/termin", wanted).status == 409


def test_a_booking_cannot_be_given_back_as_a_hold(county, client):
    booked = county.booking("ferien/termin", client)
    assert client.delete(f"/holds/{booked['token']}").status == 404
    assert client.get(f"/bookings/{booked['token']}")["state"] == "confirmed"


def test_a_hold_whose_time_is_over_is_gone_and_its_time_free(county, client):
    wanted = county.a_time("kurz/termin")
    held = post_hold(client, "kurz/termin", wanted)
    assert held.status == 201
    end(county, wanted)
    reply = client.get(f"/holds/{held['token']}")
    assert (reply.status, reply["code"]) == (410, "hold_expired")
    assert until(lambda: offered(client, "kurz/termin", wanted))


def test_a_hold_that_is_over_still_says_what_it_was_for_and_what_else_is_free(county, client):
    held = county.hold("kurz/termin", client)
    end(county, held)
    reply = client.get(f"/holds/{held['token']}")
    assert reply["service"]["slug"] == "termin" and reply["times"]


# Sent twice


def token_of(page):
    return page.text.split('name="token" value="')[1].split('"')[0]


def test_sent_twice_with_the_same_token_it_is_one_hold(county, client):
    wanted = county.a_time("schalter/ausweis")
    token = token_of(client.page("/offices/schalter/services/ausweis/times"))
    first = post_hold(client, "schalter/ausweis", wanted, token=token)
    again = post_hold(client, "schalter/ausweis", wanted, token=token)
    assert first.status == again.status == 201
    assert first["token"] == again["token"] == token
    assert county.rows("SELECT count(*) FROM reservation WHERE hold_expires_at IS NOT NULL"
                       " AND released_at IS NULL AND lower(during) = %s AND contact_person_id ="
                       " (SELECT contact_person_id FROM contact_person WHERE slug = 'schalter')",
                       wanted["starts_at"]) == [(1,)]


def test_the_same_token_for_another_time_gives_the_first_back(county, client):
    first, second = county.a_time("ferien/termin"), county.a_time("ferien/termin")
    token = token_of(client.page("/offices/ferien/services/termin/times"))
    assert post_hold(client, "ferien/termin", first, token=token).status == 201
    held = post_hold(client, "ferien/termin", second, token=token)
    assert (held.status, held["starts_at"]) == (201, second["starts_at"])
    assert until(lambda: offered(client, "ferien/termin", first))


def test_choosing_again_and_again_counts_as_one_hold(county):
    client = county.client()
    for _ in range(15):  # more than a client may hold at once
        token = token_of(client.page("/offices/schalter/services/ausweis/times"))
        first, second = county.a_time("schalter/ausweis"), county.a_time("schalter/ausweis")
        assert post_hold(client, "schalter/ausweis", first, token=token).status == 201
        held = post_hold(client, "schalter/ausweis", second, token=token)
        assert held.status == 201
        assert client.delete(f"/holds/{held['token']}").status == 204


# Taken


def test_a_time_that_is_taken_comes_with_others(county, client):
    wanted = county.a_time("ferien/termin")
    assert post_hold(client, "ferien/termin", wanted).status == 201
    reply = post_hold(county.client(), "ferien/termin", wanted)
    assert (reply.status, reply["code"]) == (409, "time_taken")
    assert reply["lost"]["starts_at"] == wanted["starts_at"]
    assert reply["times"] and wanted["starts_at"] not in starts(reply)
    assert local(starts(reply)[0]).date() >= local(wanted["starts_at"]).date()


@pytest.mark.parametrize("service, when", [
    ("ferien/termin", (3, 8, 0)), ("ferien/termin", (1, 12, 20)), ("ferien/termin", (1, 8, 5)),
    ("vorlauf/termin", (1, 8, 0)), ("vorlauf/termin", (20, 8, 0)), ("puffer/gespraech", (1, 11, 30)),
    ("ferien/termin", (-1, 8, 0)), ("ferien/termin", (3000, 8, 0))])
def test_what_is_not_offered_cannot_be_held(client, service, when):
    after, hour, minute = when
    moment = datetime.datetime.combine(day(after), datetime.time(hour, minute),
                                       local("2026-01-01T00:00:00Z").tzinfo)
    assert post_hold(client, service, {"starts_at": moment.isoformat(),
                                       "channel": "in_person"}).status == 409


@pytest.mark.parametrize("change, field, code", [
    ({"starts_at": None}, "starts_at", "required"), ({"starts_at": ""}, "starts_at", "required"),
    ({"starts_at": "morgen"}, "starts_at", "invalid_time"),
    ({"starts_at": "2026-12-01T08:00:01Z"}, "starts_at", "invalid_time"),
    ({"starts_at": "2026-12-01T08:00"}, "starts_at", "invalid_time"),
    ({"channel": "fax"}, "channel", "not_a_choice"), ({"channel": 3}, "channel", "invalid"),
    ({"surname": ""}, "surname", "required"), ({"surname": "K"}, "surname", "more_letters")])
def test_a_hold_with_a_mistake_says_which(client, change, field, code):
    reply = client.post("/offices/wohngeld/services/antrag/holds",
                        {"starts_at": "2026-12-01T08:00:00Z", "channel": "in_person",
                         "surname": "A"} | change)
    assert reply.status == 422
    assert (field, code) in [(e["field"], e["code"]) for e in reply["errors"]]


def test_all_mistakes_of_a_hold_come_at_once(client):
    reply = client.post("/offices/wohngeld/services/antrag/holds", {"channel": "fax"})
    assert {e["field"] for e in reply["errors"]} >= {"channel", "starts_at"}


def test_no_hold_where_nobody_is_responsible(county, client):
    wanted = county.a_time("wohngeld/nachweise", surname="A")
    reply = post_hold(client, "wohngeld/nachweise", wanted, surname="Z")
    assert (reply.status, reply["code"]) == (404, "nobody_responsible")


# How many


def test_one_client_holds_only_so_many_times_at_once(county):
    client = county.client()
    held = [county.hold("schalter/ausweis", client) for _ in range(10)]
    assert {h.status for h in held} == {201}
    refused = county.hold("schalter/ausweis", client)
    assert (refused.status, refused["code"]) == (429, "too_many")
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    client.delete(f"/holds/{held[0]['token']}")
    assert county.hold("schalter/ausweis", client).status == 201


def test_the_limit_counts_at_all_workers_together(county):
    address = next_address()
    one, other = both_workers(county)
    one.headers = other.headers = {"X-Forwarded-For": address}
    for i in range(10):
        assert county.hold("schalter/ausweis", (one, other)[i % 2]).status == 201
    assert county.hold("schalter/ausweis", one).status == 429
    assert county.hold("schalter/ausweis", other).status == 429


def test_confirming_makes_room_for_another_hold(county):
    client = county.client()
    for _ in range(12):
        county.booking("schalter/ausweis", client)
    assert county.hold("schalter/ausweis", client).status == 201


def test_a_time_that_was_taken_does_not_count(county):
    client = county.client()
    wanted = county.a_time("ferien/termin")
    assert county.hold("ferien/termin", wanted=wanted).status == 201
    for _ in range(12):
        assert post_hold(client, "ferien/termin", wanted).status == 409
    assert county.hold("schalter/ausweis", client).status == 201


def test_only_what_the_proxy_added_says_who_a_client_is(county):
    client, address = county.client(), next_address()
    for n in range(10):
        client.headers = {"X-Forwarded-For": f"192.0.2.{n}, {address}"}  # the first is made up
        assert county.hold("schalter/ausweis", client).status == 201
    assert county.hold("schalter/ausweis", client).status == 429
