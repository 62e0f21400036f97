"""Services described once for the authority, and offered by several offices."""

import json

import psycopg2
import pytest

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
