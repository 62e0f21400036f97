"""Leave, sickness, closed days: nobody loses an appointment unless somebody decided, and told them."""

import datetime
import json
import random

import pytest

import server as program
from county import BERLIN, County, citizen, day, post_hold, seed, until
from test_sign_in import PASSWORD, Browser, set_up


@pytest.fixture(scope="module", name="house")
def fixture_house(postgres):
    """A county of its own: here time is taken away."""
    name = postgres.new_database()
    info = postgres.conninfo(name)
    code, _, error = program.run("migrate", f"--database={info}")
    assert code == 0, error
    connection = postgres.connect(name)
    with connection.cursor() as cursor:
        seed(cursor)
    with program.Server(f"--database={info}", "--trusted_proxies=127.0.0.1") as server:
        (server.folder / "var").mkdir()
        house = County(server.start(), connection)
        house.info = info
        yield house
        log = server.log.read_text(encoding="utf-8")
        assert "Sanitizer" not in log and "runtime error" not in log, log
        assert " error " not in log, log
    connection.close()


def signed_in(house, email, *options):
    """A browser of a new account."""
    code, out, error = program.run("account", "add", email, "--name", "Kim Beispiel", *options,
                                   environment={"AMTSTERMIN_DATABASE": house.info})
    assert code == 0, error
    browser = Browser(house.server.url)
    token = out.strip().rsplit("/", 1)[1]
    assert browser.call("POST", f"/staff/links/{token}", {"password": PASSWORD})[0] == 204
    browser.sign_in(email)
    return browser


@pytest.fixture(scope="module", name="manager")
def fixture_manager(house):
    browser = signed_in(house, "leitung@kreis.example", "--role", "administrator")
    set_up(browser)
    return browser


def leave(person, first, last=None, **other):
    return {"contact_person": person, "reason": "leave", "from": str(first),
            "until": str(last or first)} | other


def entered(browser, office, **found):
    """The closures staff entered in an office that look like this."""
    return [c for c in browser.call("GET", f"/staff/{office}/closures")[1]["closures"]
            if not c["fixed"] and all(c[name] == value for name, value in found.items())]


def booked(house, service, first, details=None, **asked):
    """A booking from that day on, of a time that is free now."""
    client = house.client()
    for wanted in house.times(service, **{"from": str(first)}, **asked)["times"]:
        held = post_hold(client, service, wanted, **asked)
        if held.status == 201:
            return client.post(f"/holds/{held['token']}/confirm", details or citizen())
    return None


def day_of(booking):
    return datetime.datetime.fromisoformat(booking["starts_at"]).astimezone(BERLIN).date()


def state(house, booking):
    """state, outside, start, kinds of its mails, what is to be told by phone."""
    return house.rows(
        "SELECT b.state, b.outside, lower(r.during), b.call_due,"
        " array(SELECT m.kind::text FROM message m WHERE m.booking_id = b.booking_id"
        "       ORDER BY m.message_id)"
        " FROM booking b JOIN reservation r USING (authority_id, reservation_id)"
        " WHERE b.reference = %s", booking["reference"])[0]


def fields(conflicts):
    """What the page's form sends back, without decisions."""
    sent = {}
    for field in conflicts["fields"]:
        sent.setdefault(field["name"], []).append(field["value"])
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def test_a_closure_that_hits_nothing_is_entered_at_once_and_its_times_are_gone(house, manager):
    free = day(50)
    status, made = manager.call("POST", "/staff/schalter/closures",
                                leave("schalter", free, reason_text="Ostsee"))
    assert (status, made["calls"]) == (201, 0)
    assert until(lambda: not house.times("schalter/ausweis", **{"from": str(free), "days": 1})[
        "times"])
    own = entered(manager, "schalter", id=made["id"])[0]
    assert own["reason_text"] == "Ostsee"
    assert manager.call("POST", f"/staff/schalter/closures/{made['id']}/withdraw",
                        {"version": own["version"]})[0] == 204
    assert until(lambda: house.times("schalter/ausweis", **{"from": str(free), "days": 1})[
        "times"])
    actions = house.rows("SELECT action FROM audit_log WHERE kind = 'closure' AND thing = %s"
                         " ORDER BY audit_id", made["id"])
    assert actions == [("add",), ("withdraw",)]


def test_nothing_happens_until_somebody_has_decided(house, manager):
    booking = house.booking("wohngeld/antrag", surname="A")
    asked = leave("steinhuber", day_of(booking))
    before = state(house, booking)
    status, page = manager.call("POST", "/staff/wohngeld/closures", asked)
    assert status == 409
    assert [c["reference"] for c in page["conflicts"]] == [booking["reference"]]
    assert "Annika Steinhuber ist abwesend" in page["title_text"]
    assert page["conflicts"][0]["proposal"]["starts_at"][:10] > str(day_of(booking))
    assert state(house, booking) == before
    assert not entered(manager, "wohngeld", whom_text="Annika Steinhuber")


def test_a_moved_booking_takes_the_proposed_time_and_its_owner_is_written_to(house, manager):
    booking = house.booking("wohngeld/antrag", surname="A")
    asked = leave("steinhuber", day_of(booking))
    _, page = manager.call("POST", "/staff/wohngeld/closures", asked)
    sent = fields(page) | {"do": "confirm", "text": "Es tut uns leid."}
    sent |= {c["decision_field"]: "move" for c in page["conflicts"]}
    status, made = manager.call("POST", "/staff/wohngeld/closures", sent)
    assert status == 201, made
    own = next(c for c in page["conflicts"] if c["reference"] == booking["reference"])
    now, outside, start, _, mails = state(house, booking)
    assert (now, outside, mails) == ("confirmed", False, ["confirmation", "moved"])
    assert start == datetime.datetime.fromisoformat(own["proposal"]["starts_at"])
    assert until(lambda: house.client().get(f"/bookings/{booking['token']}")[
        "starts_at"] == own["proposal"]["starts_at"])


def test_who_has_no_address_stands_on_the_list_of_calls(house, manager):
    booking = house.booking("nur-telefon/termin", details=citizen(email=None))
    path = "/staff/nur-telefon/closures"
    _, page = manager.call("POST", path, leave("person", day_of(booking)))
    assert [c["mail"] for c in page["conflicts"]] == [False]
    sent = fields(page) | {"do": "confirm", page["conflicts"][0]["decision_field"]: "cancel"}
    status, made = manager.call("POST", path, sent)
    assert (status, made["calls"]) == (201, 1)
    calls = manager.call("GET", f"{path}/{made['id']}/calls")[1]["calls"]
    assert [(call["told"], call["phone"]) for call in calls] == [(False, "07721 555 000")]
    now, _, _, due, mails = state(house, booking)
    assert (now, mails) == ("cancelled", []) and due


def test_everybody_to_be_called_stands_on_the_list_of_the_office(house, manager):
    booking = booked(house, "nur-telefon/termin", day(8), citizen(email=None))
    key, slot = house.rows(
        "SELECT b.booking_id::text, s.slot_id::text FROM slot s JOIN reservation r USING (contact_person_id)"
        " JOIN booking b USING (reservation_id) WHERE b.reference = %s AND s.during @> r.during"
        " AND s.withdrawn_at IS NULL", booking["reference"])[0]
    version = manager.call("GET", f"/staff/nur-telefon/slots/{slot}")[1]["version"]
    drop = {"scope": "drop", "version": version}
    _, page = manager.call("POST", f"/staff/nur-telefon/slots/{slot}", drop)
    sent = fields(page) | {"do": "confirm"} | {c["decision_field"]: "cancel" for c in page["conflicts"]}
    status, made = manager.call("POST", f"/staff/nur-telefon/slots/{slot}", sent)
    assert (status, made["calls"]) == (200, len(page["conflicts"])), made
    calls = manager.call("GET", "/staff/nur-telefon/calls")[1]["calls"]
    assert [c["told"] for c in calls if c["id"] == key] == [False]
    assert manager.call("POST", f"/staff/nur-telefon/bookings/{key}/told", {})[0] in (200, 204)
    calls = manager.call("GET", "/staff/nur-telefon/calls")[1]["calls"]
    assert [c["told"] for c in calls if c["id"] == key] == [True]
    assert "Anrufliste" in manager.call("GET", "/staff/nur-telefon/calls", api=False)[1]


def test_who_is_moved_by_staff_and_has_no_address_is_to_be_called(house, manager):
    booking = booked(house, "nur-telefon/termin", day(9), citizen(email=None))
    key = house.rows("SELECT booking_id::text FROM booking WHERE reference = %s", booking["reference"])[0][0]
    path = f"/staff/nur-telefon/bookings/{key}/move"
    page = manager.call("GET", path)[1]
    time = page["days"][-1]["times"][-1]
    sent = {"time": time["value"], "version": page["booking"]["version"], "text": "Bitte pünktlich."}
    status, answer = manager.call("POST", path, sent)
    assert status == 200, answer
    _, _, _, due, mails = state(house, booking)
    assert mails == [] and due.startswith("Neuer Termin:") and due.endswith("Bitte pünktlich.")
    assert key in [c["id"] for c in manager.call("GET", "/staff/nur-telefon/calls")[1]["calls"]]


def test_who_is_busy_by_their_own_calendar_is_asked_about_the_appointments(house, manager):
    booking = booked(house, "beides/termin", day(6))
    on = datetime.datetime.fromisoformat(booking["starts_at"])
    assert not manager.call("GET", "/staff/beides/closures")[1]["uncovered"]
    house.rows("INSERT INTO closure (authority_id, contact_person_id, during, origin)"
               " SELECT 1, contact_person_id, tstzrange(%s, %s), 'calendar' FROM contact_person"
               " JOIN office USING (office_id) WHERE office.slug = 'beides' AND contact_person.slug = 'person'"
               " RETURNING 1", on, on + datetime.timedelta(hours=1))
    page = manager.call("GET", "/staff/beides/closures")[1]
    assert [one["slug"] for one in page["uncovered"]] == ["person"]
    busy = [c for c in page["closures"] if c["busy"]]
    assert [(c["fixed"], c["end_path"]) for c in busy] == [(True, None)] and "/calendar?" in busy[0]["url"]
    assert manager.call("GET", f"/staff/beides/closures/{busy[0]['id']}")[0] == 404
    asked = {"contact_person": "person"}
    status, conflicts = manager.call("POST", "/staff/beides/closures/uncovered", asked)
    assert status == 409
    assert [c["reference"] for c in conflicts["conflicts"]] == [booking["reference"]]
    sent = fields(conflicts) | {"do": "confirm", conflicts["conflicts"][0]["decision_field"]: "move"}
    assert manager.call("POST", "/staff/beides/closures/uncovered", sent)[0] == 200
    assert state(house, booking)[4] == ["confirmation", "moved"]
    assert not manager.call("GET", "/staff/beides/closures")[1]["uncovered"]


def test_sick_today_takes_three_steps(house, manager):
    booking = house.booking("puffer/gespraech")
    _, page = manager.call("POST", "/staff/puffer/closures/sick",
                           {"contact_person": "weiss", "length": "next_week"})
    if "conflicts" in page:
        sent = fields(page) | {"do": "confirm"}
        sent |= {c["decision_field"]: "move" if c["proposal"] else "cancel"
                 for c in page["conflicts"]}
        status, page = manager.call("POST", "/staff/puffer/closures/sick", sent)
        assert status == 201, page
        assert state(house, booking)[4][-1] == "moved"
    assert entered(manager, "puffer", reason_text="krank")


def test_what_is_kept_stays_outside_of_released_time(house, manager):
    booking = house.booking("grundsicherung/beratung", municipality="08326074")
    path = "/staff/grundsicherung/closures"
    _, page = manager.call("POST", path, leave("", day_of(booking), reason="closed"))
    decisions = {c["decision_field"]: "keep" for c in page["conflicts"]}
    assert manager.call("POST", path, fields(page) | decisions | {"do": "confirm"})[0] == 201
    now, outside, start, _, mails = state(house, booking)
    assert (now, outside, mails) == ("confirmed", True, ["confirmation"])
    assert start == datetime.datetime.fromisoformat(booking["starts_at"])


def test_who_was_booked_over_or_kept_is_asked_about_when_the_time_is_closed(house, manager):
    path, on = "/staff/nur-telefon/closures", day(35)
    status, booking = manager.call("POST", "/staff/nur-telefon/bookings", {
        "service": "termin", "channel": "phone", "family_name": "Darüber", "phone": "07721 555",
        "overbook": True, "overbook_date": str(on), "overbook_time": "5:30",
        "overbook_contact_person": "person", "confirmation": "none"})
    assert status == 201, booking
    _, page = manager.call("POST", path, leave("person", on))
    assert [c["reference"] for c in page["conflicts"]] == [booking["reference"]]
    keep = {page["conflicts"][0]["decision_field"]: "keep"}
    assert manager.call("POST", path, fields(page) | keep | {"do": "confirm"})[0] == 201
    now, outside, _, due, _ = state(house, booking)
    assert (now, outside, due) == ("confirmed", True, None)
    assert manager.call("POST", path, leave("person", on, reason="sick"))[0] == 201


def test_a_booking_that_came_in_between_is_asked_about_too(house, manager):
    first = house.booking("schalter/ausweis")
    asked = leave("schalter", day_of(first))
    _, page = manager.call("POST", "/staff/schalter/closures", asked)
    second = house.booking("schalter/ausweis")
    assert day_of(second) == day_of(first)
    sent = fields(page) | {c["decision_field"]: "cancel" for c in page["conflicts"]}
    status, page = manager.call("POST", "/staff/schalter/closures", sent | {"do": "confirm"})
    assert status == 409 and page["news_text"]
    assert second["reference"] in [c["reference"] for c in page["conflicts"]]
    assert state(house, first)[0] == "confirmed"
    sent = fields(page) | {c["decision_field"]: "cancel" for c in page["conflicts"]}
    assert manager.call("POST", "/staff/schalter/closures", sent | {"do": "confirm"})[0] == 201
    assert state(house, first)[0] == state(house, second)[0] == "cancelled"


def test_a_hold_on_a_time_that_is_closed_ends(house, manager):
    held = house.hold("kurz/termin")
    on = day_of(held)
    assert manager.call("POST", "/staff/kurz/closures", leave("person", on))[0] == 201
    confirmed = house.client().post(f"/holds/{held['token']}/confirm", citizen())
    assert confirmed.status == 410


def test_a_weekly_closure_is_one_thing(house, manager):
    path = "/staff/vorlauf/closures"
    status, made = manager.call("POST", path, leave("person", day(20), repeat="week",
                                                    from_time="8:00", until_time="9:30"))
    assert status == 201, made
    assert len(entered(manager, "vorlauf")) == 1
    rows = house.rows("SELECT lower(during) FROM closure WHERE series = (SELECT series FROM closure"
                      " WHERE closure_id = %s) AND withdrawn_at IS NULL ORDER BY 1", made["id"])
    assert len(rows) == 58
    assert {start.astimezone(BERLIN).strftime("%a %H:%M") for start, in rows} == {
        day(20).strftime("%a") + " 08:00"}
    version = entered(manager, "vorlauf")[0]["version"]
    assert manager.call("POST", f"{path}/{made['id']}", leave(
        "person", day(21), repeat="month", version=version))[0] == 200
    assert manager.call("POST", f"{path}/{made['id']}/withdraw", {"version": version})[0] == 409
    version = entered(manager, "vorlauf")[0]["version"]
    assert manager.call("POST", f"{path}/{made['id']}/withdraw", {"version": version})[0] == 204
    assert not entered(manager, "vorlauf")


def test_a_yearly_closure_is_one_thing_too(house, manager):
    path = "/staff/vorlauf/closures"
    status, made = manager.call("POST", path, leave("person", day(25), repeat="year"))
    assert status == 201, made
    one = entered(manager, "vorlauf", id=made["id"])[0]
    assert "jedes Jahr" in one["date_text"]
    starts = [start.astimezone(BERLIN).date() for start, in house.rows(
        "SELECT lower(during) FROM closure WHERE series = (SELECT series FROM closure"
        " WHERE closure_id = %s) ORDER BY 1", made["id"])]
    assert [(d.month, d.day) for d in starts] == [(day(25).month, day(25).day)] * 2
    assert starts[1].year == starts[0].year + 1
    assert manager.call("POST", f"{path}/{made['id']}/withdraw", {"version": one["version"]})[0] == 204


# ---- substitutes ----

def persons(house, first, last, **query):
    """Whom citizens of that surname are offered on those days."""
    found = house.times("wohngeld/antrag", **{"from": str(first), "days": (last - first).days + 1}, **query)
    return {time["contact_person"]["slug"] for time in found["times"]
            if str(first) <= time["starts_at"][:10] <= str(last)}


@pytest.fixture(name="stood_in")
def fixture_stood_in(house, manager):
    """Steinhuber is away, Benz answers for her; withdrawn in the end."""
    path = "/staff/wohngeld/closures"
    made = []

    def away(first, last, **other):
        status, answer = manager.call("POST", path, leave("steinhuber", first, last, substitute="benz") | other)
        assert status == 201, answer
        made.append(answer["id"])
        return answer["id"]

    yield away
    for closure in made:
        for row in entered(manager, "wohngeld", id=closure):
            assert manager.call("POST", f"{path}/{closure}/withdraw", {"version": row["version"]})[0] == 204


def test_a_substitute_gets_the_citizens_of_who_is_away(house, manager, stood_in):
    first, last = day(22), day(24)
    assert until(lambda: persons(house, first - datetime.timedelta(1), last, surname="A") == {"steinhuber"})
    closure = stood_in(first, last)
    assert until(lambda: persons(house, first, last, surname="A") == {"benz"})
    assert persons(house, first - datetime.timedelta(1), first - datetime.timedelta(1), surname="A") == {"steinhuber"}
    assert persons(house, last + datetime.timedelta(1), last + datetime.timedelta(1), surname="A") == {"steinhuber"}
    assert persons(house, first, last, surname="Z") == {"benz"}
    wanted = house.times("wohngeld/antrag", surname="A", **{"from": str(first), "days": 1})["times"][0]
    held = until(lambda: (reply := post_hold(house.client(), "wohngeld/antrag", wanted, surname="A")).status == 201 and reply)
    assert held["contact_person"]["slug"] == "benz"
    assert entered(manager, "wohngeld", id=closure)[0]["substitute_text"] == "Beate Benz"
    version = entered(manager, "wohngeld", id=closure)[0]["version"]
    # Shortened by its last day, then withdrawn.
    assert manager.call("POST", f"/staff/wohngeld/closures/{closure}", leave(
        "steinhuber", first, last - datetime.timedelta(1), substitute="benz", version=version))[0] == 200
    assert until(lambda: persons(house, last, last, surname="A") == {"steinhuber"})
    assert persons(house, first, first, surname="A") == {"benz"}
    version = entered(manager, "wohngeld", id=closure)[0]["version"]
    assert manager.call("POST", f"/staff/wohngeld/closures/{closure}/withdraw", {"version": version})[0] == 204
    assert until(lambda: persons(house, first, last, surname="A") == {"steinhuber"})


def test_nobody_books_with_somebody_who_does_not_stand_in_any_more(house, manager, stood_in):
    on = day(26)
    closure = stood_in(on, on)
    assert until(lambda: persons(house, on, on, surname="A") == {"benz"})
    wanted = until(lambda: house.times("wohngeld/antrag", surname="A", **{"from": str(on), "days": 1})["times"])[0]

    def answers():  # what the database says, whatever memory says
        return house.rows("SELECT answers_for(1, contact_person_id, service_id, %s, NULL)"
                          " FROM contact_person p JOIN service s USING (office_id)"
                          " WHERE p.slug = 'benz' AND s.slug = 'nachweise'", wanted["starts_at"])[0][0]

    assert answers()
    row = entered(manager, "wohngeld", id=closure)[0]
    manager.call("POST", f"/staff/wohngeld/closures/{closure}/withdraw", {"version": row["version"]})
    assert not answers()
    client = house.client()  # of one worker: the other may hear of it a moment later
    assert until(lambda: persons(house, on, on, client=client, surname="A") == {"steinhuber"})
    assert post_hold(client, "wohngeld/antrag", wanted, surname="A")["contact_person"]["slug"] == "steinhuber"


def test_why_and_try_it_name_who_is_stood_in_for(house, manager, stood_in):
    on = day(28)
    stood_in(on, on)
    query = f"?service=antrag&surname=Adam&on={on}"
    tried = until(lambda: (t := manager.call("GET", f"/staff/wohngeld/responsibilities{query}")[1]["try"])
                  if manager.call("GET", f"/staff/wohngeld/responsibilities{query}")[0] == 200 else None)
    assert "Beate Benz" in tried["title_text"]
    assert any("Vertretung von Annika Steinhuber" in reason for reason in tried["reasons"])
    def told():
        answer = manager.call("GET", f"/staff/wohngeld/why?contact_person=benz&service=antrag&surname=Adam"
                              f"&channel=in_person&date={on}&time=9:00")[1]
        return any("Vertretung von Annika Steinhuber" in reason["text"] for reason in answer["reasons"])
    assert until(told)


def test_bookings_of_who_is_away_go_to_the_substitute(house, manager):
    booking = booked(house, "wohngeld/antrag", day(47), surname="A")
    on = day_of(booking)
    asked = leave("steinhuber", on, substitute="benz")
    status, page = manager.call("POST", "/staff/wohngeld/closures", asked)
    assert status == 409
    own = next(c for c in page["conflicts"] if c["reference"] == booking["reference"])
    assert own["proposal"]["contact_person"]["name"] == "Beate Benz"
    assert own["proposal"]["starts_at"][:10] == str(on)
    sent = fields(page) | {"do": "confirm"} | {c["decision_field"]: "move" for c in page["conflicts"]}
    status, made = manager.call("POST", "/staff/wohngeld/closures", sent)
    assert status == 201, made
    assert house.rows("SELECT p.slug FROM booking b JOIN reservation r USING (authority_id, reservation_id)"
                      " JOIN contact_person p USING (authority_id, contact_person_id)"
                      " WHERE b.reference = %s", booking["reference"]) == [("benz",)]


def test_only_who_is_there_can_stand_in(house, manager, stood_in):
    path, on = "/staff/wohngeld/closures", day(30)
    away = manager.call("POST", path, leave("benz", on))[1]

    def refused(**other):
        status, problem = manager.call("POST", path, leave("steinhuber", on) | other)
        assert status == 422, problem
        return {error["field"] for error in problem["errors"]}

    assert refused(substitute="benz") == {"substitute"}
    assert refused(substitute="steinhuber") == {"substitute"}
    assert refused(substitute="weiss") == {"substitute"}
    assert refused(substitute="benz", repeat="week") == {"substitute"}
    assert refused(substitute="benz", contact_person="", reason="closed") == {"substitute"}
    stood_in(on, on + datetime.timedelta(1))  # Benz is there for half of it
    row = entered(manager, "wohngeld", id=away["id"])[0]
    manager.call("POST", f"{path}/{away['id']}/withdraw", {"version": row["version"]})


def test_an_office_file_knows_nothing_of_substitutes_and_leaves_them_alone(house, manager, stood_in, tmp_path):
    closure = stood_in(day(32), day(33))
    code, text, error = program.run("office", "export", "wohngeld", f"--database={house.info}")
    assert code == 0, error
    assert [r for r in json.loads(text)["responsibilities"]
            if r["contact_person"] == "benz" and r.get("surnames", {}).get("from") != "Km"] == []
    file = tmp_path / "wohngeld.json"
    file.write_text(text, encoding="utf-8")
    code, _, error = program.run("office", "import", str(file), f"--database={house.info}")
    assert code == 0, error
    assert entered(manager, "wohngeld", id=closure)[0]["substitute_text"] == "Beate Benz"


def test_who_was_slower_is_told_and_keeps_what_was_typed(house, manager):
    path = "/staff/vorlauf/closures"
    made = manager.call("POST", path, leave("person", day(40)))[1]
    version = entered(manager, "vorlauf", id=made["id"])[0]["version"]
    assert manager.call("POST", f"{path}/{made['id']}",
                        leave("person", day(41), version=version))[0] == 200
    status, page = manager.call("POST", f"{path}/{made['id']}", leave(
        "person", day(42), version=version, reason_text="Meins"))
    assert status == 409
    assert "Kim Beispiel" in page["changed"]["title_text"]
    assert page["values"]["reason_text"] == "Meins"


def test_everything_wrong_with_a_form_is_said_at_once(house, manager):
    status, problem = manager.call("POST", "/staff/wohngeld/closures", {
        "contact_person": "benz", "reason": "Lust", "from": "31.2.2030", "until_time": "25:00"})
    assert status == 422
    assert {error["field"] for error in problem["errors"]} == {"reason", "from", "until_time"}


def test_a_contact_person_takes_only_own_time_away(house, manager):
    own = signed_in(house, "benz@kreis.example", "--role", "contact_person", "--office",
                    "wohngeld", "--person", "benz")
    other = manager.call("POST", "/staff/wohngeld/closures", leave("steinhuber", day(55)))[1]
    assert own.call("POST", "/staff/wohngeld/closures", leave("benz", day(55)))[0] == 201
    assert own.call("POST", "/staff/wohngeld/closures", leave("steinhuber", day(56)))[0] == 403
    assert own.call("POST", "/staff/wohngeld/closures", leave("", day(56)))[0] == 422
    assert own.call("GET", f"/staff/wohngeld/closures/{other['id']}")[0] == 404
    assert own.call("POST", f"/staff/wohngeld/closures/{other['id']}/withdraw",
                    {"version": 1})[0] == 404
    assert not entered(own, "wohngeld", whom_text="Annika Steinhuber")


def test_pages_show_what_programs_get(house, manager):
    for path in "/staff/wohngeld/closures", "/staff/wohngeld/closures/new":
        status, text = manager.call("GET", path, api=False)
        assert status == 200 and "Annika Steinhuber" in text


# ---- whatever is edited, nobody is forgotten ----

def released(house, person):
    """The slots of a person less all that closes them: minutes since the epoch, written anew."""
    office = house.rows("SELECT office_id FROM contact_person WHERE contact_person_id = %s",
                        person)[0][0]
    offices = [office]
    while offices[-1] is not None:
        offices.append(house.rows("SELECT parent_id FROM office WHERE office_id = %s",
                                  offices[-1])[0][0])
    minutes = set()
    for begin, end in house.rows("SELECT lower(during), upper(during) FROM slot"
                                 " WHERE contact_person_id = %s AND withdrawn_at IS NULL", person):
        minutes.update(range(int(begin.timestamp()) // 300, int(end.timestamp()) // 300))
    for whose, where, begin, end in house.rows(
            "SELECT contact_person_id, office_id, lower(during), upper(during) FROM closure"
            " WHERE withdrawn_at IS NULL"):
        if whose == person or where in offices[:-1] or (whose is None and where is None):
            minutes.difference_update(range(int(begin.timestamp()) // 300,
                                            int(end.timestamp()) // 300))
    return minutes


def forgotten(house):
    """Bookings to come that lost their time without anybody having decided, or been told."""
    lost, open_of = [], {}
    for (booking, kind, person, start, length, outside, mail, due, sequence,
         kinds) in house.rows(
            "SELECT b.reference, b.state, r.contact_person_id, lower(r.during), r.minutes,"
            " b.outside, b.email IS NOT NULL, b.call_due, b.sequence,"
            " array(SELECT m.kind::text FROM message m WHERE m.booking_id = b.booking_id)"
            " FROM booking b JOIN reservation r USING (authority_id, reservation_id)"
            " WHERE lower(r.during) > now()"):
        told = sequence == 0 or (bool({"moved", "cancelled"} & set(kinds)) if mail else bool(due))
        if person not in open_of:
            open_of[person] = released(house, person)
        first = int(start.timestamp()) // 300
        stands = outside or set(range(first, first + length // 5)) <= open_of[person]
        if not told or (kind == "confirmed" and not stands):
            lost.append(booking)
    return lost


def decide(page, dice):
    return {c["decision_field"]: dice.choice(
        ["cancel", "keep"] + ["move"] * 3 if c["proposal"] else ["cancel", "keep"])
        for c in page["conflicts"]}


def book_any(house, dice):
    """Book one of the next times, unless it is gone; there are some even when days are closed."""
    client, times = house.client(), house.times("wettlauf/termin", days=14)["times"]
    held = times and post_hold(client, "wettlauf/termin", dice.choice(times[:(len(times) + 1) // 2]))
    return held and held.status == 201 and client.post(
        f"/holds/{held['token']}/confirm", citizen()).status == 201


def decided(browser, path, sent, dice):
    """Send it, and decide about whom it hits until nobody is left; the answer."""
    status, page = browser.call("POST", path, sent)
    for _ in range(5):
        if status != 409:
            break
        status, page = browser.call("POST", path,
                                    fields(page) | decide(page, dice) | {"do": "confirm"})
    return status


def closure_edit(browser, dice):
    """Enter, change or withdraw a closure."""
    path = "/staff/wettlauf/closures"
    known = entered(browser, "wettlauf")
    if known and dice.random() < 0.3:
        one = dice.choice(known)
        return browser.call("POST", f"{path}/{one['id']}/withdraw", {"version": one["version"]})[0]
    first = dice.randint(1, 6)
    sent = leave(dice.choice(["person", "person", ""]), day(first),
                 day(first + dice.randint(0, 2)), from_time=dice.choice(["", "9:00", "14:30"]))
    if known and dice.random() < 0.3:
        one = dice.choice(known)
        path += f"/{one['id']}"
        sent["version"] = one["version"]
    return decided(browser, path, sent, dice)


def slot_edit(house, browser, dice):
    """Shorten, move or drop one of the times of the next days, or release another."""
    slots = house.rows(
        "SELECT s.slot_id, (lower(during) AT TIME ZONE 'Europe/Berlin')::date::text FROM slot s"
        " JOIN contact_person p USING (authority_id, contact_person_id)"
        " JOIN office o USING (authority_id, office_id) WHERE o.slug = 'wettlauf'"
        " AND s.withdrawn_at IS NULL AND lower(during) > now()"
        " AND lower(during) < now() + interval '8 days' ORDER BY 1")
    begin = dice.randint(8, 12)
    sent = {"contact_person": "person", "date": str(day(dice.randint(1, 7))), "from": f"{begin}:00",
            "to": f"{begin + dice.randint(1, 5)}:00", "step_minutes": 20, "channels": ["in_person"]}
    path = "/staff/wettlauf/slots"
    if slots and dice.random() < 0.8:
        slot, sent["date"] = dice.choice(slots)
        path += f"/{slot}"
        sent |= {"version": browser.call("GET", path)[1]["version"],
                 "scope": dice.choice(["once", "once", "drop"])}
    return decided(browser, path, sent, dice)


def hours_edit(browser, dice):
    """Enter weekly hours, or change or end some."""
    path = "/staff/wettlauf/hours"
    known = browser.call("GET", f"{path}?contact_person=person")[1]["weekly_hours"]
    begin = dice.randint(8, 12)
    sent = {"contact_person": "person", "weekdays": [str(n) for n in sorted(dice.sample(range(1, 8), 4))],
            "repeat": "1", "from": f"{begin}:00", "to": f"{begin + dice.randint(1, 5)}:00",
            "step_minutes": 20, "channels": ["in_person"], "valid_from": str(day(1)), "do": "save"}
    if len(known) > 2 or known and dice.random() < 0.7:
        one = dice.choice(known)
        path += f"/{one['id']}"
        sent["version"] = one["version"]
        if dice.random() < 0.4:
            path += "/end"
            sent = {"version": one["version"]}
    return decided(browser, path, sent, dice)


def test_after_any_edits_every_booking_stands_in_released_time_or_was_decided_about(house, manager):
    dice = random.Random(20261124)
    edits = [lambda: slot_edit(house, manager, dice), lambda: closure_edit(manager, dice),
             lambda: hours_edit(manager, dice)]
    for n in range(30):
        assert until(lambda: book_any(house, dice))
        status = edits[n % len(edits)]()
        assert status in (200, 201, 204), n
        assert forgotten(house) == [], n
    assert house.rows("SELECT count(*) FROM booking WHERE sequence > 0 OR outside")[0][0] > 3


def test_its_page_tells_what_was_done_to_a_closure(house, manager):
    path, on = "/staff/schalter/closures", day(45)
    assert manager.call("POST", path, leave("schalter", on))[0] == 201
    one = entered(manager, "schalter", whom_text="Schalter")[-1]
    assert manager.call("POST", f"{path}/{one['id']}", leave(
        "schalter", on, day(46), reason="training", version=one["version"]))[0] in (200, 204)
    _, document = manager.call("GET", f"{path}/{one['id']}")
    newest, oldest = document["history"]
    assert "Grund: Urlaub, jetzt Fortbildung" in newest["what_text"]
    assert newest["what_text"].startswith("Wann: ") and oldest["what_text"] == "Angelegt"
    assert "Fortbildung" in manager.call("GET", f"{path}/{one['id']}", api=False)[1]
