"""Who answers for what: seeing, trying, checking and changing it, from today or from a day on."""

import datetime
import json
import re
import sys
import uuid

from pathlib import Path

import pytest

from county import BERLIN, DONAUESCHINGEN, VILLINGEN, local, until
from test_sign_in import PASSWORD, Browser, set_up

sys.path.insert(0, str(Path(__file__).parents[1]))
import server as program  # noqa: E402

MATRIX = "/staff/puffer/responsibilities"


def day(after):
    return (datetime.datetime.now(BERLIN).date() + datetime.timedelta(days=after)).isoformat()


@pytest.fixture(scope="module")
def sign_in(county, postgres):
    """A signed-in browser of that role on that office."""

    def run(role="office_manager", office="puffer", person=None):
        email = f"{uuid.uuid4().hex[:12]}@kreis.example"
        database = county.database.info.dbname
        arguments = ["account", "add", email, "--name", "Emre Yilmaz", "--role", role]
        arguments += ["--office", office] + (["--person", person] if person else [])
        code, out, error = program.run(
            *arguments, environment={"AMTSTERMIN_DATABASE": postgres.conninfo(database)})
        assert code == 0, error
        browser = Browser(county.server.url)
        browser.call("POST", "/staff/links/" + out.strip().rsplit("/", 1)[1],
                     {"password": PASSWORD})
        browser.sign_in(email)
        if role == "office_manager":
            set_up(browser)
        return browser

    return run


@pytest.fixture(scope="module")
def manager(sign_in):
    return sign_in()


@pytest.fixture
def cells(county, manager):
    """Set Ida Weiß's and a second person's letters for the conversation, as from always."""
    if not county.rows("SELECT 1 FROM contact_person WHERE slug = 'roth'"):
        county.rows("INSERT INTO contact_person (authority_id, office_id, slug, name)"
                    " SELECT 1, office_id, 'roth', 'Resi Roth' FROM office WHERE slug = 'puffer'")
        county.rows(
            "INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels)"
            " SELECT 1, n.contact_person_id, s.during, s.step_minutes, s.channels"
            " FROM contact_person n, slot s JOIN contact_person p USING (contact_person_id)"
            " WHERE n.slug = 'roth' AND p.slug = 'weiss'")

    def run(weiss, roth):
        until(lambda: len(matrix(manager)["contact_persons"]) == 2)
        county.rows("DELETE FROM responsibility r USING service s"
                    " WHERE s.service_id = r.service_id AND s.slug = 'gespraech'")
        status, answer = save(manager, weiss, roth)
        assert status == 204, answer

    return run


def matrix(browser, query=""):
    status, document = browser.call("GET", MATRIX + query)
    assert status == 200, document
    return document


def fields(weiss, roth, **others):
    return {"cell.gespraech.weiss": weiss, "cell.gespraech.roth": roth} | others


def save(browser, weiss, roth, **others):
    sent = {"version": matrix(browser)["version"], "do": "save"} | others
    return browser.call("POST", MATRIX, fields(weiss, roth, **sent))


def values(document):
    return [cell["value"] for cell in document["rows"][0]["cells"]]


def test_the_matrix_shows_who_answers_for_which_letters(cells, manager):
    cells("A–K", "L–Z")
    document = matrix(manager)
    assert values(document) == ["A–K", "L–Z"]
    assert document["rows"][0]["complete"]
    assert document["findings_text"] is None
    assert document["may_edit"]


def test_gaps_and_overlaps_are_marked_and_named_before_anything_is_saved(cells, manager):
    cells("A–K", "L–Z")
    version = matrix(manager)["version"]
    status, document = manager.call(
        "POST", MATRIX, fields("a-m", "K - sb, Su bis Z", version=version, do="check"))
    assert status == 200, document
    row, = document["rows"]
    assert (row["gap"], row["overlap"], row["complete"]) == (True, True, False)
    assert document["checked"]
    assert "K–M: Ida Weiß, Resi Roth" in row["result_text"]
    assert "Sc–St: niemand" in row["result_text"]
    assert row["example_text"] == "zum Beispiel Schmidt, Schneider, Schulz"
    assert document["findings_text"] == "1 Lücke, 1 Überschneidung"
    assert len(document["findings"]) == 2
    assert values(document) == ["a-m", "K - sb, Su bis Z"]
    assert values(matrix(manager)) == ["A–K", "L–Z"]


def test_several_persons_may_share_all_of_a_service(cells, manager):
    cells("A–Z", "A–Z")
    assert matrix(manager)["rows"][0]["complete"]


def test_what_was_saved_decides_whom_citizens_meet(cells, manager, county):
    cells("A–K", "L–Z")
    client = county.client()  # of one worker: the other may hear of it a moment later

    def persons(surname):
        reply = county.times("puffer/gespraech", client, surname=surname)
        return {time["contact_person"]["slug"] for time in reply.json.get("times", [])}

    assert until(lambda: persons("Kaiser") == {"weiss"} and persons("Lang") == {"roth"})
    assert save(manager, "A-Kl", "km-z")[0] == 204
    assert values(matrix(manager)) == ["A–Kl", "Km–Z"]
    assert until(lambda: persons("Kramer") == {"roth"} and persons("Kaiser") == {"weiss"})


def test_a_change_for_a_later_day_holds_for_appointments_from_then_on(cells, manager, county):
    cells("A–Z", "")
    since = day(20)
    status, answer = save(manager, "", "A–Z", **{"from": since})
    assert status == 204, answer
    assert values(matrix(manager)) == ["A–Z", None]
    assert [plan["date"] for plan in matrix(manager)["planned"]] == [since]
    assert values(matrix(manager, "?from=" + since)) == [None, "A–Z"]

    def both():
        """One worker's times, once it knows of the change; the other may hear of it a moment later."""
        times = county.times("puffer/gespraech", **{"from": day(17)}, days=6).json.get("times", [])
        return {time["contact_person"]["slug"] for time in times} == {"weiss", "roth"} and times

    for time in until(both):
        later = local(time["starts_at"]).date().isoformat() >= since
        assert time["contact_person"]["slug"] == ("roth" if later else "weiss")


def test_who_books_for_later_is_booked_with_who_is_responsible_then(cells, manager, county):
    cells("A–Z", "")
    save(manager, "", "A–Z", **{"from": day(20)})
    late = until(lambda: [time for time in county.times(
        "puffer/gespraech", **{"from": day(21)}, days=2).json.get("times", [])
        if time["contact_person"]["slug"] == "roth"])[0]
    # The other worker may hear of it a moment later.
    held = until(lambda: (reply := county.hold("puffer/gespraech", wanted=late)).status == 201 and reply)
    assert held["contact_person"]["slug"] == "roth"


def test_nobody_gets_a_time_of_somebody_who_is_not_responsible_any_more(cells, manager, county):
    cells("A–Z", "")
    save(manager, "", "A–Z", **{"from": day(20)})
    hold = (Path(county.sql) / "hold_create.sql").read_text(encoding="utf-8")
    person, service = county.rows(
        "SELECT p.contact_person_id, s.service_id FROM contact_person p JOIN service s USING (office_id)"
        " WHERE p.slug = 'weiss' AND s.slug = 'gespraech'")[0]
    with county.database.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        cursor.execute("PREPARE hold_it AS " + hold)
        for after, rows in ((18, 1), (22, 0)):
            start = datetime.datetime.fromisoformat(day(after) + "T08:00").replace(tzinfo=BERLIN)
            cursor.execute("EXECUTE hold_it (1, %s, 0, %s, 'in_person', %s, %s, 10, '{}', NULL, false, false)",
                           [person, service, start, uuid.uuid4().bytes * 2])
            assert len(cursor.fetchall()) == rows, after
        cursor.execute("DEALLOCATE hold_it")


def test_a_change_today_leaves_what_is_planned_for_others(cells, manager):
    cells("A–K", "L–Z")
    save(manager, "A–K", "L–R, S–Z", **{"from": day(30)})
    assert save(manager, "A–J", "L–Z")[0] == 204
    assert values(matrix(manager)) == ["A–J", "L–Z"]
    assert values(matrix(manager, "?from=" + day(30))) == ["A–J", "L–R, S–Z"]


def test_two_who_change_at_once_do_not_overwrite_each_other(cells, manager, sign_in):
    cells("A–K", "L–Z")
    version = matrix(manager)["version"]
    assert save(sign_in(), "A–M", "N–Z")[0] == 204
    status, answer = manager.call("POST", MATRIX, fields("A–B", "L–Z", version=version))
    assert (status, answer["code"]) == (409, "changed")
    assert answer["changed"]["title_text"].startswith("Emre Yilmaz")
    assert any("A–K, jetzt A–M" in change for change in answer["changed"]["changes"])
    assert values(answer) == ["A–B", "L–Z"]
    assert answer["version"] == matrix(manager)["version"] != version
    assert values(matrix(manager)) == ["A–M", "N–Z"]


def test_what_are_no_letters_is_said_at_its_cell(cells, manager):
    cells("A–K", "L–Z")
    status, answer = save(manager, "1–9", "Z–A")
    assert status == 422
    assert [error["field"] for error in answer["errors"]] == [
        "cell.gespraech.weiss", "cell.gespraech.roth"]
    status, page = manager.call(
        "POST", MATRIX, fields("1–9", "L–Z", version=matrix(manager)["version"]), api=False)
    assert status == 422
    assert 'value="1–9"' in page and "cell.gespraech.weiss-error" in page


def test_before_and_after_stand_in_the_audit_log(cells, manager, county):
    cells("A–K", "L–Z")
    save(manager, "A–J", "K–Z")
    action, before, after = county.rows(
        "SELECT action, before, after FROM audit_log WHERE kind = 'responsibilities'"
        " ORDER BY audit_id DESC LIMIT 1")[0]
    assert action == "change"
    assert [cell["ranges"][0]["to"] for cell in before["cells"]] == ["K", "Z"]
    assert [cell["ranges"][0]["from"] for cell in after["cells"]] == ["A", "K"]
    assert "L–Z, jetzt K–Z" in matrix(manager)["history"][0]["what_text"]
    count = county.rows("SELECT count(*) FROM audit_log")
    assert save(manager, "A–J", "K–Z")[0] == 204
    assert county.rows("SELECT count(*) FROM audit_log") == count


def test_trying_a_citizen_says_whom_it_meets_and_why(cells, manager):
    cells("A–K", "L–Z")
    tried = matrix(manager, "?service=gespraech&surname=Lang")["try"]
    assert (tried["tried"], tried["found"]) == (True, True)
    assert tried["title_text"] == "Zuständig: Resi Roth"
    assert tried["reasons"] == ["Resi Roth: L–Z"]
    assert not matrix(manager, "?service=gespraech")["try"]["found"]
    save(manager, "A–Z", "", **{"from": day(5)})
    tried = matrix(manager, "?service=gespraech&surname=Lang&on=" + day(6))["try"]
    assert tried["title_text"] == "Zuständig: Ida Weiß"


def test_an_answer_can_be_limited_to_municipalities(cells, manager, county):
    cells("A–Z", "")
    page = MATRIX + "/gespraech/weiss"
    document = manager.call("GET", page)[1]
    assert not any(choice["checked"] for choice in document["municipalities"])
    assert manager.call("POST", page, {"version": document["version"],
                                       "municipalities": [VILLINGEN]})[0] == 204
    row = matrix(manager)["rows"][0]
    assert row["cells"][0]["municipalities_text"] == "1 Gemeinde"
    assert "Donaueschingen" in row["result_text"] and row["gap"]
    assert until(lambda: county.times(
        "puffer/gespraech", municipality=DONAUESCHINGEN).status == 404)
    status, answer = manager.call("POST", page, {"version": document["version"],
                                                 "municipalities": [DONAUESCHINGEN]})
    assert (status, answer["code"]) == (409, "changed")
    assert save(manager, "A–K, L–Z", "")[0] == 204
    keys = [m["checked"] for m in manager.call("GET", page)[1]["municipalities"]]
    assert sum(keys) == 1  # new letters are limited like the old ones
    assert manager.call("GET", MATRIX + "/gespraech/roth")[0] == 404


def test_the_front_desk_sees_it_and_tries_but_changes_nothing(cells, manager, sign_in):
    cells("A–K", "L–Z")
    for browser in (sign_in("front_desk"), sign_in("contact_person", person="weiss")):
        document = matrix(browser, "?service=gespraech&surname=Lang")
        assert not document["may_edit"]
        assert document["try"]["found"]
        assert save(browser, "A–Z", "")[0] == 403
    assert manager.call("GET", "/staff/schalter/responsibilities")[0] == 403


def test_the_pages_work_without_scripts(cells, manager):
    cells("A–K", "L–Z")
    status, page = manager.call("GET", MATRIX, api=False)
    assert status == 200
    assert 'name="cell.gespraech.weiss" value="A–K"' in page
    assert manager.call("GET", MATRIX + "/gespraech/weiss", api=False)[0] == 200
    dates = {re.search(r'id="from" name="from".*value="([^"]*)"', manager.call(
        "GET", MATRIX + "?lang=" + language, api=False)[1]).group(1) for language in ("de", "en")}
    assert len(dates) == 1  # the day is written as it can be typed, in every language
    status, _ = manager.call("POST", MATRIX, fields(
        "A–L", "M–Z", version=matrix(manager)["version"], do="save", **{"from": dates.pop()}),
        api=False)
    assert (status, manager.headers["Location"]) == (303, MATRIX + "?done=saved")


def test_an_office_file_carries_what_holds_today_and_leaves_plans_alone(
        cells, manager, county, postgres, tmp_path):
    cells("A–K", "L–Z")
    save(manager, "A–Z", "", **{"from": day(40)})
    environment = {"AMTSTERMIN_DATABASE": postgres.conninfo(county.database.info.dbname)}
    code, text, error = program.run("office", "export", "puffer", environment=environment)
    assert code == 0, error
    letters = {entry["contact_person"]: entry.get("surnames")
               for entry in json.loads(text)["responsibilities"]}
    assert letters == {"weiss": {"from": "A", "to": "K"}, "roth": {"from": "L", "to": "Z"}}
    planned = "SELECT valid_from, valid_until, surname_from FROM responsibility ORDER BY 1, 2, 3"
    before = county.rows(planned)
    path = tmp_path / "puffer.json"
    path.write_text(text, encoding="utf-8")
    code, _, error = program.run("office", "import", str(path), environment=environment)
    assert code == 0, error
    assert county.rows(planned) == before
