"""Bringing an office online: a checklist computed from the data, the states of an office, and its hour to go live."""

import datetime
import itertools
import json

import psycopg2
import pytest

import server as program
from county import Client, citizen
from mails import Sink, until
from test_admin_accounts import some_address, staff
from test_sign_in import SEED

VILLINGEN = "08326074"

COUNTY = SEED + f"""
UPDATE authority SET phone = '07721 913-0', address = '{{"lines": ["Am Hoptbühl 2", "78048 Villingen"]}}',
    links = '{{"imprint": "https://kreis.example/imprint", "privacy": "https://kreis.example/privacy"}}';
INSERT INTO municipality VALUES (1, '{VILLINGEN}', 'Villingen', '78050'), (1, '08326017', 'Furtwangen', '78120');
INSERT INTO closure (authority_id, during, reason)
SELECT 1, tstzrange(make_date(y, 12, 29)::timestamp AT TIME ZONE 'Europe/Berlin',
                    make_date(y, 12, 30)::timestamp AT TIME ZONE 'Europe/Berlin'), '{{}}'
FROM generate_series(extract(year FROM now())::int, extract(year FROM now())::int + 1) AS y;
"""

# An office that lacks nothing: its service, its contact person, responsible for everybody, and free on all days but
# holidays from tomorrow on.
OFFICE = """
WITH office AS (
    INSERT INTO office (authority_id, slug, parent_id, texts)
    SELECT 1, %(slug)s, office_id, '{"de": {"name": "Amt"}}' FROM office WHERE slug = 'sozialamt'
    RETURNING office_id
), service AS (
    INSERT INTO service (authority_id, office_id, slug, minutes, channels, leika, texts)
    SELECT 1, office_id, 'antrag', 30, '{in_person}', '99107023017000',
           '{"de": {"name": "Antrag", "summary": "Kurz gesagt"}, "en": {"name": "Application", "summary": "In short"}}'
    FROM office RETURNING service_id
), person AS (
    INSERT INTO contact_person (authority_id, office_id, slug, name, room)
    SELECT 1, office_id, 'keller', 'Sabine Keller', '{"de": {"room": "Zimmer 3"}}' FROM office
    RETURNING contact_person_id
), responsible AS (
    INSERT INTO responsibility (authority_id, contact_person_id, service_id)
    SELECT 1, contact_person_id, service_id FROM person, service
), mail AS (
    INSERT INTO test_mail (authority_id, office_id, recipient, account_message_id, sent_at)
    SELECT 1, office_id, 'leitung@kreis.example', 0, now() FROM office
), slots AS (
    INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels)
    SELECT 1, contact_person_id, tstzrange(d AT TIME ZONE 'UTC', (d + interval '3 hours') AT TIME ZONE 'UTC'), 30, '{in_person}'
    FROM person, generate_series(date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day 8 hours',
                                 date_trunc('day', now() AT TIME ZONE 'UTC') + interval '40 days', '1 day') AS d
)
SELECT office_id FROM office
"""

numbers = itertools.count(1)


@pytest.fixture(scope="module")
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def place(postgres, sink):
    """A server with a mail server, and its database; holidays stay open, whatever the day."""
    name = postgres.new_database()
    info = postgres.conninfo(name)
    code, _, error = program.run("migrate", environment={"AMTSTERMIN_DATABASE": info})
    assert code == 0, error
    postgres.psql(COUNTY, name)
    with program.Server("--trusted_proxies=127.0.0.1", f"--smtp_url=smtp://127.0.0.1:{sink.port}", "--smtp_security=none",
                        environment={"AMTSTERMIN_DATABASE": info}).start() as running:
        running.info = info
        running.sql = lambda sql, *values: postgres.psql(sql, name, *values)
        yield running
        log = running.log.read_text(encoding="utf-8")
        assert "Sanitizer" not in log and "runtime error" not in log, log
        assert " error " not in log, log


@pytest.fixture(scope="module")
def admin(place):
    return staff(place, "administrator")


@pytest.fixture(scope="module")
def manager(place):
    """Of sozialamt and all below it, with a second factor."""
    return staff(place, "office_manager", "sozialamt")


class Office:
    """An office that lacks nothing, as its manager's browser sees it."""

    def __init__(self, place, browser):
        self.slug = f"amt-{next(numbers)}"
        self.place, self.browser = place, browser
        with psycopg2.connect(place.info) as connection, connection.cursor() as cursor:
            cursor.execute(OFFICE, {"slug": self.slug})
            self.key = cursor.fetchone()[0]
        connection.close()
        self.path = f"/staff/{self.slug}/checklist"
        until(lambda: browser.call("GET", self.path)[0] == 200, "the worker knows the office")

    def sql(self, text, *values):
        return self.place.sql(text, *values)

    def shown(self):
        status, document = self.browser.call("GET", self.path)
        assert status == 200, document
        return document

    def missing(self):
        return [finding["key"] for finding in self.shown()["missing"]]

    def to_check(self):
        return [finding["key"] for finding in self.shown()["to_check"]]

    def until_missing(self, *keys):
        return until(lambda: self.missing() == list(keys), f"what is missing is {keys}")

    def do(self, what, **fields):
        """Its status and document."""
        return self.browser.call("POST", self.path, {"do": what, "version": self.shown()["version"]} | fields)

    def state(self):
        return self.sql("SELECT state::text FROM office WHERE office_id = %s", self.key)[0][0]

    def audited(self):
        return [row[0] for row in self.sql("SELECT action FROM audit_log WHERE kind = 'office' AND thing = %s"
                                           " ORDER BY audit_id", str(self.key))]

    def booking(self):
        """What a citizen books there, as the reply to it."""
        client = Client(self.place.url)
        service = f"/offices/{self.slug}/services/antrag"
        times = until(lambda: (reply := client.get(f"{service}/times")).status == 200 and reply["times"],
                      "citizens see times")
        held = client.post(f"{service}/holds", {"starts_at": times[0]["starts_at"], "channel": "in_person"})
        assert held.status == 201, held
        booked = client.post(f"/holds/{held['token']}/confirm", citizen())
        client.close()
        return booked


@pytest.fixture
def office(place, manager):
    found = Office(place, manager)
    found.until_missing()
    return found


#
# Findings
#

BREAKS = {
    "services": ("UPDATE service SET active = false WHERE office_id = {key}",
                 "UPDATE service SET active = true WHERE office_id = {key}"),
    "texts": ("""UPDATE service SET texts = '{{"en": {{"name": "Application", "summary": "In short"}}}}' WHERE office_id = {key}""",
              """UPDATE service SET texts = '{{"de": {{"name": "Antrag", "summary": "Kurz"}}}}' WHERE office_id = {key}"""),
    "nobody": ("UPDATE responsibility SET surname_from = 'A', surname_to = 'K' WHERE contact_person_id IN {persons}",
               "UPDATE responsibility SET surname_from = 'A', surname_to = 'Z' WHERE contact_person_id IN {persons}"),
    "times": ("UPDATE slot SET withdrawn_at = now() WHERE contact_person_id IN {persons}",
              "UPDATE slot SET withdrawn_at = NULL WHERE contact_person_id IN {persons}"),
    "contact": ("UPDATE authority SET phone = ''", "UPDATE authority SET phone = '07721 913-0'"),
    "privacy": ("UPDATE authority SET links = links - 'privacy'",
                """UPDATE authority SET links = links || '{{"privacy": "https://kreis.example/privacy"}}'"""),
    "imprint": ("UPDATE authority SET links = links - 'imprint'",
                """UPDATE authority SET links = links || '{{"imprint": "https://kreis.example/imprint"}}'"""),
    "manager": ("UPDATE office SET parent_id = NULL WHERE office_id = {key}",
                "UPDATE office SET parent_id = (SELECT office_id FROM office WHERE slug = 'sozialamt') WHERE office_id = {key}"),
    "mail": ("UPDATE test_mail SET sent_at = NULL WHERE office_id = {key}",
             "UPDATE test_mail SET sent_at = now() WHERE office_id = {key}"),
}


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("finding", BREAKS)
def test_an_office_goes_live_only_when_nothing_is_missing(place, admin, finding):
    office = Office(place, admin)
    breaks, mends = (sql.format(key=office.key, persons=f"(SELECT contact_person_id FROM contact_person WHERE office_id = {office.key})")
                     for sql in BREAKS[finding])
    try:
        office.sql(breaks)
        office.until_missing(finding)
        status, problem = office.do("live")
        assert (status, problem["code"]) == (422, "not_ready")
        assert [found["key"] for found in problem["missing"]] == [finding]
        assert problem["missing"][0]["url"] and problem["missing"][0]["text"]
        assert office.state() == "draft" and office.audited() == []
    finally:
        office.sql(mends)
    office.until_missing()
    assert office.do("live")[0] == 204
    assert office.state() == "live" and office.audited() == ["state"]
    assert office.booking().status == 201


def test_the_page_of_a_refused_go_live_names_what_is_missing(office):
    office.sql(f"UPDATE service SET active = false WHERE office_id = {office.key}")
    office.until_missing("services")
    status, page = office.browser.call("POST", office.path, {"do": "live", "version": office.shown()["version"]}, api=False)
    assert status == 422 and "Kein Anliegen" in page and "Es fehlt noch etwas" in page


def test_a_gap_says_whose_letters_and_which_municipality(office):
    office.sql("INSERT INTO responsibility_municipality SELECT 1, responsibility_id, %s FROM responsibility r"
               " JOIN contact_person p USING (contact_person_id) WHERE p.office_id = %s", VILLINGEN, office.key)
    office.until_missing("nobody")
    assert "Furtwangen" in office.shown()["missing"][0]["text"]


def test_times_are_missing_for_those_whose_contact_person_has_none(office):
    """Somebody is responsible for them all, but only one of the two is ever free."""
    office.sql("UPDATE responsibility r SET surname_from = 'A', surname_to = 'K' FROM contact_person p"
               " WHERE p.contact_person_id = r.contact_person_id AND p.office_id = %s", office.key)
    office.sql("WITH p AS (INSERT INTO contact_person (authority_id, office_id, slug, name)"
               " VALUES (1, %s, 'yilmaz', 'Emre Yilmaz') RETURNING contact_person_id)"
               " INSERT INTO responsibility (authority_id, contact_person_id, service_id, surname_from, surname_to)"
               " SELECT 1, contact_person_id, s.service_id, 'L', 'Z' FROM p, service s WHERE s.office_id = %s",
               office.key, office.key)
    office.until_missing("times")
    assert "L–Z" in office.shown()["missing"][0]["text"]


def test_a_manager_without_second_factor_is_named(place, admin):
    office = Office(place, admin)
    office.sql("UPDATE office SET parent_id = NULL WHERE office_id = %s", office.key)
    email = some_address()
    code, _, error = program.run("account", "add", email, "--name", "Monika Frey", "--role", "office_manager", "--office",
                                 office.slug, environment={"AMTSTERMIN_DATABASE": place.info})
    assert code == 0, error
    office.until_missing("manager")
    assert "Monika Frey" in office.shown()["missing"][0]["text"]
    office.sql("UPDATE account SET totp_secret = '\\x0000000000000000000000000000000000000000' WHERE email = %s", email)
    office.until_missing()


YELLOW = {
    "languages": """UPDATE service SET texts = texts - 'en' WHERE office_id = {key}""",
    "few": "UPDATE slot SET withdrawn_at = now() WHERE contact_person_id IN {persons}"
           " AND lower(during) > (date_trunc('day', now() AT TIME ZONE 'UTC') + interval '2 days') AT TIME ZONE 'UTC'",
    "leika": "UPDATE service SET leika = NULL WHERE office_id = {key}",
    "rooms": "UPDATE contact_person SET room = '{{}}' WHERE office_id = {key}",
}


@pytest.mark.parametrize("finding", YELLOW)
def test_what_is_to_check_hinders_nothing(office, finding):
    holidays = set(office.to_check())  # of these weeks
    assert holidays <= {"holidays"}
    office.sql(YELLOW[finding].format(key=office.key, persons="(SELECT contact_person_id FROM contact_person"
                                      f" WHERE office_id = {office.key})"))
    until(lambda: finding in office.to_check(), "it is found")
    assert office.do("live")[0] == 204


def test_holidays_on_which_there_are_hours_and_years_without_closing_days_are_told(office):
    day = datetime.date.today() + datetime.timedelta(days=9)
    office.sql("INSERT INTO closure (authority_id, holiday_on, during, reason) VALUES (1, %s,"
               " tstzrange(%s::timestamp AT TIME ZONE 'Europe/Berlin', (%s::date + 1)::timestamp AT TIME ZONE 'Europe/Berlin'),"
               " '{\"de\": {\"name\": \"Probetag\"}}') ON CONFLICT (authority_id, holiday_on) DO UPDATE"
               " SET withdrawn_at = NULL, reason = excluded.reason", day, day, day)
    office.sql("UPDATE closure SET withdrawn_at = now() WHERE holiday_on IS NULL")
    try:
        found = [row["text"] for row in office.shown()["to_check"]]
        assert any("Probetag" in text for text in found)
        assert any(str(day.year + 1) in text for text in found)
        assert office.to_check().count("closings") == 2
    finally:
        office.sql("UPDATE closure SET withdrawn_at = NULL WHERE holiday_on IS NULL")
        office.sql("UPDATE closure SET withdrawn_at = now() WHERE holiday_on = %s", day)


#
# The test mail
#

def test_a_test_mail_is_sent_and_its_arrival_ticks_the_point(office, sink):
    office.sql("DELETE FROM test_mail WHERE office_id = %s", office.key)
    office.until_missing("mail")
    address = some_address()
    assert office.browser.call("POST", office.path, {"do": "test_mail", "email": "nichts"})[0] == 422
    assert office.browser.call("POST", office.path, {"do": "test_mail", "email": address})[0] == 204
    mail = until(lambda: sink.to(address), "the mail arrives")[0]
    assert "Amt" in mail["Subject"]
    office.until_missing()
    assert office.shown()["mail"]["accepted"] and address in office.shown()["mail"]["text"]
    assert office.audited() == ["test_mail"]


def test_what_the_mail_server_said_stands_on_the_page(office, sink):
    address = some_address()
    sink.answers = lambda recipient: "550 unbekannt" if recipient == address else None
    try:
        assert office.browser.call("POST", office.path, {"do": "test_mail", "email": address})[0] == 204
        until(lambda: office.shown()["mail"]["failed"], "it is refused")
    finally:
        sink.answers = lambda recipient: None
    assert office.missing() == ["mail"] and address in office.shown()["missing"][0]["text"]


#
# States
#

def test_an_office_goes_through_its_states(office):
    assert office.shown()["state"] == "draft"
    assert office.do("closed") [0] == 409
    assert office.do("rehearsal")[0] == 204
    assert office.do("draft")[0] == 204
    assert office.do("rehearsal")[0] == 204
    assert office.do("live")[0] == 204
    status, problem = office.do("draft")
    assert (status, problem["code"]) == (409, "wrong_state")
    assert office.do("live")[0] == 409
    assert office.do("closed")[0] == 204
    assert office.do("live")[0] == 204
    assert office.audited() == ["state"] * 6
    assert [row["what_text"] for row in office.shown()["history"]][0] == "Zustand: geschlossen, jetzt online"


def test_a_form_of_yesterday_changes_nothing(office):
    version = office.shown()["version"]
    assert office.do("rehearsal")[0] == 204
    status, problem = office.do("live", version=version)
    assert (status, problem["code"]) == (409, "changed") and problem["changed"]["changes"]
    assert office.state() == "rehearsal"


def test_a_closed_office_keeps_its_bookings_and_sends_citizens_to_its_successor(place, manager, office):
    other = Office(place, manager)
    other.until_missing()
    assert office.do("live")[0] == 204
    booked = office.booking()
    assert other.do("live")[0] == 204
    until(lambda: other.slug in [row["value"] for row in office.shown()["successors"]], "it can be chosen")
    for wrong in (office.slug, "niemand", "entwurf"):
        assert office.do("closed", successor=wrong)[0] == 422
    assert until(lambda: office.do("closed", successor=other.slug)[0] == 204, "it is closed")
    client = Client(place.url)
    shown = until(lambda: (reply := client.get(f"/offices/{office.slug}"))["closed"] and reply, "citizens are told")
    assert shown["successor"]["slug"] == other.slug
    refused = client.post(f"/offices/{office.slug}/services/antrag/holds",
                          {"starts_at": booked["starts_at"], "channel": "in_person"})
    assert (refused.status, refused["code"]) == (410, "office_closed")
    assert client.get(f"/bookings/{booked['token']}").status == 200
    assert client.post(f"/bookings/{booked['token']}/cancel").status == 200
    client.close()
    assert office.shown()["successor"]["slug"] == other.slug


def test_the_schema_refuses_impossible_successors(office):
    for wrong in ("successor_id = office_id, state = 'closed'",
                  "successor_id = (SELECT office_id FROM office WHERE slug = 'jugendamt'), state = 'live'"):
        with pytest.raises(psycopg2.errors.CheckViolation):
            office.sql(f"UPDATE office SET {wrong} WHERE office_id = {office.key}")


def test_what_changes_while_it_is_judged_is_judged_again(office):
    """The statement goes by the catalogue that was judged, and by no other."""
    statement = (program.SOURCE / "server/sql/office_state_save.sql").read_text(encoding="utf-8")
    with psycopg2.connect(office.place.info) as connection, connection.cursor() as cursor:
        cursor.execute("PREPARE save AS " + statement)
        cursor.execute("SELECT changed_in::text FROM catalogue_change")
        judged = cursor.fetchone()[0]
        connection.commit()
        office.sql(f"UPDATE service SET active = false WHERE office_id = {office.key}")
        save = "EXECUTE save (1, NULL, %s, %s, 'live', '{draft}', NULL, %s)"
        version = office.shown()["version"]
        cursor.execute(save, [office.key, version, judged])
        assert cursor.fetchall() == []
        cursor.execute("SELECT changed_in::text FROM catalogue_change")
        cursor.execute(save, [office.key, version, cursor.fetchone()[0]])
        assert len(cursor.fetchall()) == 1
        connection.rollback()
    connection.close()


#
# Its hour
#

def tomorrow():
    return (datetime.date.today() + datetime.timedelta(days=2)).isoformat()


def its_hour_comes(office):
    office.sql("UPDATE office SET live_at = now() WHERE office_id = %s", office.key)


def test_an_office_goes_live_at_its_hour(office):
    assert office.do("live", day=tomorrow(), time="8:00")[0] == 204
    shown = office.shown()
    assert shown["state"] == "draft" and shown["plan"]["at"].startswith(tomorrow() + "T08:00:00")
    its_hour_comes(office)
    until(lambda: office.state() == "live", "the jobs process makes it live")
    assert office.shown()["plan"] is None
    assert office.booking().status == 201
    assert office.audited() == ["live_planned", "state"]


def test_an_hour_that_meets_something_missing_passes_and_says_why(office):
    office.sql("UPDATE slot SET withdrawn_at = now() WHERE contact_person_id IN"
               " (SELECT contact_person_id FROM contact_person WHERE office_id = %s)", office.key)
    office.until_missing("times")
    assert office.do("live", day=tomorrow(), time="08:00")[0] == 204  # may be mended until then
    its_hour_comes(office)
    plan = until(lambda: (plan := office.shown()["plan"]) and plan["was_missed"] and plan, "its hour passes")
    assert [row["key"] for row in plan["missed"]] == ["times"] and "Antrag" in plan["missed"][0]["text"]
    assert office.state() == "draft"
    assert office.audited() == ["live_planned", "live_missed"]
    assert "weil etwas fehlte" in office.browser.call("GET", office.path, api=False)[1]
    assert office.do("withdraw")[0] == 204
    assert office.shown()["plan"] is None


def test_an_hour_can_be_withdrawn_and_lies_ahead(office):
    yesterday = (datetime.date.today() - datetime.timedelta(days=1)).isoformat()
    for fields, wrong in (({"day": yesterday, "time": "08:00"}, "day"), ({"day": tomorrow()}, "time"),
                          ({"time": "08:00"}, "day"), ({"day": tomorrow(), "time": "25:00"}, "time")):
        status, problem = office.do("live", **fields)
        assert status == 422 and [error["field"] for error in problem["errors"]] == [wrong]
    assert office.do("live", day=tomorrow(), time="08:00")[0] == 204
    assert office.do("withdraw")[0] == 204
    assert office.sql("SELECT live_at FROM office WHERE office_id = %s", office.key) == [(None,)]
    assert office.state() == "draft"


#
# Who may
#

@pytest.mark.parametrize("role, person", [("front_desk", None), ("contact_person", "keller")])
def test_only_who_manages_the_office_sees_and_changes_it(place, office, role, person):
    browser = staff(place, role, office.slug, person)
    assert browser.call("GET", office.path)[0] == 403
    assert browser.call("POST", office.path, {"do": "live", "version": 1})[0] == 403


def test_managers_of_another_office_are_kept_out(place, office):
    browser = staff(place, "office_manager", "jugendamt")
    assert browser.call("GET", office.path)[0] == 403


def test_the_page_shows_findings_and_forms(office):
    office.sql(f"UPDATE contact_person SET room = '{json.dumps({})}' WHERE office_id = {office.key}")
    until(lambda: "rooms" in office.to_check(), "it is found")
    status, page = office.browser.call("GET", office.path, api=False)
    assert status == 200
    for part in ("Checkliste: Amt", "Räume fehlen", "Sabine Keller", "Jetzt freischalten", "Probe-E-Mail", f"/staff/{office.slug}/people"):
        assert part in page, part
