"""Contact persons and services of an office, added and changed on pages."""

import concurrent.futures
import datetime

import pytest

from test_admin_offices import administrator, signed_in, site, until, who  # noqa: F401
from test_sign_in import Browser, account, add, database, sql  # noqa: F401

PEOPLE, SERVICES = "/staff/wohngeld/people", "/staff/wohngeld/services"


def added(browser, path, **fields):
    status, document = browser.call("POST", path, fields)
    assert status == 201, document
    return document["id"]


def one(browser, path, key, list_name):
    """(its row, the whole document) of the page that shows its form."""
    status, document = browser.call("GET", f"{path}/{key}")
    assert status == 200, document
    return next(row for row in document[list_name] if row["id"] == key), document


def codes(document):
    return {(error["field"], error["code"]) for error in document["errors"]}


#
# Contact persons
#

def test_managers_add_and_change_contact_persons(who, sql):  # noqa: F811
    manager = who("office_manager")
    key = added(manager, PEOPLE, name="Jörg Müller", kind="counter", lanes=3, phone="07721 913-5", email="m@kreis.example",
                video_url="https://video.example/raum", room={"de": "Zimmer 4", "en": "Room 4"}, floor={"de": "1. Stock"})
    row, document = one(manager, PEOPLE, key, "people")
    assert row["slug"] == "joerg-mueller" and row["lanes"] == 3 and row["active"]
    assert row["room_text"] == "Zimmer 4, 1. Stock" and row["kind_text"] == "Schalter"
    assert document["edit"]["rooms"][1]["room"]["value"] == "Room 4" and not document["edit"]["new"]
    version = document["edit"]["version"]
    status, _ = manager.call("POST", f"{PEOPLE}/{key}", {"version": version, "name": "J. Müller", "kind": "person",
                                                         "active": True})
    assert status == 200
    row, document = one(manager, PEOPLE, key, "people")
    assert row["name"] == "J. Müller" and row["lanes"] == 1 and row["phone"] is None and row["room_text"] is None
    assert [entry["what_text"] for entry in document["history"]] == ["Geändert", "Angelegt"]
    # Who has the old page is told.
    status, document = manager.call("POST", f"{PEOPLE}/{key}", {"version": version, "name": "Alt", "kind": "team"})
    assert status == 409 and document["code"] == "changed" and document["values"]["name"] == "Alt"
    assert sql("SELECT count(*) FROM audit_log WHERE kind = 'contact_person' AND thing = %s", key)[0][0] == 2


def test_everything_wrong_with_a_contact_person_is_said_at_once(administrator):  # noqa: F811
    status, document = administrator.call("POST", PEOPLE, {"kind": "robot", "lanes": 33, "phone": "x", "email": "x",
                                                           "video_url": "http://video.example", "slug": "Ä"})
    assert status == 422
    assert codes(document) == {("name", "required"), ("kind", "not_a_choice"), ("lanes", "too_large"),
                               ("phone", "invalid_phone"), ("email", "invalid_email"), ("video_url", "invalid")}
    added(administrator, PEOPLE, name="Zweimal", kind="person")
    status, document = administrator.call("POST", PEOPLE, {"name": "Zweimal", "kind": "person"})
    assert status == 422 and codes(document) == {("slug", "taken")}
    assert administrator.call("GET", f"{PEOPLE}/999999")[0] == 404
    assert administrator.call("GET", f"{PEOPLE}/x")[0] == 404


def test_who_has_bookings_ahead_stays_active_and_the_page_says_where_they_are(administrator, sql):  # noqa: F811
    key = added(administrator, PEOPLE, name="Frau Voll", kind="person")
    service = added(administrator, SERVICES, name={"de": "Volles Anliegen"}, minutes=30, channels=["phone"])
    starts_at = datetime.datetime.now(datetime.timezone.utc).replace(hour=9, minute=0, second=0,
                                                                     microsecond=0) + datetime.timedelta(days=3)
    sql("WITH r AS (INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes)"
        " VALUES (1, %s, %s, 0, 'phone', tstzrange(%s, %s), 30) RETURNING *)"
        " INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference, uid, family_name, given_name,"
        " phone, language) SELECT 1, reservation_id, office_id, service_id, '7KMC-7777', 'y@kreis', 'Brenner', 'Katrin',"
        " '07721 555', 'de' FROM r JOIN service USING (authority_id, service_id)",
        key, service, starts_at, starts_at + datetime.timedelta(minutes=30))
    row, document = one(administrator, PEOPLE, key, "people")
    assert row["bookings"] == 1
    sent = {"version": document["edit"]["version"], "name": "Frau Voll", "kind": "person"}
    status, document = administrator.call("POST", f"{PEOPLE}/{key}", sent)
    assert status == 409 and document["code"] == "person_booked" and "frau-voll" in document["kept_url"]
    assert one(administrator, PEOPLE, key, "people")[0]["active"]
    sql("UPDATE reservation SET released_at = now()")
    assert administrator.call("POST", f"{PEOPLE}/{key}", sent)[0] == 200
    row, document = one(administrator, PEOPLE, key, "people")
    assert not row["active"] and document["history"][0]["what_text"] == "Nicht mehr aktiv gesetzt"


def test_who_is_no_longer_active_has_no_hours_any_more(administrator, sql):  # noqa: F811
    key = added(administrator, PEOPLE, name="Herr Geht", kind="person")
    sql("INSERT INTO weekly_hours (authority_id, contact_person_id, rule, from_time, to_time, step_minutes, channels,"
        " valid_from) VALUES (1, %s, 'FREQ=WEEKLY;BYDAY=MO', '08:00', '12:00', 30, '{phone}', '2020-01-01')", key)
    version = one(administrator, PEOPLE, key, "people")[1]["edit"]["version"]
    assert administrator.call("POST", f"{PEOPLE}/{key}", {"version": version, "name": "Herr Geht",
                                                          "kind": "person"})[0] == 200
    assert sql("SELECT ended_at IS NOT NULL FROM weekly_hours WHERE contact_person_id = %s", key) == [(True,)]


#
# Services
#

def test_managers_add_and_change_services_and_citizens_see_them(who, sql):  # noqa: F811
    sql("UPDATE office SET state = 'live' WHERE slug = 'wohngeld'")
    manager = who("office_manager")
    key = added(manager, SERVICES, name={"de": "Wohngeld für Übergänge", "en": "Housing benefit"},
                summary={"de": "Kurz gesagt"}, documents={"de": "Ausweis\n\nMietvertrag\n"},
                keywords={"de": "Miete"}, online_url={"de": "https://www.service-bw.example/wohngeld"}, minutes=25, buffer_minutes=5, channels=["in_person", "video"],
                leika="99107023017000")
    row, document = one(manager, SERVICES, key, "services")
    assert row["slug"] == "wohngeld-fuer-uebergaenge" and row["channels"] == ["in_person", "video"]
    fields = {field["name"]: field["value"] for language in document["edit"]["languages"] for field in language["texts"]}
    assert fields["documents.de"] == "Ausweis\nMietvertrag" and fields["name.en"] == "Housing benefit"
    path = "/offices/wohngeld/services/wohngeld-fuer-uebergaenge"
    until(lambda: Browser(f"http://{manager.host}").call("GET", path)[0] == 200, "citizens see it")
    citizen = Browser(f"http://{manager.host}")
    assert citizen.call("GET", path)[1]["online_url"] == "https://www.service-bw.example/wohngeld"
    page = citizen.call("GET", path + "?lang=en", api=False)[1]
    assert page.index('href="https://www.service-bw.example/wohngeld"') < page.index('id="search"') and "Do it online" in page
    # What the page does not know stays: questions, and texts of other parts.
    sql("UPDATE service SET questions = '[{\"key\": \"a\"}]', texts = jsonb_set(texts, '{de,other}', '\"x\"')"
        " WHERE service_id = %s", key)
    version = one(manager, SERVICES, key, "services")[1]["edit"]["version"]
    status, _ = manager.call("POST", f"{SERVICES}/{key}", {"version": version, "name": {"de": "Wohngeld neu"},
                                                           "minutes": 30, "channels": "phone", "active": True})
    assert status == 200
    texts, questions, leika = sql("SELECT texts, questions, leika FROM service WHERE service_id = %s", key)[0]
    assert texts["de"] == {"name": "Wohngeld neu", "other": "x"} and len(questions) == 1 and leika is None
    status, document = manager.call("POST", f"{SERVICES}/{key}", {"version": version, "name": {"de": "Alt"},
                                                                  "minutes": 30, "channels": ["phone"]})
    assert status == 409 and document["code"] == "changed"


def test_a_service_that_is_taken_out_is_no_longer_offered(administrator, sql):  # noqa: F811
    sql("UPDATE office SET state = 'live' WHERE slug = 'wohngeld'")
    key = added(administrator, SERVICES, name={"de": "Auslaufend"}, minutes=30, channels=["phone"])
    citizen = Browser(f"http://{administrator.host}")
    until(lambda: citizen.call("GET", "/offices/wohngeld/services/auslaufend")[0] == 200, "it is offered")
    version = one(administrator, SERVICES, key, "services")[1]["edit"]["version"]
    assert administrator.call("POST", f"{SERVICES}/{key}", {"version": version, "name": {"de": "Auslaufend"},
                                                            "minutes": 30, "channels": ["phone"]})[0] == 200
    until(lambda: citizen.call("GET", "/offices/wohngeld/services/auslaufend")[0] == 404, "it is gone")


def test_everything_wrong_with_a_service_is_said_at_once(administrator):  # noqa: F811
    status, document = administrator.call("POST", SERVICES, {
        "summary": {"en": "No name"}, "minutes": 7, "buffer_minutes": 241, "channels": ["fax"], "leika": "123",
        "online_url": {"de": "javascript:alert(1)"}})
    assert status == 422
    assert codes(document) == {("online_url.de", "invalid"), ("name.de", "required"), ("name.en", "required"), ("minutes", "off_step"),
                               ("buffer_minutes", "too_large"), ("channels", "not_a_choice"), ("leika", "invalid")}
    status, page = administrator.call("POST", SERVICES, {"name.de": "Getippt", "leika": "123"}, api=False)
    assert status == 422 and 'value="Getippt"' in page and "14 Ziffern" in page


@pytest.mark.parametrize("path", [PEOPLE, SERVICES])
def test_the_catalogue_has_pages(administrator, path):  # noqa: F811
    status, page = administrator.call("GET", path, api=False)
    assert status == 200 and "<form" in page and 'aria-current="page"' in page


#
# A service's own questions
#

def asked(browser, service):
    """What citizens are asked who book it: (the edit part of the service's page, its questions' addresses)"""
    edit = one(browser, SERVICES, service, "services")[1]["edit"]
    return edit, [question["url"].split("?")[0].removeprefix("/api/v1") for question in edit["questions"]]


def ask(browser, service, path=None, **fields):
    edit, _ = asked(browser, service)
    return browser.call("POST", path or f"{SERVICES}/{service}/questions/new-question", {"version": edit["version"]} | fields)


def test_managers_ask_questions_of_every_kind(administrator, sql):  # noqa: F811
    service = added(administrator, SERVICES, name={"de": "Mit Fragen"}, minutes=30, channels=["phone"])
    assert ask(administrator, service, type="choice", label={"de": "Wie wohnen Sie?", "en": "How do you live?"},
               hint={"de": "Ungefähr"}, choices={"de": "Zur Miete\nIm Eigentum\n", "en": "I rent\nI own"}, required=True)[0] == 204
    assert ask(administrator, service, type="number", label={"de": "Wie viele Zimmer?"}, min=1, max=9, keep_days=7)[0] == 204
    assert ask(administrator, service, type="text", label={"de": "Wie viele Zimmer?"}, max_length=40)[0] == 204
    assert ask(administrator, service, type="date", label={"de": "24. Geburtstag"})[0] == 204
    questions = sql("SELECT questions FROM service WHERE service_id = %s", service)[0][0]
    assert [(question["key"], question["type"], question["required"]) for question in questions] == [
        ("wie_wohnen_sie", "choice", True), ("wie_viele_zimmer", "number", False), ("wie_viele_zimmer_2", "text", False),
        ("question24_geburtstag", "date", False)]
    assert questions[0]["choices"] == [
        {"value": "zur_miete", "texts": {"de": {"label": "Zur Miete"}, "en": {"label": "I rent"}}},
        {"value": "im_eigentum", "texts": {"de": {"label": "Im Eigentum"}, "en": {"label": "I own"}}}]
    assert (questions[1]["min"], questions[1]["max"], questions[1]["keep_days"]) == (1, 9, 7)
    assert questions[2]["max_length"] == 40 and "min" not in questions[2]
    # An office file says the same.
    file = administrator.call("GET", "/staff/wohngeld/office.json")[1]
    assert next(one["questions"] for one in file["services"] if one["slug"] == "mit-fragen")[1]["keep_days"] == 7


def test_a_question_is_changed_moved_and_removed_and_answers_keep_their_meaning(administrator, sql):  # noqa: F811
    service = added(administrator, SERVICES, name={"de": "Mit Auswahl"}, minutes=30, channels=["phone"])
    for label in ("Erste", "Zweite"):
        assert ask(administrator, service, type="choice", label={"de": label}, choices={"de": "Ja\nNein"})[0] == 204
    second = asked(administrator, service)[1][1]
    status, document = administrator.call("GET", second)
    assert status == 200 and not document["new"]
    assert {field["name"]: field["value"] for field in document["languages"][0]["texts"]} == {
        "label.de": "Zweite", "hint.de": "", "choices.de": "Ja\nNein"}
    # Renamed and with one more: what is stored stays.
    assert ask(administrator, service, second, type="choice", label={"de": "Zweitens"}, choices={"de": "Doch\nNein"})[0] == 204
    assert ask(administrator, service, second, type="choice", label={"de": "Zweitens"}, choices={"de": "Vielleicht\nDoch\nNein"})[0] == 204
    assert ask(administrator, service, second, do="up")[0] == 204
    questions = sql("SELECT questions FROM service WHERE service_id = %s", service)[0][0]
    assert [question["key"] for question in questions] == ["zweite", "erste"]
    assert [(choice["value"], choice["texts"]["de"]["label"]) for choice in questions[0]["choices"]] == [
        ("vielleicht", "Vielleicht"), ("ja", "Doch"), ("nein", "Nein")]
    assert ask(administrator, service, second, do="remove")[0] == 204
    assert administrator.call("GET", second)[0] == 404
    assert [question["label"] for question in asked(administrator, service)[0]["questions"]] == ["Erste"]
    assert sql("SELECT count(*) FROM audit_log WHERE kind = 'service' AND thing = %s", service)[0][0] == 7


def test_who_saves_an_old_question_sees_what_was_typed_and_what_changed(administrator):  # noqa: F811
    service = added(administrator, SERVICES, name={"de": "Zu zweit"}, minutes=30, channels=["phone"])
    for label in ("Zimmer", "Etage"):
        assert ask(administrator, service, type="text", label={"de": label})[0] == 204
    old, (zimmer, etage) = asked(administrator, service)
    typed = {"version": old["version"], "type": "number", "label.de": "Wie viele Zimmer?", "hint.de": "Ungefähr", "min": "1", "max": "9"}
    assert ask(administrator, service, zimmer, type="text", label={"de": "Räume"}, required=True)[0] == 204
    status, document = administrator.call("POST", zimmer, typed)
    assert (status, document["code"]) == (409, "changed")
    assert document["changed"]["changes"] == [
        "Frage: Zimmer, jetzt Räume; Räume: Muss beantwortet werden: nein, jetzt ja"]
    assert {field["name"]: field["value"] for field in document["languages"][0]["texts"]} == {
        "label.de": "Wie viele Zimmer?", "hint.de": "Ungefähr", "choices.de": ""}
    assert document["values"] | {"min": "1", "max": "9"} == document["values"]
    page = administrator.call("POST", zimmer, typed, api=False)[1]
    assert 'value="Wie viele Zimmer?"' in page and 'value="9"' in page and "Zimmer, jetzt Räume" in page
    # Saved again, now that it was seen.
    assert administrator.call("POST", zimmer, typed | {"version": document["version"]})[0] == 204
    # Who typed into a question that somebody else removed can save it as a new one.
    version = asked(administrator, service)[0]["version"]
    assert ask(administrator, service, etage, do="remove")[0] == 204
    typed = {"version": version, "type": "text", "label": {"de": "Welche Etage?"}}
    status, document = administrator.call("POST", etage, typed)
    assert (status, document["code"], document["new"]) == (409, "changed", True)
    assert document["changed"]["changes"] == ["Etage: entfällt"]
    again = administrator.call("POST", document["post_path"], typed | {"version": document["version"]})
    assert again[0] == 204
    assert [q["label"] for q in asked(administrator, service)[0]["questions"]] == ["Wie viele Zimmer?", "Welche Etage?"]


def test_of_two_who_save_a_question_at_once_one_is_told(administrator):  # noqa: F811
    service = added(administrator, SERVICES, name={"de": "Gleichzeitig"}, minutes=30, channels=["phone"])
    version = asked(administrator, service)[0]["version"]
    path = f"{SERVICES}/{service}/questions/new-question"

    def save(n):
        browser = Browser(f"http://{administrator.host}")
        browser.cookie = administrator.cookie
        return browser.call("POST", path, {"version": version, "type": "text", "label": {"de": f"Frage {n}"}})

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(save, range(4)))
    assert sorted(status for status, _ in answers) == [204, 409, 409, 409]
    for status, document in answers:
        assert status == 204 or document["changed"]["changes"][0].endswith(": neu"), document


def test_everything_wrong_with_a_question_is_said_at_once(administrator):  # noqa: F811
    service = added(administrator, SERVICES, name={"de": "Mit Fehlern"}, minutes=30, channels=["phone"])
    status, document = ask(administrator, service, type="choice", hint={"en": "Help"}, choices={"de": "Ja", "en": "Yes\nNo"},
                           keep_days=91)
    assert status == 422
    assert codes(document) == {("label.de", "required"), ("label.en", "required"), ("choices.de", "too_small"),
                               ("choices.en", "differs"), ("keep_days", "too_large")}
    status, document = ask(administrator, service, type="number", label={"de": "Zahl"}, min=5, max=4)
    assert status == 422 and codes(document) == {("max", "too_small")}
    edit, _ = asked(administrator, service)
    status, page = administrator.call("POST", f"{SERVICES}/{service}/questions/new-question", {
        "version": edit["version"], "type": "choice", "label.de": "Getippt", "choices.de": "Nur eine"}, api=False)
    assert status == 422 and 'value="Getippt"' in page and "mindestens zwei" in page and "Nur eine</textarea>" in page
    # Who has an old page is told, and what is not there is not found.
    assert ask(administrator, service, type="text", label={"de": "Frage"})[0] == 204
    status, document = administrator.call("POST", f"{SERVICES}/{service}/questions/new-question",
                                          {"version": edit["version"], "type": "text", "label": {"de": "Alt"}})
    assert (status, document["code"]) == (409, "changed")
    nothing = f"{SERVICES}/{service}/questions/nichts"
    assert administrator.call("GET", nothing)[0] == 404
    assert ask(administrator, service, nothing, type="text", label={"de": "Frage"})[0] == 404
    assert administrator.call("GET", f"{SERVICES}/999999/questions/new-question")[0] == 404
