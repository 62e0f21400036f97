"""Services described once for the authority, and offered by several offices."""

import json

import psycopg2
import pytest

from test_admin_files import done, download, upload
from test_admin_offices import administrator, signed_in, site, until, who  # noqa: F401
from test_sign_in import Browser, account, add, database, sql  # noqa: F401

TEXTS = {"de": {"name": "Beratung", "summary": "Wir beraten Sie", "documents": ["Ausweis"], "keywords": ["Hilfe"],
                "online_url": "https://www.service-bw.example/beratung"},
         "en": {"name": "Advice", "summary": "We advise you"}}
LEIKA = "99107023017000"


@pytest.fixture
def citizen(site):  # noqa: F811
    return Browser(site.url)


@pytest.fixture
def write(site, sql):  # noqa: F811
    """As sql, and whoever reads then knows of it."""

    def run(text, *parameters):
        rows = sql(text, *parameters)
        site.changed(sql)
        return rows

    return run


@pytest.fixture
def offered(write, sql):  # noqa: F811
    """A common service of that slug, offered by both offices: wohngeld says a summary of its own."""

    def run(slug):
        write("UPDATE office SET state = 'live' WHERE slug = 'wohngeld'")
        write("WITH c AS (INSERT INTO common_service (authority_id, slug, leika, texts) VALUES (1, %s, %s, %s) RETURNING *)"
              " INSERT INTO service (authority_id, office_id, slug, minutes, channels, common_service_id, own_texts)"
              " SELECT 1, o.office_id, c.slug, 20, '{phone}', c.common_service_id,"
              " CASE o.slug WHEN 'wohngeld' THEN '{\"de\": {\"summary\": \"Nur zum Wohngeld\"}}' ELSE '{}' END::jsonb"
              " FROM c, office o WHERE o.slug IN ('wohngeld', 'jugendamt')", slug, LEIKA, json.dumps(TEXTS))
        return sql("SELECT common_service_id FROM common_service WHERE slug = %s", slug)[0][0]

    return run


def seen(citizen, office, slug, language="de"):
    status, document = citizen.call("GET", f"/offices/{office}/services/{slug}?lang={language}")
    assert status == 200, document
    return document


#
# What holds
#

def test_offices_that_offer_a_common_service_show_its_texts_and_their_own_where_they_have_some(citizen, offered):
    offered("gemeinsam")
    jugendamt, wohngeld = seen(citizen, "jugendamt", "gemeinsam"), seen(citizen, "wohngeld", "gemeinsam")
    assert jugendamt["name"] == wohngeld["name"] == "Beratung"
    assert jugendamt["summary"] == "Wir beraten Sie" and wohngeld["summary"] == "Nur zum Wohngeld"
    assert jugendamt["online_url"] == wohngeld["online_url"] == TEXTS["de"]["online_url"]
    # Own words in one language leave the others as they are for all.
    assert seen(citizen, "wohngeld", "gemeinsam", "en")["summary"] == "We advise you"


def test_a_change_of_the_common_service_reaches_every_office_and_leaves_own_texts(citizen, offered, write):  # noqa: F811
    common = offered("geaendert")
    assert seen(citizen, "jugendamt", "geaendert")["summary"] == "Wir beraten Sie"
    write("UPDATE common_service SET leika = NULL, texts = %s WHERE common_service_id = %s",
        json.dumps({"de": {"name": "Gespräch", "summary": "Neu"}}), common)
    jugendamt, wohngeld = seen(citizen, "jugendamt", "geaendert"), seen(citizen, "wohngeld", "geaendert")
    assert (jugendamt["name"], jugendamt["summary"]) == ("Gespräch", "Neu")
    assert (wohngeld["name"], wohngeld["summary"]) == ("Gespräch", "Nur zum Wohngeld")
    # A language that is gone there is gone here: citizens read the first one.
    assert seen(citizen, "jugendamt", "geaendert", "en")["name"] == "Gespräch"
    assert write("SELECT DISTINCT leika FROM service WHERE slug = 'geaendert'") == [(None,)]


def test_nothing_writes_past_the_common_service(offered, sql):  # noqa: F811
    common = offered("bestimmt")
    sql("UPDATE service SET texts = '{\"de\": {\"name\": \"X\"}}', leika = NULL WHERE slug = 'bestimmt'")
    assert sql("SELECT DISTINCT texts -> 'de' ->> 'name', leika FROM service WHERE slug = 'bestimmt'") == [("Beratung", LEIKA)]
    with pytest.raises(psycopg2.errors.ForeignKeyViolation):
        sql("DELETE FROM common_service WHERE common_service_id = %s", common)
    for half in "own_texts = NULL", "common_service_id = NULL", "own_texts = '[]'":
        with pytest.raises(psycopg2.errors.DatabaseError):
            sql(f"UPDATE service SET {half} WHERE slug = 'bestimmt'")
    # Of another authority it is none.
    with pytest.raises(psycopg2.errors.DatabaseError):
        sql("WITH a AS (INSERT INTO authority (slug, email, federal_state, languages)"
            " VALUES ('anderswo', 'a@b.example', 'BW', '{de}') RETURNING authority_id),"
            " o AS (INSERT INTO office (authority_id, slug) SELECT authority_id, 'amt' FROM a RETURNING *)"
            " INSERT INTO service (authority_id, office_id, slug, minutes, channels, common_service_id, own_texts)"
            " SELECT authority_id, office_id, 'x', 20, '{phone}', %s, '{}' FROM o", common)


def test_a_service_that_is_loosened_keeps_the_texts_of_that_moment(offered, sql):  # noqa: F811
    common = offered("geloest")
    sql("UPDATE service SET common_service_id = NULL, own_texts = NULL WHERE slug = 'geloest'")
    sql("UPDATE common_service SET texts = '{\"de\": {\"name\": \"Anders\"}}' WHERE common_service_id = %s", common)
    assert {name for name, in sql("SELECT texts -> 'de' ->> 'name' FROM service WHERE slug = 'geloest'")} == {"Beratung"}


#
# The authority's pages
#

COMMON, SERVICES = "/staff/wohngeld/common-services", "/staff/wohngeld/services"
JUGENDAMT = "/staff/jugendamt/services"


def made(browser, path, **fields):
    status, document = browser.call("POST", path, fields)
    assert status == 201, document
    return document["id"]


def common_made(administrator, name, **fields):  # noqa: F811
    return made(administrator, COMMON, name={"de": name, "en": "Advice"}, summary={"de": "Wir beraten Sie"}, leika=LEIKA, **fields)


def of(document, key):
    return next(row for row in document["services"] if row["id"] == key)


def version(browser, path):
    return browser.call("GET", path)[1]["edit"]["version"]


def taken(browser, path, common, **fields):
    """A service made of the common one of that slug."""
    return made(browser, path, common=common, minutes=25, channels=["phone"], **fields)


def fields_of(document):
    return {field["name"]: field for language in document["edit"]["languages"] for field in language["texts"]}


def codes(document):
    return {(error["field"], error["code"]) for error in document["errors"]}


def test_administrators_describe_a_service_once_and_see_which_offices_offer_it(administrator, sql):  # noqa: F811
    key = common_made(administrator, "Übergreifende Beratung", documents={"de": "Ausweis\nMietvertrag"})
    for path in SERVICES, JUGENDAMT:
        taken(administrator, path, "uebergreifende-beratung")
    status, document = administrator.call("GET", f"{COMMON}/{key}")
    assert status == 200
    row = of(document, key)
    assert (row["name"], row["slug"], row["leika"], row["offices"]) == ("Übergreifende Beratung", "uebergreifende-beratung", LEIKA, 2)
    assert {(offer["office"], offer["active"], offer["own"]) for offer in document["edit"]["offered"]} == {
        ("wohngeld", True, False), ("jugendamt", True, False)}
    assert fields_of(document)["documents.de"]["value"] == "Ausweis\nMietvertrag"
    assert [entry["what_text"] for entry in document["history"]] == ["Angelegt"]
    page = administrator.call("GET", f"{COMMON}/{key}", api=False)[1]
    assert page.index("Was Sie hier ändern, gilt sofort auch bei:") < page.index("Jugendamt: Übergreifende Beratung")


def test_a_change_by_an_administrator_is_seen_in_all_offices_and_noted(administrator, citizen, sql):  # noqa: F811
    key = common_made(administrator, "Was sich ändert")
    for path in SERVICES, JUGENDAMT:
        taken(administrator, path, "was-sich-aendert")
    old = version(administrator, f"{COMMON}/{key}")
    sent = {"version": old, "name": {"de": "Was neu heißt"}, "summary": {"de": "Neu"}, "leika": LEIKA}
    assert administrator.call("POST", f"{COMMON}/{key}", sent)[0] == 200
    assert {seen(citizen, office, "was-sich-aendert")["name"] for office in ("wohngeld", "jugendamt")} == {"Was neu heißt"}
    before, after = sql("SELECT before, after FROM audit_log WHERE kind = 'common_service' AND thing = %s"
                        " ORDER BY audit_id DESC LIMIT 1", key)[0]
    assert (before["texts"]["de"]["name"], after["texts"]["de"]["name"]) == ("Was sich ändert", "Was neu heißt")
    status, document = administrator.call("POST", f"{COMMON}/{key}", sent)
    assert status == 409 and document["code"] == "changed"
    assert fields_of(document)["name.de"]["value"] == "Was neu heißt"


def test_everything_wrong_with_a_common_service_is_said_at_once(administrator):  # noqa: F811
    status, document = administrator.call("POST", COMMON, {"summary": {"en": "x"}, "leika": "123", "online_url": {"de": "http://x"}})
    assert status == 422
    assert codes(document) == {("name.de", "required"), ("name.en", "required"), ("leika", "invalid"), ("online_url.de", "invalid")}
    common_made(administrator, "Zweimal")
    status, document = administrator.call("POST", COMMON, {"name": {"de": "Zweimal"}})
    assert status == 422 and codes(document) == {("slug", "taken")}
    for wrong in "999999", "x":
        assert administrator.call("GET", f"{COMMON}/{wrong}")[0] == 404


def test_a_common_service_is_removed_only_when_no_office_offers_it(administrator, sql):  # noqa: F811
    key = common_made(administrator, "Geht weg")
    service = taken(administrator, SERVICES, "geht-weg")
    status, document = administrator.call("POST", f"{COMMON}/{key}/remove", {})
    assert status == 409 and document["code"] == "service_offered"
    assert [offer["office"] for offer in document["edit"]["offered"]] == ["wohngeld"]
    assert document["edit"]["remove_path"] is None
    page = administrator.call("POST", f"{COMMON}/{key}/remove", {}, api=False)[1]
    assert "Das Anliegen ist nicht gelöscht" in page and f"{SERVICES}/{service}" in page
    sent = {"version": version(administrator, f"{SERVICES}/{service}")}
    assert administrator.call("POST", f"{SERVICES}/{service}/loosen", sent)[0] == 204
    assert administrator.call("POST", f"{COMMON}/{key}/remove", {})[0] == 204
    assert administrator.call("GET", f"{COMMON}/{key}")[0] == 404
    assert administrator.call("POST", f"{COMMON}/{key}/remove", {})[0] == 404
    assert sql("SELECT action FROM audit_log WHERE kind = 'common_service' AND thing = %s ORDER BY audit_id", key) == [
        ("add",), ("withdraw",)]


#
# The office's pages
#

def test_managers_take_a_common_service_over_with_own_length_and_words_but_do_not_change_it(
        administrator, who, citizen, sql):  # noqa: F811
    sql("UPDATE office SET state = 'live' WHERE slug = 'wohngeld'")
    key, manager = common_made(administrator, "Zum Übernehmen"), who("office_manager")
    assert manager.call("GET", COMMON)[0] == manager.call("POST", f"{COMMON}/{key}", {})[0] == 403
    status, document = manager.call("GET", f"{SERVICES}?common=zum-uebernehmen")
    assert status == 200 and document["edit"]["common"]["name"] == "Zum Übernehmen" and document["common_url"] is None
    assert {"value": "zum-uebernehmen", "label": "Zum Übernehmen", "selected": True} in document["commons"]
    # Nobody needs to say again what the common service says.
    service = taken(manager, SERVICES, "zum-uebernehmen", summary={"de": "Nur hier"})
    shown = seen(citizen, "wohngeld", "zum-uebernehmen")
    assert (shown["name"], shown["summary"], shown["minutes"], shown["channels"]) == ("Zum Übernehmen", "Nur hier", 25, ["phone"])
    _, document = manager.call("GET", f"{SERVICES}/{service}")
    assert of(document, service)["leika"] == LEIKA and of(document, service)["common"]
    found = fields_of(document)
    assert found["summary.de"]["value"] == "Nur hier" and found["summary.de"]["common"]["own"]
    assert found["summary.de"]["common"]["text"] == "Wir beraten Sie"
    assert found["name.en"]["value"] == "" and not found["name.en"]["common"]["own"]
    assert found["name.en"]["common"]["text"] == "Advice"
    status, document = manager.call("POST", SERVICES, {"common": "gibt-es-nicht", "name": {"de": "A"}, "minutes": 5,
                                                       "channels": ["phone"]})
    assert status == 422 and codes(document) == {("common", "not_a_choice")}


def test_an_own_text_is_given_back_box_by_box_and_an_empty_one_is_the_common_one(administrator, citizen, write):  # noqa: F811
    write("UPDATE office SET state = 'live' WHERE slug = 'wohngeld'")
    common_made(administrator, "Mit Kasten")
    service = taken(administrator, SERVICES, "mit-kasten", name={"de": "Eigener Name"}, summary={"de": "Eigene Kürze"}, slug="kasten")
    sent = {"version": version(administrator, f"{SERVICES}/{service}"), "name": {"de": "Eigener Name"},
            "summary": {"de": "Eigene Kürze"}, "minutes": 25, "channels": ["phone"], "active": True}
    assert administrator.call("POST", f"{SERVICES}/{service}", sent | {"back": {"summary.de": True}})[0] == 200
    shown = seen(citizen, "wohngeld", "kasten")
    assert (shown["name"], shown["summary"]) == ("Eigener Name", "Wir beraten Sie")
    del sent["name"], sent["summary"]
    sent["version"] = version(administrator, f"{SERVICES}/{service}")
    assert administrator.call("POST", f"{SERVICES}/{service}", sent)[0] == 200
    assert seen(citizen, "wohngeld", "kasten")["name"] == "Mit Kasten"
    assert write("SELECT own_texts FROM service WHERE service_id = %s", service) == [({},)]


def test_a_language_the_common_service_lacks_needs_a_name_before_other_texts(administrator):  # noqa: F811
    made(administrator, COMMON, name={"de": "Nur deutsch"})
    sent = {"common": "nur-deutsch", "summary": {"en": "Only here"}, "minutes": 20, "channels": ["phone"]}
    status, document = administrator.call("POST", SERVICES, sent)
    assert status == 422 and codes(document) == {("name.en", "required")}
    page = administrator.call("POST", SERVICES, sent, api=False)[1]
    assert 'name="common" value="nur-deutsch"' in page and 'value="Only here"' in page


def test_a_loosened_service_is_the_offices_own_and_stays_as_it_was(administrator, citizen, write):  # noqa: F811
    write("UPDATE office SET state = 'live' WHERE slug = 'wohngeld'")
    key = common_made(administrator, "Zum Lösen")
    service = taken(administrator, SERVICES, "zum-loesen", summary={"de": "Eigenes"})
    old = version(administrator, f"{SERVICES}/{service}")
    assert administrator.call("POST", f"{SERVICES}/{service}/loosen", {"version": int(old) + 1})[0] == 409
    assert administrator.call("POST", f"{SERVICES}/{service}/loosen", {"version": old})[0] == 204
    _, document = administrator.call("GET", f"{SERVICES}/{service}")
    found = fields_of(document)
    assert (found["name.de"]["value"], found["summary.de"]["value"]) == ("Zum Lösen", "Eigenes")
    assert found["name.de"]["common"] is None and document["edit"]["common"] is None
    assert document["values"]["leika"] == LEIKA
    assert [entry["what_text"] for entry in document["history"]] == ["Vom gemeinsamen Anliegen gelöst", "Angelegt"]
    sent = {"version": version(administrator, f"{COMMON}/{key}"), "name": {"de": "Anders"}}
    assert administrator.call("POST", f"{COMMON}/{key}", sent)[0] == 200
    assert seen(citizen, "wohngeld", "zum-loesen")["name"] == "Zum Lösen"


#
# Files, copies, links
#

def test_an_office_file_names_the_common_service_and_holds_only_own_texts(administrator, sql):  # noqa: F811
    sql("DELETE FROM service WHERE office_id = (SELECT office_id FROM office WHERE slug = 'wohngeld')")
    common_made(administrator, "In der Datei")
    taken(administrator, SERVICES, "in-der-datei", summary={"de": "Eigenes"})
    file = download(administrator, "wohngeld")
    service, = file["services"]
    assert service["common"] == "in-der-datei" and service["texts"] == {"de": {"summary": "Eigenes"}} and "leika" not in service
    shown = upload(administrator, file, "wohngeld")
    assert shown["same"] and shown["mistakes"] == []
    # A common service that is not there is named with its place, before anything changes.
    service["common"] = "in-der-datai"
    shown = upload(administrator, file, "wohngeld")
    assert [(found["pointer"], found["code"], found["text"]) for found in shown["mistakes"]] == [
        ("/services/0/common", "unknown_common_service",
         "Ein gemeinsames Anliegen „in-der-datai“ gibt es nicht; meinten Sie „in-der-datei“?")]
    assert not shown["can_apply"]


def test_a_copied_office_offers_the_common_service_too_and_follows_it(administrator, citizen, write):  # noqa: F811
    key = common_made(administrator, "Auch in der Kopie")
    taken(administrator, SERVICES, "auch-in-der-kopie", summary={"de": "Eigenes"})
    status, document = administrator.call("POST", "/staff/wohngeld/offices", {
        "name": "Zweites Wohngeld", "parent": "sozialamt", "original": "wohngeld", "copy": ["services"]})
    assert status == 201, document
    done(administrator, document["file"], "wohngeld")
    write("UPDATE office SET state = 'live' WHERE slug = 'zweites-wohngeld'")
    assert "zweites-wohngeld" in {offer["office"] for offer in administrator.call("GET", f"{COMMON}/{key}")[1]["edit"]["offered"]}
    sent = {"version": version(administrator, f"{COMMON}/{key}"), "name": {"de": "Überall neu"}}
    assert administrator.call("POST", f"{COMMON}/{key}", sent)[0] == 200
    shown = seen(citizen, "zweites-wohngeld", "auch-in-der-kopie")
    assert (shown["name"], shown["summary"]) == ("Überall neu", "Eigenes")


def test_the_leika_key_of_the_common_service_is_that_of_every_office(administrator, citizen, write):  # noqa: F811
    write("UPDATE office SET state = 'live' WHERE slug = 'wohngeld'")
    leika = "99107023017999"
    made(administrator, COMMON, name={"de": "Mit Schlüssel"}, leika=leika)
    taken(administrator, SERVICES, "mit-schluessel")
    citizen.call("GET", f"/l/{leika}", api=False)
    assert citizen.headers["Location"] == "/offices/wohngeld/services/mit-schluessel"
    taken(administrator, JUGENDAMT, "mit-schluessel")
    status, page = citizen.call("GET", f"/l/{leika}", api=False)
    assert status == 200 and all(f"/offices/{office}/services/mit-schluessel" in page for office in ("wohngeld", "jugendamt"))
    _, document = administrator.call("GET", "/staff/jugendamt/links")
    assert leika in {service["leika"] for service in document["services"]}


def test_the_checklist_finds_in_a_taken_over_service_what_the_common_one_says(administrator, sql):  # noqa: F811
    sql("DELETE FROM service WHERE office_id = (SELECT office_id FROM office WHERE slug = 'wohngeld')")
    made(administrator, COMMON, name={"de": "Geprüft"}, summary={"de": "Kurz"}, leika="99107023017998")
    taken(administrator, SERVICES, "geprueft")
    _, document = administrator.call("GET", "/staff/wohngeld/checklist")
    assert {"texts", "leika"} <= {finding["key"] for finding in document["fine"]}, document
