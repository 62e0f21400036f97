"""The whole way in a browser without scripts: links and forms followed as they stand."""

import html.parser
import re
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from county import citizen, local, post_hold
from test_holds import end

TYPED = {"given_name": "Erika", "family_name": "Özkan-<Groß>", "email": "erika@citizen.example",
         "phone": "07721 555 123"}
FRAGEN = {"answers.note": "Bitte & danke", "answers.housing": "own", "answers.since": "2020-02-01",
          "answers.persons": "4"}


class Page(html.parser.HTMLParser):
    """Links, and forms with their fields and buttons, also those that name a form by its id."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self.loose, self.texts = [], [], [], []
        self.form = self.select = None
        self.feed(text)
        for form_id, kind, control in self.loose:
            next(f for f in self.forms if f["id"] == form_id)[kind].append(control)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "a" and "href" in a:
            self.links.append(a["href"])
        elif tag == "form":
            self.form = {"id": a.get("id"), "action": a["action"], "fields": [], "buttons": [],
                         "method": a.get("method", "get").upper()}
            self.forms.append(self.form)
        elif tag == "input" and a.get("type") in ("radio", "checkbox"):
            self.add("fields", a, (a["name"], a["value"] if "checked" in a else None))
        elif tag == "input":
            self.add("fields", a, (a["name"], a.get("value", "")))
        elif tag == "select":
            self.select = a["name"]
        elif tag == "option" and "selected" in a:
            self.add("fields", a, (self.select, a["value"]))
        elif tag == "button" and a.get("type", "submit") == "submit":
            self.add("buttons", a, a)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None

    def handle_data(self, data):
        self.texts.append(data)

    def add(self, kind, attributes, control):
        if "form" in attributes:
            self.loose.append((attributes["form"], kind, control))
        elif self.form:
            self.form[kind].append(control)


class Browser:
    def __init__(self, county):
        self.client = county.client()
        self.path = "/"
        self.reply = self.page = None

    def go(self, path, method="GET", body=None):
        parts = urlsplit(urljoin(self.path, path))
        self.path = parts.path + (f"?{parts.query}" if parts.query else "")
        kind = {"Content_Type": "application/x-www-form-urlencoded"} if body is not None else {}
        origin = {"Origin": self.client.url} if body is not None else {}
        self.reply = self.client.request(method, self.path, body, Accept="text/html", **kind,
                                         **origin)
        if self.reply.status == 303:
            return self.go(self.reply.headers["Location"])
        self.page = Page(self.reply.text)
        return self

    def follow(self, pattern):
        return self.go(next(link for link in self.page.links if re.search(pattern, link)))

    def form(self, pattern):
        return next(f for f in self.page.forms
                    if re.search(pattern, f["action"]) or
                    any(re.search(pattern, b.get("formaction", "")) for b in f["buttons"]))

    def submit(self, pattern, button=None, **typed):
        """Press the button of that form: the first, or the one that the function picks."""
        form = self.form(pattern)
        pressed = next(b for b in form["buttons"] if button is None or button(b))
        typed = {name.replace("__", "."): value for name, value in typed.items()}
        names = {name for name, _ in form["fields"]}
        assert set(typed) <= names, f"the form asks for {names}"
        fields = [(n, v) for n, v in form["fields"] if v is not None and n not in typed]
        fields += typed.items()
        if "name" in pressed:
            fields.append((pressed["name"], pressed.get("value", "")))
        action = pressed.get("formaction", form["action"])
        if form["method"] == "GET":
            return self.go(action.split("?")[0] + "?" + urlencode(fields))
        return self.go(action, "POST", urlencode(fields))

    def values(self, pattern):
        return {n: v for n, v in self.form(pattern)["fields"] if v is not None}


def button_at(starts_at):
    return lambda b: b.get("value") == starts_at


def to_details(browser, wanted, office, service, query=""):
    browser.go(f"/offices/{office}/services/{service}/times?from={local(wanted['starts_at']).date()}"
               + query)
    browser.submit(r"/holds", button_at(wanted["starts_at"]))
    assert browser.reply.status == 200 and browser.path.startswith("/holds/")
    return browser


@pytest.fixture
def browser(county):
    return Browser(county)


def book(browser, county):
    """Up to the confirmation, at the office "ferien"."""
    to_details(browser, county.a_time("ferien/termin"), "ferien", "termin")
    browser.submit("/details$", **TYPED | {"email": citizen()["email"]})
    browser.submit("/confirm$", lambda b: "formaction" not in b)
    assert "view=booked" in browser.path
    return browser


@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_from_the_start_page_to_the_confirmation(county, browser, lang):
    browser.go("/" + lang).follow(r"^/offices/wohngeld").follow(r"services/antrag")
    browser.submit("/times$", surname="Öz", channel="video")
    assert browser.reply.status == 200
    browser.submit("/holds", lambda b: "starts_at" == b.get("name"))
    while browser.reply.status == 409:  # another test was faster
        browser.submit("/holds", lambda b: "starts_at" == b.get("name"))
    browser.submit("/details", **TYPED | {"email": citizen()["email"]})
    assert browser.reply.status == 200 and "Özkan-&lt;Groß&gt;" in browser.reply.text
    browser.submit("/confirm", lambda b: "formaction" not in b)
    assert browser.reply.status == 200 and "/bookings/" in browser.path
    assert f'<html lang="{"en" if lang else "de"}"' in browser.reply.text
    [reference] = set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", browser.reply.text))
    assert county.rows("SELECT asked->>'surname', language FROM booking WHERE reference = %s",
                       reference) == [("Öz", "en" if lang else "de")]


def test_a_search_leads_to_the_service(browser):
    browser.go("/").submit(r"^/", q="Wohngelt").follow(r"services/antrag")
    assert browser.reply.status == 200


def test_a_mistake_gives_the_form_back_and_it_can_be_mended(county, browser):
    to_details(browser, county.a_time("fragen/fragen"), "fragen", "fragen")
    browser.submit("/details$", **TYPED | {"email": "keine"}, **FRAGEN | {"answers.persons": "99"})
    assert browser.reply.status == 422
    kept = browser.values("/details$")
    assert kept.items() >= (TYPED | FRAGEN | {"email": "keine", "answers.persons": "99"}).items()
    browser.submit("/details$", email=citizen()["email"], **{"answers.persons": "4"})
    browser.submit("/confirm$", lambda b: "formaction" not in b)
    assert "view=booked" in browser.path


def test_from_the_review_back_to_the_form_and_on(county, browser):
    to_details(browser, county.a_time("fragen/fragen"), "fragen", "fragen")
    email = citizen()["email"]
    browser.submit("/details$", **TYPED | {"email": email}, **FRAGEN)
    browser.submit("/confirm$", lambda b: b.get("name") == "edit")
    assert browser.values("/details$").items() >= (TYPED | FRAGEN
                                                   | {"email": email}).items()
    browser.submit("/details$", family_name="Anders").submit(
        "/confirm$", lambda b: "formaction" not in b)
    assert county.rows("SELECT family_name FROM booking WHERE email = %s", email) == [("Anders",)]


def test_extending_keeps_what_is_half_typed(county, browser):
    to_details(browser, county.a_time("ferien/termin"), "ferien", "termin")
    browser.submit("/extend$", lambda b: "extend" in b.get("formaction", ""), **TYPED)
    assert browser.reply.status == 200
    assert browser.values("/details$").items() >= TYPED.items()
    assert not [f for f in browser.page.forms for b in f["buttons"]
                if "extend" in b.get("formaction", "")]


def test_giving_back_leads_to_the_times(county, browser):
    to_details(browser, county.a_time("wohngeld/antrag", surname="A"), "wohngeld", "antrag",
               "&surname=A")
    browser.submit("/release$")
    assert browser.path.startswith("/offices/wohngeld/services/antrag/times?surname=A")


def test_a_hold_that_ended_while_typing_goes_on_with_another_time(county, browser):
    wanted = county.a_time("fragen/fragen")
    to_details(browser, wanted, "fragen", "fragen")
    end(county, wanted)
    browser.submit("/details$", **TYPED, **FRAGEN)
    assert browser.reply.status == 410
    browser.submit("/holds$", lambda b: b.get("name") == "starts_at"
                   and b["value"] != wanted["starts_at"])
    assert browser.reply.status == 201
    assert browser.values("/details").items() >= (TYPED | FRAGEN).items()
    browser.submit("/details", email=citizen()["email"])
    browser.submit("/confirm$", lambda b: "formaction" not in b)
    assert "view=booked" in browser.path


def test_a_time_taken_meanwhile_leads_to_others(county, browser):
    wanted = county.a_time("ferien/termin")
    browser.go(f"/offices/ferien/services/termin/times?from={local(wanted['starts_at']).date()}")
    assert post_hold(county.client(), "ferien/termin", wanted).status == 201
    browser.submit("/holds$", button_at(wanted["starts_at"]))
    assert browser.reply.status == 409
    browser.submit("/holds$", lambda b: b.get("name") == "starts_at")
    assert browser.path.startswith("/holds/")


def test_moving_cancelling_and_erasing(county, browser):
    book(browser, county)
    manage = browser.path.split("?")[0]
    new = county.a_time("ferien/termin")
    browser.go(manage).follow(r"/move$")
    browser.go(f"{manage}/move?from={local(new['starts_at']).date()}")
    browser.follow(re.escape(new["starts_at"][:16].replace(":", "%3A")))
    browser.submit("/move$")
    assert browser.path == manage + "?view=moved"
    browser.go(manage).submit("/cancel$")
    assert browser.path == manage and browser.reply.status == 200
    [state] = county.rows("SELECT state, sequence FROM booking ORDER BY changed_at DESC LIMIT 1")
    assert state == ("cancelled", 2)
    assert browser.client.send(manage + "/erase", {}).status == 200
    assert browser.go(manage).reply.status == 404


def test_erasing_from_the_page(county, browser):
    book(browser, county)
    manage = browser.path.split("?")[0]
    browser.go(manage).submit("/erase$")
    assert browser.reply.status == 200
    assert browser.go(manage).reply.status == 404


def test_moving_to_a_time_that_was_taken_leads_to_others(county, browser):
    book(browser, county)
    manage = browser.path.split("?")[0]
    wanted = county.a_time("ferien/termin")
    browser.go(f"{manage}/move?from={local(wanted['starts_at']).date()}")
    browser.follow(re.escape(wanted["starts_at"][:16].replace(":", "%3A")))
    assert post_hold(county.client(), "ferien/termin", wanted).status == 201
    browser.submit("/move$")
    assert browser.reply.status == 409
    browser.follow(r"/move\?starts_at=").submit("/move$")
    assert browser.path == manage + "?view=moved"


def test_a_lost_link_is_asked_for_on_a_page(county, browser):
    details = citizen()
    booked = county.booking("schalter/ausweis", details=details)
    browser.go("/").follow("^/lost-link").submit("/lost-link", reference="?", email="x")
    assert browser.reply.status == 422 and browser.values("/lost-link")["email"] == "x"
    browser.submit("/lost-link", reference=booked["reference"], email=details["email"])
    assert browser.path == "/lost-link?sent=1" and browser.reply.status == 200


def test_a_form_of_another_site_changes_nothing(county, client):
    booked = county.booking("schalter/ausweis", client)
    reply = client.send(f"/bookings/{booked['token']}/cancel", {}, Origin="https://evil.example")
    assert reply.status == 403
    assert client.get(f"/bookings/{booked['token']}")["state"] == "confirmed"
