"""Somebody calls or stands there: booked, moved, written to and found by staff."""

import json
import pathlib
import re
import urllib.parse
import uuid

import psycopg2
import pytest

from county import QUESTIONS, local
from desk import sign_in


@pytest.fixture(scope="module")
def desks(county):
    return {}


@pytest.fixture
def desk(county, desks):
    """A signed-in browser of that role on that office, the same for all tests."""

    def run(role="front_desk", office="wohngeld", person=None):
        key = (role, office, person)
        if key not in desks:
            desks[key] = sign_in(county, *key)
        return desks[key]

    return run


def free_times(browser, service="nachweise", office="wohngeld", **query):
    query = {"service": service, "whom": "all"} | query
    path = f"/staff/{office}/bookings/new?" + "&".join(f"{k}={v}" for k, v in query.items())
    status, document = browser.call("GET", path)
    assert status == 200, document
    return document


def time_value(wanted, slug):
    return f"{wanted['starts_at']} {slug}"


@pytest.fixture
def call(county):
    """The fields of somebody who calls for documents in the office Wohngeld."""

    def run(**fields):
        wanted = county.a_time("wohngeld/nachweise", surname="B")
        return {"service": "nachweise", "channel": "in_person", "given_name": "Katrin",
                "family_name": "Brenner", "time": time_value(wanted, "steinhuber")} | fields

    return run


def book(browser, fields, office="wohngeld", status=201):
    got, document = browser.call("POST", f"/staff/{office}/bookings", fields)
    assert got == status, document
    return document


def stored(county, booking, columns="*"):
    return county.rows(f"SELECT {columns} FROM booking JOIN reservation USING (authority_id, reservation_id)"
                       " WHERE booking_id = %s", booking["id"])[0]


def messages(county, booking):
    return [row[0] for row in county.rows(
        "SELECT kind FROM message WHERE booking_id = %s ORDER BY message_id", booking["id"])]


def actions(county, booking):
    return [row[0] for row in county.rows(
        "SELECT action FROM audit_log WHERE kind = 'booking' AND thing = %s ORDER BY audit_id",
        booking["id"])]


def test_who_calls_needs_neither_mail_nor_phone(county, desk, call):
    booking = book(desk(), call(note="bringt Kind mit"))
    row = stored(county, booking, "email, phone, note, outside, booked_by IS NOT NULL, state")
    assert row == (None, None, "bringt Kind mit", False, True, "confirmed")
    assert (actions(county, booking), messages(county, booking)) == (["book"], [])


def test_sent_twice_it_is_booked_once(county, desk, call):
    token = free_times(desk())["token"]
    fields = call(token=token, family_name="Doppel")
    first, second = book(desk(), fields), book(desk(), fields, status=200)
    assert (first["id"], first["token"]) == (second["id"], token)
    assert county.rows("SELECT count(*) FROM booking WHERE family_name = 'Doppel'")[0][0] == 1


def test_going_back_and_booking_for_somebody_else_makes_a_second_booking(desk, call):
    token = free_times(desk())["token"]
    first = book(desk(), call(token=token))
    second = book(desk(), call(token=token, family_name="Andere"))
    assert first["id"] != second["id"]
    assert second["token"] != token


def test_the_token_opens_the_booking_for_the_citizen(county, desk, call):
    booking = book(desk(), call())
    shown = county.client().get(f"/bookings/{booking['token']}")
    assert (shown.status, shown["reference"]) == (200, booking["reference"])


def test_mail_is_sent_only_where_it_is_wanted(county, desk, call):
    quiet = book(desk(), call(email="quiet@example.org", confirmation="none"))
    told = book(desk(), call(email="told@example.org", confirmation="email"))
    assert (messages(county, quiet), messages(county, told)) == ([], ["confirmation"])
    status, document = desk().call("POST", "/staff/wohngeld/bookings", call(confirmation="email"))
    assert (status, document["errors"]) == (422, [{"field": "email", "code": "required"}])


def test_everything_wrong_is_said_at_once(desk):
    status, document = desk().call("POST", "/staff/wohngeld/bookings", {
        "service": "nachweise", "confirmation": "email", "phone": "x"})
    assert status == 422
    assert {error["field"] for error in document["errors"]} == {
        "time", "family_name", "email", "phone"}


def test_a_phone_call_needs_a_number(county, desk):
    wanted = county.a_time("wohngeld/antrag", surname="Benz", channel="phone")
    fields = {"service": "antrag", "channel": "phone", "family_name": "Benz",
              "time": time_value(wanted, "steinhuber")}
    status, document = desk().call("POST", "/staff/wohngeld/bookings", fields)
    assert (status, document["errors"]) == (422, [{"field": "phone", "code": "required"}])
    book(desk(), fields | {"phone": "07721 12345"})


def test_a_time_taken_meanwhile_is_said_with_others_near_it(desk, call):
    fields = call()
    book(desk(), fields)
    status, document = desk().call("POST", "/staff/wohngeld/bookings",
                                   fields | {"family_name": "Zu spät"})
    assert (status, document["code"], document["taken"]) == (409, "time_taken", True)
    times = [time["value"] for day in document["days"] for time in day["times"]]
    assert times and fields["time"] not in times


def test_the_page_keeps_what_was_typed_when_the_time_is_gone(desk, call):
    fields = call()
    book(desk(), fields)
    status, page = desk().call("POST", "/staff/wohngeld/bookings",
                               fields | {"family_name": "Unermüdlich"}, api=False)
    assert status == 409
    assert 'value="Unermüdlich"' in page


def test_the_times_are_those_of_who_is_responsible_or_of_all(desk):
    def persons(**query):
        document = free_times(desk(), "antrag", **query)
        return {time["contact_person"]["slug"] for day in document["days"] for time in day["times"]}

    assert persons(whom="", surname="Benz") == {"steinhuber"}
    assert persons(whom="", surname="Zahn") == {"benz"}
    assert persons(whom="benz", surname="Benz") == {"benz"}
    status, document = desk().call("GET", "/staff/wohngeld/bookings/new?service=antrag")
    assert (status, document["errors"]) == (422, [{"field": "surname", "code": "required"}])


def overbooking(county, **fields):
    """Over a time that somebody has: the fields, and when it is."""
    taken = county.a_time("wohngeld/nachweise", surname="B")
    at = local(taken["starts_at"])
    return taken, {"service": "nachweise", "family_name": "Eilig", "overbook": True,
                   "overbook_date": at.strftime("%d.%m.%Y"), "overbook_time": at.strftime("%H:%M"),
                   "overbook_contact_person": "steinhuber"} | fields


@pytest.mark.parametrize("role", ["front_desk", "office_manager"])
def test_front_desk_and_manager_may_book_over(role, county, desk):
    taken, fields = overbooking(county)
    book(desk(), fields | {"overbook": False, "time": time_value(taken, "steinhuber")})
    over, again = book(desk(role), fields), book(desk(role), fields | {"family_name": "Auch"})
    assert stored(county, over, "outside, lane") == (True, 1)
    assert stored(county, again, "outside, lane") == (True, 2)
    history = desk(role).call("GET", f"/staff/wohngeld/bookings/{over['id']}")[1]["history"]
    assert [entry["what_text"] for entry in history] == [
        "Vom Amt gebucht, außerhalb der freien Zeiten"]


def test_booking_over_takes_no_time_from_citizens(county, desk):
    taken, fields = overbooking(county)
    assert stored(county, book(desk(), fields), "outside, lane") == (False, 0)  # it was free
    over = book(desk(), fields | {"overbook_time": "05:35"})
    assert stored(county, over, "outside") == (True,)
    assert taken


def test_a_contact_person_may_not_book_over_but_for_itself(county, desk, call):
    person = desk("contact_person", person="steinhuber")
    assert free_times(person)["can_overbook"] is False
    _, fields = overbooking(county)
    status, document = person.call("POST", "/staff/wohngeld/bookings", fields)
    assert (status, document["code"]) == (403, "not_allowed")
    book(person, call())
    other = desk("contact_person", person="benz")
    assert free_times(other)["days"] == []
    assert other.call("POST", "/staff/wohngeld/bookings", call())[0] == 409


def test_what_is_no_time_of_the_grid_is_not_booked_over(county, desk):
    for change in {"overbook_time": "8:32"}, {"overbook_time": "25:00"}, {"overbook_date": "31.2.2027"}:
        _, fields = overbooking(county, **change)
        status, document = desk().call("POST", "/staff/wohngeld/bookings", fields)
        assert (status, document["errors"][0]["field"]) == (422, list(change)[0])


def test_a_foreign_office_is_closed(desk, call):
    browser = desk()
    for path in "bookings/new", "search", "bookings/1/move", "bookings/1/letter":
        assert browser.call("GET", f"/staff/schalter/{path}")[0] == 403
    assert browser.call("POST", "/staff/schalter/bookings", call())[0] == 403


def move(browser, booking, fields, office="wohngeld"):
    return browser.call("POST", f"/staff/{office}/bookings/{booking['id']}/move", fields)


def test_a_move_claims_the_new_time_and_writes(county, desk, call):
    booking = book(desk(), call(email="move@example.org", confirmation="email"))
    status, document = desk().call("GET", f"/staff/wohngeld/bookings/{booking['id']}/move")
    assert (status, document["booking"]["reference"]) == (200, booking["reference"])
    wanted = county.a_time("wohngeld/nachweise", surname="B")
    fields = {"time": time_value(wanted, "steinhuber"), "text": "Frau Steinhuber ist krank.",
              "version": document["booking"]["version"]}
    status, moved = move(desk(), booking, fields)
    assert (status, local(moved["starts_at"])) == (200, local(wanted["starts_at"]))
    assert move(desk(), booking, fields)[0] == 200  # sent twice
    assert (messages(county, booking), actions(county, booking)) == (
        ["confirmation", "moved"], ["book", "move"])
    again = county.client().get(f"/bookings/{booking['token']}")
    assert local(again["starts_at"]) == local(wanted["starts_at"])


def test_a_move_on_an_old_version_says_what_changed(county, desk, call):
    booking = book(desk(), call())
    version = desk().call("GET", f"/staff/wohngeld/bookings/{booking['id']}/move")[1]["booking"]["version"]
    first, second = [county.a_time("wohngeld/nachweise", surname="B") for _ in range(2)]
    assert move(desk(), booking, {"time": time_value(first, "steinhuber"), "version": version})[0] == 200
    status, document = move(desk(), booking, {"time": time_value(second, "steinhuber"),
                                              "version": version})
    assert (status, document["code"]) == (409, "changed")
    assert "Kim Beispiel" in document["changed"]["title_text"]


def test_a_move_to_a_taken_time_leaves_the_booking_where_it_is(county, desk, call):
    taken, booking = call(), book(desk(), call())
    book(desk(), taken)
    status, document = move(desk(), booking, {"time": taken["time"]})
    assert (status, document["taken"]) == (409, True)
    assert taken["time"] not in json.dumps(document["days"])
    assert stored(county, booking, "released_at, sequence") == (None, 0)


def test_a_booking_of_another_office_is_not_found(county, desk, call):
    booking = book(desk(), call())
    browser = desk(office="schalter")
    for path in "move", "letter":
        assert browser.call("GET", f"/staff/schalter/bookings/{booking['id']}/{path}")[0] == 404
    assert browser.call("POST", f"/staff/schalter/bookings/{booking['id']}/letter", {})[0] == 404


def test_a_letter_has_the_link_of_the_booking_or_a_fresh_one(county, desk, call):
    booking = book(desk(), call())
    browser, path = desk(), f"/staff/wohngeld/bookings/{booking['id']}/letter"
    letter = browser.call("GET", f"{path}?token={booking['token']}")[1]
    assert letter["manage_url"].endswith(f"/bookings/{booking['token']}")
    assert letter["recipient"] == ["Katrin Brenner"]
    assert browser.call("GET", path)[1]["manage_url"] is None
    status, fresh = browser.call("POST", path, {})
    assert status == 201
    token = fresh["manage_url"].rsplit("/", 1)[1]
    assert token != booking["token"]
    assert county.client().get(f"/bookings/{token}")["reference"] == booking["reference"]
    other = book(browser, call())
    foreign = browser.call("GET", f"{path}?token={other['token']}")[1]
    assert foreign["manage_url"] is None


def test_the_desk_leads_to_the_letter_and_the_page_prints_it(desk, call):
    browser = desk()
    assert browser.call("POST", "/staff/wohngeld/bookings", call(confirmation="letter"),
                        api=False)[0] == 303
    location = browser.headers["Location"]
    assert re.match(r"/staff/wohngeld/bookings/\d+/letter\?token=", location)
    status, page = browser.call("GET", location, api=False)
    assert status == 200
    assert "Katrin Brenner" in page and "/bookings/" in page


def search(browser, office="wohngeld", **fields):
    status, document = browser.call("POST", f"/staff/{office}/search", fields)
    assert status == 200, document
    return [result["reference"] for result in document["results"]]


def test_a_name_is_found_however_it_is_spelled(desk, call):
    mark = "q" + uuid.uuid4().hex[:6]
    booking = book(desk(), call(given_name="Jürgen", family_name=f"Müller-Weiß {mark}"))
    for typed in ("Müller", "mueller", "MULLER weiss", "weiß jurgen", f"juergen müll {mark}"):
        assert booking["reference"] in search(desk(), q=typed), typed
    assert booking["reference"] not in search(desk(), q=f"Meier {mark}")
    assert search(desk(), q=mark) == [booking["reference"]]


@pytest.mark.parametrize("name, typed", [
    ("O'Neill", ("oneill", "O’Neill", "neill")), ("Sørensen-Łukasz", ("sorensen", "lukasz soren")),
    ("ẞußner", ("SSussner", "ßussn")), ("Nguyễn", ("nguyen", "NGUYÊN")), ("Иванов", ("иван", "ИВАНОВ"))])
def test_a_name_with_marks_is_found_without_them(desk, call, name, typed):
    booking = book(desk(), call(family_name=name))
    for words in typed:
        assert booking["reference"] in search(desk(), q=words), words


@pytest.mark.parametrize("typed", ["' | nbrenner", "\\\\", "a:* & !b", "--", "%_", "'':*"])
def test_signs_in_a_search_are_no_commands(desk, call, typed):
    book(desk(), call())
    assert search(desk(), q=typed) == []


def test_an_erased_booking_is_found_by_nothing_of_the_citizen(county, desk, call):
    booking = book(desk(), call(family_name="Vergessen", phone="07721 5544332"))
    assert county.client().delete(f"/bookings/{booking['token']}").status in (200, 204)
    found_by, = stored(county, booking, "found_by::text")
    assert found_by == f"'r{booking['reference'].replace('-', '')}'"
    assert search(desk(), q="Vergessen") == search(desk(), q="5544332") == []


MANY_BOOKINGS = """
    WITH made AS (
        INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes, released_at)
        SELECT p.authority_id, p.contact_person_id, s.service_id, 0, 'in_person',
               tstzrange(at, at + interval '30 minutes'), 30, now()
        FROM (SELECT * FROM contact_person LIMIT 1) p JOIN service s USING (authority_id, office_id),
             generate_series(now()::date, now()::date + 100, interval '5 minutes') AS at
        LIMIT 20000
        RETURNING authority_id, reservation_id, service_id
    )
    INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference, uid, family_name, phone, language)
    SELECT m.authority_id, m.reservation_id, s.office_id, s.service_id, 'X' || m.reservation_id, m.reservation_id,
           'Name ' || md5(m.reservation_id::text), '0' || m.reservation_id + 77210000000, 'de'
    FROM made m JOIN service s USING (authority_id, service_id)"""


def test_a_search_among_many_bookings_reads_an_index(county):
    text = (pathlib.Path(__file__).parents[2] / "server/sql/booking_search.sql").read_text(encoding="utf-8")
    asked = "1, '{1,2,3,4,5,6,7,8,9}', '{}', 'Müller Katrin', 'ABCD', '77210', NULL, NULL, 50"
    with psycopg2.connect(county.conninfo) as connection, connection.cursor() as cursor:
        cursor.execute(MANY_BOOKINGS)
        assert cursor.rowcount == 20000
        cursor.execute("ANALYZE booking; ANALYZE reservation; SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE search AS {text}")
        cursor.execute(f"EXPLAIN EXECUTE search({asked})")
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("DEALLOCATE search")
        connection.rollback()
    assert "booking_findable" in plan and "Seq Scan on booking" not in plan, plan


def test_a_booking_is_found_by_reference_phone_and_day(desk, call):
    booking = book(desk(), call(phone="+49 7721 998877", family_name="Telefon"))
    reference = booking["reference"]
    for typed in reference, reference.lower().replace("-", " "), reference[:4]:
        assert reference in search(desk(), q=typed), typed
    for typed in "07721 998877", "0049 7721/998877", "998877", "21 9988":
        assert search(desk(), q=typed) == [reference], typed
    day = booking["starts_at"][:10]
    assert reference in search(desk(), q="Telefon", **{"from": day, "until": day})
    assert search(desk(), q="Telefon", until="2020-01-01") == []


def test_a_search_goes_to_ones_own_offices_and_no_further(county, desk):
    mark = "q" + uuid.uuid4().hex[:8]  # a name has letters
    wanted = county.a_time("schalter/ausweis")
    booking = book(desk(office="schalter"), {
        "service": "ausweis", "family_name": mark, "time": time_value(wanted, "schalter")},
        office="schalter")
    assert search(desk(), q=mark, **{"in": "all"}) == []
    assert search(desk("administrator", None), q=mark) == []
    assert search(desk("administrator", None), q=mark, **{"in": "all"}) == [booking["reference"]]


def test_a_search_says_when_it_is_too_short(desk):
    status, document = desk().call("POST", "/staff/wohngeld/search", {"q": "x"})
    assert (status, document["errors"][0]["code"]) == (422, "too_short")
    assert desk().call("GET", "/staff/wohngeld/search")[1]["searched"] is False


# The service's own questions, and what is wrong beside its field


ANSWERS = {"housing": "rent", "persons": 3}


@pytest.fixture
def questioned(county):
    """The fields of somebody who calls for a service that asks questions."""

    def run(**fields):
        wanted = county.a_time("fragen/fragen")
        return {"service": "fragen", "family_name": "Benz", "time": time_value(wanted, "frager")} | fields

    return run


def test_the_questions_of_the_service_are_asked_at_the_desk_too(county, desk, questioned):
    asked = free_times(desk(office="fragen"), service="fragen", office="fragen")
    assert [question["name"] for question in asked["questions"]] == \
        [f"answers.{question['key']}" for question in QUESTIONS]
    assert free_times(desk())["has_questions"] is False
    status, document = desk(office="fragen").call("POST", "/staff/fragen/bookings", questioned())
    assert status == 422
    assert {error["field"] for error in document["errors"]} == {"answers.housing", "answers.since", "answers.persons"}
    booking = book(desk(office="fragen"), questioned(answers=ANSWERS | {"since": "29.2.2020"}), "fragen")
    assert stored(county, booking, "answers")[0] == ANSWERS | {"since": "2020-02-29"}


def test_answers_are_shown_on_the_booking_and_in_the_day(desk, questioned):
    booking = book(desk(office="fragen"), questioned(answers=ANSWERS | {"since": "2020-02-29"}), "fragen")
    words = ["Zur Miete", "29.02.2020", "3"]
    status, shown = desk(office="fragen").call("GET", f"/staff/fragen/bookings/{booking['id']}")
    assert (status, [answer["value_text"] for answer in shown["answers"]]) == (200, words)
    day = f"/staff/fragen/day?date={booking['starts_at'][:10]}"
    row, = [row for row in desk(office="fragen").call("GET", day)[1]["bookings"] if row["id"] == booking["id"]]
    assert [answer["value_text"] for answer in row["answers"]] == words
    table = desk(office="fragen").call("GET", day.replace("day?", "day.csv?"), api=False)[1]
    assert "29.02.2020; " in table


def test_an_answer_that_is_wrong_is_kept_and_marked(desk, questioned):
    fields = questioned() | {"answers.persons": "viele", "answers.since": "gestern", "answers.housing": "rent"}
    status, page = desk(office="fragen").call("POST", "/staff/fragen/bookings", fields, api=False)
    assert status == 422
    for name, typed in (("persons", "viele"), ("since", "gestern")):
        assert f'id="answers.{name}-error"' in page
        assert re.search(rf'id="answers.{name}"[^>]* value="{typed}"', page)
    assert re.search(r'value="rent" checked', page)


@pytest.mark.parametrize("field, typed", [("surname", "8x"), ("from", "übermorgen"), ("from", "31.2.2027")])
def test_what_is_wrong_when_times_are_asked_for_stands_beside_its_field(desk, field, typed):
    path = f"/staff/wohngeld/bookings/new?service=nachweise&{field}={urllib.parse.quote(typed)}"
    status, page = desk().call("GET", path, api=False)
    assert status == 422
    assert f'id="{field}-error"' in page and f'href="#{field}"' in page
    assert re.search(rf'id="{field}"[^>]* aria-describedby="{field}-error"[^>]* value="{typed}"', page)


def test_a_municipality_that_does_not_exist_is_said_beside_its_field(desk):
    path = "/staff/grundsicherung/bookings/new?service=beratung&municipality=nirgends"
    status, page = desk(office="grundsicherung").call("GET", path, api=False)
    assert status == 422 and 'id="municipality-error"' in page


def test_no_times_are_shown_until_it_is_clear_who_is_responsible(desk):
    status, page = desk().call("GET", "/staff/wohngeld/bookings/new?service=antrag", api=False)
    assert status == 422 and 'id="surname-error"' in page and 'name="time"' not in page


def test_the_pages_are_there(desk, call):
    booking = book(desk(), call())
    for path in ("bookings/new", "bookings/new?service=nachweise&surname=Bauer", "search",
                 f"search?q={booking['reference']}", f"bookings/{booking['id']}/move"):
        status, page = desk().call("GET", f"/staff/wohngeld/{path}", api=False)
        assert status == 200, path
        assert "</html>" in page
