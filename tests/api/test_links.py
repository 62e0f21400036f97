"""Links that stay, the way back to where a citizen came from, and what other sites may show."""

import json
import time
from urllib.parse import quote

import pytest

from county import DEADLINE_SECONDS, DONAUESCHINGEN, FURTWANGEN, VILLINGEN, citizen
from test_pages import Page

PORTAL = "https://www.service-bw.example"
HOMEPAGE = "https://www.landkreis.example"
BENEFIT, CARD, ADVICE, UNKNOWN = "99107023017000", "99107023020000", "99107024017000", "99000000000000"
ARS = {VILLINGEN: "083260074074", DONAUESCHINGEN: "083265003012", FURTWANGEN: "083260017017"}


def until(condition):
    """The first true answer: workers follow the database within a moment."""
    end = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < end:
        if found := condition():
            return found
    raise AssertionError("it did not come about in time")


@pytest.fixture(scope="module", autouse=True)
def keys(county):
    """LeiKa keys: one of a single service, one of two offices that divide the municipalities."""
    for office, service, leika in (("wohngeld", "antrag", BENEFIT), ("schalter", "ausweis", CARD),
                                   ("puffer", "gespraech", CARD), ("grundsicherung", "beratung", ADVICE)):
        county.rows("UPDATE service SET leika = %s FROM office o WHERE o.office_id = service.office_id"
                    " AND o.slug = %s AND service.slug = %s", leika, office, service)
    county.rows("UPDATE authority SET return_origins = %s, frame_origins = %s", [PORTAL], [HOMEPAGE])
    for _ in range(10):  # several times on new connections: both workers
        client = county.client()
        until(lambda: frames(client.request("GET", "/embed/schalter", Accept="text/html")) == HOMEPAGE)
        until(lambda: client.request("GET", f"/l/{ADVICE}", Accept="text/html").status == 303)
        client.close()


def frames(reply):
    return reply.headers["Content-Security-Policy"].rsplit("frame-ancestors ", 1)[1]


def page(client, path):
    return client.request("GET", path, Accept="text/html")


def test_a_leika_key_leads_to_the_one_service_that_has_it(client):
    reply = page(client, f"/l/{BENEFIT}")
    assert (reply.status, reply.headers["Location"]) == (303, "/offices/wohngeld/services/antrag")
    assert client.get(f"/l/{BENEFIT}")["services"][0]["url"] == "/offices/wohngeld/services/antrag"


def test_ars_and_ags_choose_the_municipality_beforehand(client):
    expected = f"/offices/grundsicherung/services/beratung?municipality={DONAUESCHINGEN}"
    for place in (f"ars={ARS[DONAUESCHINGEN]}", f"ags={DONAUESCHINGEN}"):
        assert page(client, f"/l/{ADVICE}?{place}").headers["Location"] == expected
    chosen = Page(page(client, expected).text).forms
    assert ("municipality", DONAUESCHINGEN) in [field for form in chosen for field in form["fields"]]
    whole_county = page(client, f"/l/{ADVICE}?ars=083260000000")
    assert whole_county.headers["Location"] == "/offices/grundsicherung/services/beratung"


def test_language_is_kept(client):
    reply = page(client, f"/l/{ADVICE}?ars={ARS[VILLINGEN]}&lang=en")
    assert reply.headers["Location"].endswith(f"?municipality={VILLINGEN}&lang=en")


def test_several_offices_are_all_named(client):
    reply = page(client, f"/l/{CARD}")
    assert reply.status == 200 and "Mehrere Stellen" in reply.text
    links = Page(reply.text).links
    assert "/offices/schalter/services/ausweis" in links and "/offices/puffer/services/gespraech" in links


@pytest.mark.parametrize("path,why,services", [
    (f"/l/{UNKNOWN}", "nothing", 0),
    (f"/l/{ADVICE}?ars={ARS[FURTWANGEN]}", "not_here", 1),
    (f"/l/{ADVICE}?ars=081110000000", "elsewhere", 1),
    (f"/l/{ADVICE}?ars=nonsense", "elsewhere", 1),
    ("/l/wohngeld/gone", "nothing", 2),
    ("/l/nowhere/antrag", "nothing", 0),
])
def test_a_link_that_fits_nothing_says_why_and_offers_what_there_is(client, path, why, services):
    reply = client.get(path)
    assert (reply.status, reply["code"], reply["why"][why]) == (404, "no_such_service", True)
    assert len(reply["services"]) == services
    shown = page(client, path)
    assert shown.status == 404 and "/" in Page(shown.text).links


def test_the_link_by_slug_survives_a_new_name(county, client):
    county.rows("UPDATE service SET texts = '{\"de\": {\"name\": \"Ganz anders\"}}' WHERE slug = 'nachweise'")
    until(lambda: "Ganz anders" in client.get("/offices/wohngeld").text)
    assert page(client, "/l/wohngeld/nachweise").headers["Location"] == "/offices/wohngeld/services/nachweise"
    assert page(client, "/l/wohngeld").headers["Location"] == "/offices/wohngeld"


# The way back

def test_the_return_address_goes_along_to_the_end(county, client):
    back = f"{PORTAL}/leistung?id=7&x=%C3%A4"
    start = page(client, f"/l/{BENEFIT}?return={quote(back, safe='')}&lang=en")
    service = Page(page(client, start.headers["Location"]).text)
    form = next(f for f in service.forms if f["action"].endswith("/times"))
    assert ("return", back) in form["fields"] and ("lang", "en") in form["fields"]
    assert all("return=" in link for link in service.links if link.startswith("/offices"))

    held = county.hold("schalter/ausweis", client)
    confirmed = client.request("POST", f"/holds/{held['token']}/confirm?return={quote(back, safe='')}", json.dumps(citizen()),
                               Accept="text/html", Content_Type="application/json")
    assert confirmed.status == 303 and "return=" in confirmed.headers["Location"]
    done = page(client, confirmed.headers["Location"])
    assert back in Page(done.text).links and "Zurück zu www.service-bw.example" in done.text


@pytest.mark.parametrize("address", [
    "https://evil.example/", "https://www.service-bw.example.evil.example/", "//www.service-bw.example/",
    "https://www.service-bw.example@evil.example/", "https://www.service-bw.example:81/", "javascript:alert(1)",
    "http://www.service-bw.example/", "https://www.service-bw.example\\@evil.example/", "https://www.service-bw.example/\r\nX: y",
    PORTAL + "/" + "x" * 600,
])
def test_no_other_address_is_ever_led_to(client, address):
    encoded = quote(address, safe="")
    reply = page(client, f"/l/{BENEFIT}?return={encoded}")
    assert reply.headers["Location"] == "/offices/wohngeld/services/antrag"
    shown = Page(page(client, f"/l/{UNKNOWN}?return={encoded}").text)
    assert not [link for link in shown.links if link.startswith(("https:", "http:", "//", "javascript:"))]
    service = Page(page(client, f"/offices/schalter/services/ausweis?return={encoded}").text)
    assert "return" not in [name for form in service.forms for name, _ in form["fields"]]


# What other sites show

def test_the_next_free_times_of_a_service_and_of_an_office(client):
    one = client.get("/embed/schalter/ausweis?count=5")
    assert len(one["times"]) == 5 and one["depends_text"] is None
    starts = [t["starts_at"] for t in one["times"]]
    assert starts == sorted(set(starts))
    offered = client.get("/offices/schalter/services/ausweis/times")["times"]
    assert starts == [t["starts_at"] for t in offered][:5]
    first = page(client, one["times"][0]["url"])
    assert starts[0] in first.text
    office = client.get("/embed/wohngeld")
    assert sorted(t["service"]["slug"] for t in office["times"]) == ["antrag", "nachweise"]
    assert client.get("/embed/wohngeld/antrag")["depends_text"]
    for count, shown in (("0", 1), ("99", 10), ("x", 1)):
        assert len(client.get(f"/embed/schalter/ausweis?count={count}")["times"]) == shown
    assert client.get("/embed/nowhere").status == 404 and client.get("/embed/entwurf").status == 404


def test_every_site_may_read_what_is_public_and_nothing_else(county, client):
    assert client.get("/embed/schalter")["language"] == "de"
    assert client.get("/embed/schalter").headers["Access-Control-Allow-Origin"] == "*"
    held = county.hold("schalter/ausweis", client)
    for path in (f"/holds/{held['token']}", "/staff/wohngeld/links"):
        reply = client.get(path)
        assert reply.headers["Access-Control-Allow-Origin"] is None
        assert reply.headers["Access-Control-Allow-Credentials"] is None
    assert client.get("/embed/schalter").headers["Set-Cookie"] is None


def test_only_the_pages_made_for_it_stand_in_frames_and_only_of_the_sites_named(client):
    for path in ("/embed/schalter", "/embed/schalter/ausweis?lang=en"):
        for _ in range(2):  # also when the answer was kept
            assert frames(page(client, path)) == HOMEPAGE
    for path in ("/", "/offices/schalter", "/offices/schalter/services/ausweis/times", f"/l/{CARD}", "/lost-link",
                 "/staff/sign-in", "/embed.js", "/nowhere"):
        assert frames(page(client, path)) == "'none'", path
