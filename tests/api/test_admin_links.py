"""Links for the editors of portals, and the lists of sites that are trusted."""

import csv
import io

import pytest

from county import DONAUESCHINGEN
from desk import sign_in
from test_links import ADVICE, BENEFIT, HOMEPAGE, PORTAL, frames, keys, page, until  # noqa: F401


@pytest.fixture(scope="module")
def manager(county):
    return sign_in(county, "office_manager", office="wohngeld")


@pytest.fixture(scope="module")
def administrator(county):
    return sign_in(county, "administrator")


def test_all_links_are_listed_for_editors_and_lead_there(county, manager, administrator, client):
    status, document = manager.call("GET", "/staff/wohngeld/links")
    assert status == 200
    assert {(link["service"], link["language"]) for link in document["links"]} == {
        (service, language) for service in ("antrag", "nachweise") for language in (None, "de", "en")}
    _, all_of_them = administrator.call("GET", "/staff/grundsicherung/links")
    links = all_of_them["links"]
    assert {link["ags"] for link in links if link["leika"] == ADVICE} > {None, DONAUESCHINGEN}
    for link in document["links"] + links:
        path = "/" + link["url"].split("/", 3)[3]
        reply = page(client, path)
        assert reply.status == 303, path
        assert reply.headers["Location"].startswith(f"/offices/{link['office']}/services/{link['service']}")
        assert page(client, reply.headers["Location"]).status == 200
    assert any(f"/l/{BENEFIT}?ars=083260000000" in link["url"] for link in document["links"])


def test_offices_below_belong_to_the_list(administrator):
    _, document = administrator.call("GET", "/staff/sozialamt/links")
    assert {link["office"] for link in document["links"]} == {"wohngeld"}


def test_the_same_list_as_a_table_for_spreadsheets(manager):
    status, text = manager.call("GET", "/staff/wohngeld/links.csv")
    assert status == 200
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    _, document = manager.call("GET", "/staff/wohngeld/links")
    assert [row["Link"] for row in rows] == [link["url"] for link in document["links"]]
    assert rows[0]["LeiKa-Schlüssel"] == BENEFIT and rows[0]["Anliegen"] == "Wohngeld neu beantragen"


def test_a_link_is_put_together_with_municipality_language_and_way_back(manager, administrator):
    _, document = administrator.call(
        "GET", f"/staff/grundsicherung/links?service=grundsicherung/beratung&municipality={DONAUESCHINGEN}"
        "&to_lang=en&back=https://www.service-bw.example/x")
    assert document["build"]["url"].endswith(
        f"/l/{ADVICE}?ags={DONAUESCHINGEN}&lang=en&return=https%3A%2F%2Fwww.service-bw.example%2Fx")
    assert document["build"]["ignored"] is False
    _, document = manager.call("GET", "/staff/wohngeld/links?service=wohngeld/antrag&back=https://evil.example/")
    assert document["build"]["ignored"] is True


def test_only_administrators_change_the_lists_and_what_they_say_holds(county, manager, administrator, client):
    _, document = manager.call("GET", "/staff/wohngeld/links")
    assert document["editable"] is False and document["return_origins"] == [PORTAL]
    wanted = {"version": document["version"], "return_origins": "https://Portal.Example/\r\n\r\n",
              "frame_origins": "https://www.landkreis.example\nhttps://www.stadt.example:8443\n"}
    assert manager.call("POST", "/staff/wohngeld/links", wanted)[0] == 403
    assert administrator.call("POST", "/staff/wohngeld/links", wanted)[0] == 204
    try:
        _, now = administrator.call("GET", "/staff/wohngeld/links")
        assert now["return_origins"] == ["https://portal.example"]
        assert now["frame_origins"] == ["https://www.landkreis.example", "https://www.stadt.example:8443"]
        until(lambda: frames(page(client, "/embed/puffer")) == " ".join(now["frame_origins"]))
        until(lambda: "return=" in page(client, f"/l/{BENEFIT}?return=https://portal.example/x").headers["Location"])
        assert "return=" not in page(client, f"/l/{BENEFIT}?return={PORTAL}/x").headers["Location"]
        [(before, after)] = county.rows("SELECT before, after FROM audit_log WHERE kind = 'authority_sites'")
        assert before["return_origins"] == [PORTAL] and after["return_origins"] == now["return_origins"]
        status, problem = administrator.call("POST", "/staff/wohngeld/links", wanted)
        assert (status, problem["code"]) == (409, "changed")
    finally:
        county.rows("UPDATE authority SET return_origins = %s, frame_origins = %s", [PORTAL], [HOMEPAGE])


@pytest.mark.parametrize("line", ["landkreis.example", "http://landkreis.example", "https://", "https://a.example/path",
                                  "https://*.example", "https://a.example https://b.example", "'self'", "https://a.example;"])
def test_what_is_no_site_is_refused(administrator, line):
    _, document = administrator.call("GET", "/staff/wohngeld/links")
    for field, other in (("return_origins", "frame_origins"), ("frame_origins", "return_origins")):
        status, problem = administrator.call(
            "POST", "/staff/wohngeld/links", {"version": document["version"], field: line, other: ""})
        assert (status, problem["errors"]) == (422, [{"field": field, "code": "invalid"}])
