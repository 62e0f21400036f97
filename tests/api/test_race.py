"""Many at once: every time goes to one, nobody waits for ever, nothing is double."""

import concurrent.futures
import random
import threading
import time

import pytest

from county import citizen, local, post_hold, starts

CLIENTS = 64
RANDOM_SECONDS = 4
SEED = 20260101


def at_once(work, items):
    """Run work(item) for all items, all starting together; the results."""
    gate = threading.Barrier(len(items))

    def run(item):
        gate.wait()
        return work(item)

    with concurrent.futures.ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(run, items))


def overlaps(county):
    return county.rows(
        "SELECT count(*) FROM reservation a JOIN reservation b ON a.contact_person_id ="
        " b.contact_person_id AND a.lane = b.lane AND a.during && b.during"
        " AND a.reservation_id < b.reservation_id"
        " WHERE a.released_at IS NULL AND b.released_at IS NULL")[0][0]


def connected(county, count):
    """Clients whose connections stand, at both workers."""
    clients = [county.client() for _ in range(count)]
    for client in clients:
        assert client.get("/offices/none").status == 404
    return clients


@pytest.fixture(autouse=True)
def nothing_deadlocks(county):
    before = county.rows("SELECT pg_stat_force_next_flush(), deadlocks FROM pg_stat_database"
                         " WHERE datname = current_database()")[0][1]
    yield
    after = county.rows("SELECT deadlocks FROM pg_stat_database WHERE datname ="
                        " current_database()")[0][0]
    assert after == before
    assert overlaps(county) == 0


@pytest.mark.parametrize("service, winners", [("wettlauf/termin", 1), ("schalter/ausweis", 3)])
def test_of_all_who_want_one_time_as_many_get_it_as_there_are_lanes(county, service, winners):
    wanted = county.a_time(service)
    replies = at_once(lambda client: post_hold(client, service, wanted), connected(county, CLIENTS))
    assert sorted(r.status for r in replies) == [201] * winners + [409] * (CLIENTS - winners)
    for refused in (r for r in replies if r.status == 409):
        assert refused["times"] and wanted["starts_at"] not in starts(refused)
    assert county.rows("SELECT count(*) FROM reservation r JOIN service s USING (authority_id,"
                       " service_id) JOIN office o USING (authority_id, office_id)"
                       " WHERE released_at IS NULL AND o.slug = %s AND lower(during) = %s",
                       service.split("/")[0], wanted["starts_at"]) == [(winners,)]


def test_one_hold_sent_many_times_at_once_is_made_once(county):
    wanted = county.a_time("schalter/ausweis")
    page = county.client().page("/offices/schalter/services/ausweis/times").text
    token = page.split('name="token" value="')[1].split('"')[0]
    replies = at_once(lambda c: post_hold(c, "schalter/ausweis", wanted, token=token),
                      connected(county, 16))
    assert {r.status for r in replies if r["token" if r.status == 201 else "code"] == token} == {201}
    assert county.rows("SELECT count(*) FROM reservation r JOIN service s USING (authority_id,"
                       " service_id) WHERE s.slug = 'ausweis' AND released_at IS NULL"
                       " AND lower(during) = %s", wanted["starts_at"]) == [(1,)]


def test_one_confirmation_sent_many_times_at_once_is_one_booking(county):
    held = county.hold("wettlauf/termin")
    details = citizen()
    replies = at_once(lambda c: c.post(f"/holds/{held['token']}/confirm", details),
                      connected(county, 16))
    assert sorted(r.status for r in replies) == [200] * 15 + [201]
    assert len({r["reference"] for r in replies}) == 1


def test_two_who_want_each_others_time_both_keep_one(county):
    for _ in range(8):
        bookings = [county.booking("wettlauf/termin") for _ in range(2)]
        clients = connected(county, 2)
        replies = at_once(lambda i, b=bookings, c=clients: c[i].post(
            f"/bookings/{b[i]['token']}/move", {"starts_at": b[1 - i]["starts_at"]}), [0, 1])
        assert {r.status for r in replies} <= {200, 409}
        for client, booking in zip(clients, bookings):
            shown = client.get(f"/bookings/{booking['token']}")
            assert (shown.status, shown["state"]) == (200, "confirmed")
            assert shown["starts_at"] in {b["starts_at"] for b in bookings}


def wander(client, county, seed, until):
    """Book, move and cancel whatever comes; the confirmed bookings as they should be."""
    dice = random.Random(seed)
    path = "/offices/wettlauf/services/termin"
    booked = {}
    while time.monotonic() < until:
        times = client.get(f"{path}/times?days=21")["times"]
        if not times:
            continue  # all is taken, until somebody cancels
        wanted = dice.choice(times)
        held = post_hold(client, "wettlauf/termin", wanted)
        assert held.status in (201, 409), held
        if held.status == 201:
            reply = client.post(f"/holds/{held['token']}/confirm", citizen())
            assert reply.status == 201, reply
            booked[reply["reference"]] = ("confirmed", reply["token"], reply["starts_at"])
        if booked and dice.random() < 0.4:
            reference, (state, token, at) = dice.choice(sorted(booked.items()))
            reply = client.post(f"/bookings/{token}/cancel") if dice.random() < 0.5 else \
                client.post(f"/bookings/{token}/move", {"starts_at": dice.choice(times)["starts_at"]})
            assert reply.status in (200, 409), reply
            if reply.status == 200:
                booked[reference] = (reply["state"], token, reply["starts_at"])
    return booked


def test_after_many_booked_moved_and_cancelled_at_random_all_that_was_said_is_true(county):
    until = time.monotonic() + RANDOM_SECONDS
    clients = connected(county, CLIENTS)
    told = at_once(lambda i: wander(clients[i], county, SEED + i, until), range(CLIENTS))
    told = {reference: row for booked in told for reference, row in booked.items()}
    rows = dict((reference, (state, start)) for reference, state, start in county.rows(
        "SELECT reference, state::text, extract(epoch FROM lower(during))::bigint FROM booking"
        " JOIN reservation USING (authority_id, reservation_id)"))
    assert len(told) > CLIENTS
    for reference, (state, _, start) in told.items():
        assert rows[reference] == (state, int(local(start).timestamp()))
