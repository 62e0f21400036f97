"""An office rehearses: staff play the citizens' whole way at a secret address, and nothing of it stays."""

import email
import email.policy

import pytest

from county import citizen, starts, until
from desk import sign_in

OFFICE, SERVICE = "/offices/entwurf", "/offices/entwurf/services/termin"


@pytest.fixture(scope="module")
def manager(county):
    return sign_in(county, "office_manager", "entwurf")


@pytest.fixture
def rehearsal(county, manager):
    """The office rehearses; headers of a browser that was at its secret address."""
    state(county, "rehearsal")
    yield headers(county, address(county, manager))
    state(county, "draft")


def state(county, name):
    county.rows("UPDATE office SET state = %s WHERE slug = 'entwurf'", name)


def address(county, manager):
    """The path of a new secret address, once all workers know it."""

    def make():
        status, document = manager.call("POST", "/staff/entwurf/rehearsal", {"do": "make"})
        return status == 201 and document["rehearsal"]["url"]

    url = until(make)
    assert url.startswith(county.server.url + "/rehearsal/")
    path = url[len(county.server.url):]
    assert until(lambda: all(county.client().page(path).status == 303 for _ in range(24)))
    return path


def headers(county, path):
    reply = county.client().page(path)
    assert (reply.status, reply.headers["Location"]) == (303, OFFICE)
    cookie = reply.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    return {"Cookie": cookie.split(";")[0]}


def held(client, rehearsal, service=SERVICE):
    wanted = client.get(f"{service}/times", **rehearsal)["times"]
    for time in wanted:
        reply = client.post(f"{service}/holds", {"starts_at": time["starts_at"], "channel": time["channel"]}, **rehearsal)
        if reply.status == 201:
            return reply
    raise AssertionError("nothing could be held")


def booked(client, rehearsal, **details):
    reply = client.post(f"/holds/{held(client, rehearsal)['token']}/confirm", citizen(**details), **rehearsal)
    assert reply.status == 201, reply
    return reply.json


def left(county):
    """What there is of rehearsals: bookings, and what is occupied."""
    return county.rows("SELECT (SELECT count(*) FROM booking WHERE rehearsal),"
                       " (SELECT count(*) FROM reservation WHERE rehearsal AND released_at IS NULL)")[0]


@pytest.mark.parametrize("path", [OFFICE, SERVICE, f"{SERVICE}/times"])
def test_without_the_address_there_is_no_such_office(client, rehearsal, path):
    assert client.get(path, **rehearsal).status == 200
    assert client.page(path, **rehearsal).status == 200
    for headers_ in ({}, {"Cookie": "rehearsal=" + "A" * 22}, {"Cookie": "rehearsal="}):
        assert client.get(path, **headers_).status == 404
        assert client.page(path, **headers_).status == 404


def test_with_the_address_it_is_in_no_list_either(client, rehearsal):
    assert "entwurf" not in [office["slug"] for office in client.get("/offices", **rehearsal)["offices"]]


def test_what_the_rehearsing_browser_gets_is_kept_by_nobody(client, rehearsal):
    assert client.page(SERVICE + "/times", **rehearsal).headers["Cache-Control"] == "no-store"


def test_pages_say_that_it_is_a_rehearsal(client, rehearsal):
    assert "Probe: " in client.page(OFFICE, **rehearsal).text
    assert "Probe: " not in client.page("/offices/wohngeld").text


def test_the_rehearsal_ends_for_a_browser_when_it_says_so(client, rehearsal):
    reply = client.send("/rehearsal/end", {}, Origin=client.url, **rehearsal)
    assert reply.status == 303 and "Max-Age=0" in reply.headers["Set-Cookie"]


def test_without_the_address_nothing_can_be_held(client, rehearsal):
    wanted = client.get(f"{SERVICE}/times", **rehearsal)["times"][0]
    refused = client.post(f"{SERVICE}/holds", {"starts_at": wanted["starts_at"], "channel": wanted["channel"]})
    assert refused.status == 404


def test_the_whole_way_works_and_is_marked(county, client, rehearsal):
    before = starts(client.get(f"{SERVICE}/times", **rehearsal))
    booking = booked(client, rehearsal)
    assert county.rows("SELECT b.rehearsal, r.rehearsal FROM booking b JOIN reservation r USING (authority_id, reservation_id)"
                       " WHERE reference = %s", booking["reference"]) == [(True, True)]
    later = next(t for t in client.get(f"{SERVICE}/times", **rehearsal)["times"] if t["starts_at"] not in before[:3])
    moved = client.post(f"/bookings/{booking['token']}/move", {"starts_at": later["starts_at"]})
    assert moved.status == 200
    assert county.rows("SELECT b.rehearsal, r.rehearsal FROM booking b JOIN reservation r USING (authority_id, reservation_id)"
                       " WHERE reference = %s", booking["reference"]) == [(True, True)]
    assert client.post(f"/bookings/{booking['token']}/cancel").status == 200


def test_the_mail_says_so_in_its_subject(county, client, rehearsal):
    address_ = citizen()["email"]
    booked(client, rehearsal, email=address_)

    def subject():
        for path in (county.server.folder / "var").rglob("*.eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address_ in mail["To"]:
                return mail["Subject"]
        return None

    assert until(subject).startswith("Probe: Ihr Termin am ")


def test_staff_see_that_it_is_one(county, client, rehearsal):
    booking = booked(client, rehearsal)
    desk = sign_in(county, "front_desk", "entwurf")
    [(key,)] = county.rows("SELECT booking_id FROM booking WHERE reference = %s", booking["reference"])
    status, document = desk.call("GET", f"/staff/entwurf/bookings/{key}")
    assert status == 200 and document["rehearsal"] is True
    _, page = desk.call("GET", f"/staff/entwurf/bookings/{key}", api=False)
    assert '<span class="kern-label">Probe</span>' in page
    _, document = desk.call("GET", f"/staff/entwurf/day?date={booking['starts_at'][:10]}")
    assert all(row["rehearsal"] for row in document["bookings"]) and document["bookings"]


def test_it_counts_nowhere(county, client, manager, rehearsal):
    booked(client, rehearsal)
    _, document = manager.call("GET", "/staff/entwurf/offices")
    assert [office["bookings"] for office in document["offices"] if office["slug"] == "entwurf"] == [0]
    report = (county.sql / "figures_report.sql").read_text(encoding="utf-8")
    with county.database.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        cursor.execute("PREPARE report AS " + report)
        cursor.execute("SELECT array_agg(office_id) FROM office WHERE slug = 'entwurf'")
        cursor.execute("EXECUTE report (1, %s, '2000-01-01', '2100-01-01')", cursor.fetchone())
        columns = [column.name for column in cursor.description]
        assert all(dict(zip(columns, row))["booked"] == 0 for row in cursor.fetchall())
        cursor.execute("DEALLOCATE ALL")


def logged(county):
    """How many bookings of rehearsals are logged as deleted."""
    return county.rows("SELECT coalesce(sum(d.count), 0)::int FROM deletion_log d JOIN office o USING (office_id)"
                       " WHERE d.kind = 'rehearsal' AND o.slug = 'entwurf'")[0][0]


@pytest.mark.parametrize("then", ["live", "draft", "closed"])
def test_when_it_ends_nothing_is_left_and_every_time_is_free_again(county, client, rehearsal, then):
    free = starts(client.get(f"{SERVICE}/times", **rehearsal))
    booked(client, rehearsal)
    held(client, rehearsal)
    (bookings, occupied), before = left(county), logged(county)
    assert bookings and occupied
    state(county, then)
    assert left(county) == (0, 0) and logged(county) == before + bookings
    assert until(lambda: client.get(OFFICE).status == (404 if then == "draft" else 200))
    if then == "live":
        assert until(lambda: set(free) <= set(starts(client.get(f"{SERVICE}/times"))))


@pytest.fixture
def shared(county):
    """Who receives for the rehearsing office also does for one that is there for citizens."""
    county.rows("INSERT INTO responsibility (authority_id, contact_person_id, service_id)"
                " SELECT s.authority_id, p.contact_person_id, s.service_id FROM contact_person p JOIN office o USING (office_id),"
                " service s JOIN office l USING (office_id) WHERE o.slug = 'entwurf' AND l.slug = 'ferien'")
    yield "/offices/ferien/services/termin"
    county.rows("DELETE FROM responsibility r USING contact_person p, service s, office o WHERE r.contact_person_id ="
                " p.contact_person_id AND r.service_id = s.service_id AND o.office_id = p.office_id AND o.slug = 'entwurf'"
                " AND s.office_id <> p.office_id")


def test_a_rehearsal_takes_no_time_from_an_office_that_is_live(county, client, rehearsal, shared):
    county.rows("UPDATE slot SET withdrawn_at = now() FROM contact_person p JOIN office o USING (office_id)"
                " WHERE slot.contact_person_id = p.contact_person_id AND o.slug = 'ferien'")
    assert until(lambda: client.get(f"{shared}/times")["times"])
    before = until(lambda: starts(client.get(f"{shared}/times", **rehearsal)))
    booking = booked(client, rehearsal)
    later = next(t for t in before if t > booking["starts_at"])
    assert booking["starts_at"] in before
    assert starts(client.get(f"{shared}/times")) == before
    moved = client.post(f"/bookings/{booking['token']}/move", {"starts_at": later})
    assert moved.status == 200 and starts(client.get(f"{shared}/times")) == before
    for start in (booking["starts_at"], later):
        reply = county.client().post(f"{shared}/holds", {"starts_at": start, "channel": "in_person"})
        assert reply.status == 201, reply
    assert client.get(f"/bookings/{booking['token']}")["starts_at"] == later
    county.rows("UPDATE slot SET withdrawn_at = NULL FROM contact_person p JOIN office o USING (office_id)"
                " WHERE slot.contact_person_id = p.contact_person_id AND o.slug = 'ferien'")


def test_the_night_sweeps_what_was_booked_before_today(county, client, rehearsal):
    today, yesterday = booked(client, rehearsal), booked(client, rehearsal)
    county.rows("UPDATE booking SET created_at = created_at - interval '1 day' WHERE reference = %s", yesterday["reference"])
    sweep = (county.sql / "rehearsals_sweep.sql").read_text(encoding="utf-8").replace("$1", "500")
    before = logged(county)
    assert county.rows(sweep) == [(1,)] and logged(county) == before + 1
    admin = sign_in(county, "administrator")
    _, document = admin.call("GET", "/staff/entwurf/deletions")
    assert [row["kind_text"] for row in document["deletions"] if row["kind"] == "rehearsal"] == ["Termine von Proben"]
    assert client.get(f"/bookings/{yesterday['token']}").status == 404
    assert client.get(f"/bookings/{today['token']}").status == 200
    assert until(lambda: yesterday["starts_at"] in starts(client.get(f"{SERVICE}/times", **rehearsal)))


def test_a_new_address_closes_the_one_before(county, client, manager, rehearsal):
    assert client.get(OFFICE, **rehearsal).status == 200
    path = address(county, manager)
    assert until(lambda: client.get(OFFICE, **rehearsal).status == 404)
    assert client.get(OFFICE, **headers(county, path)).status == 200
    assert manager.call("POST", "/staff/entwurf/rehearsal", {"do": "end"})[0] == 204
    assert until(lambda: client.page(path).status == 404)


def test_the_database_knows_only_the_hash(county, manager, rehearsal):
    del rehearsal
    token = address(county, manager).rsplit("/", 1)[1]
    dump = county.rows("SELECT string_agg(o::text, '') || (SELECT string_agg(l::text, '') FROM audit_log l) FROM office o")
    assert token not in dump[0][0]


def test_only_an_office_in_rehearsal_has_an_address(county, manager):
    state(county, "draft")
    assert until(lambda: manager.call("POST", "/staff/entwurf/rehearsal", {"do": "make"})[0] == 409)
    assert until(lambda: manager.call("GET", "/staff/entwurf/rehearsal")[1]["rehearsal"] is None)
    status, page = manager.call("GET", "/staff/entwurf/rehearsal", api=False)
    assert status == 200 and "nicht in der Probe" in page


def test_the_page_tells_whether_there_is_one(county, manager, rehearsal):
    del rehearsal
    shown = until(lambda: manager.call("GET", "/staff/entwurf/rehearsal")[1]["rehearsal"])
    assert shown["on"] and shown["url"] is None
    _, page = manager.call("GET", "/staff/entwurf/rehearsal", api=False)
    assert "Neue Adresse anlegen" in page and "Adresse sperren" in page
