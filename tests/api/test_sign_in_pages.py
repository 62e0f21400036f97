"""Signing in by the pages alone, as a browser without JavaScript does: links and forms followed."""

import html.parser
import http.client
import pathlib
import re
import time
import urllib.parse

import pytest

import server as program
from test_sign_in import PASSWORD, add, database, mail_to, site, sql, totp  # noqa: F401

ROUTE = re.compile(r'\{EVHTTP_REQ_(\w+), +"(/[^"]*)"')
LOCK_OUT = 5


def routes():
    text = (pathlib.Path(__file__).parents[2] / "server/net/route.c").read_text(encoding="utf-8")
    return [(method, re.compile(re.sub(r":\w+", "[^/]+", path) + "$"))
            for method, path in ROUTE.findall(text)]


class Page(html.parser.HTMLParser):
    """What somebody sees and can press."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.links, self.text, self.title, self.inside = [], [], "", "", None
        self.codes = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append({"action": attrs.get("action"), "fields": {},
                               "method": attrs.get("method", "get").upper()})
        elif tag == "input" and self.forms:
            self.forms[-1]["fields"][attrs["name"]] = attrs.get("value") or ""
        elif tag == "a":
            self.links.append(attrs["href"])
        self.inside = tag
        self.text += " "

    def handle_data(self, data):
        self.text += data
        if self.inside == "title" and not self.title:
            self.title = data
        if self.inside == "code" and data.strip():
            self.codes.append(data.strip())

    def form(self, action):
        found = [form for form in self.forms if form["action"].split("?")[0] == action]
        assert len(found) == 1, (action, self.forms)
        return found[0]


class Visitor:
    """A browser: cookies, redirects, forms.  Every page it sees leads only to what there is."""

    def __init__(self, url, agent="Mozilla/5.0 (Windows NT 10.0; rv:133.0) Firefox/133.0"):
        self.host = urllib.parse.urlsplit(url).netloc
        self.agent = agent
        self.cookie = self.page = self.path = self.status = None

    def ask(self, method, path, fields=None):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Accept": "text/html", "User-Agent": self.agent,
                   "Content-Type": "application/x-www-form-urlencoded"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        connection.request(method, path, urllib.parse.urlencode(fields) if fields else None,
                           headers)
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        if reply.getheader("Set-Cookie"):
            self.cookie = reply.getheader("Set-Cookie").split(";")[0]
        if reply.status == 303:
            return self.ask("GET", reply.getheader("Location"))
        self.path, self.status, self.page = path, reply.status, Page(text)
        self.dead_ends_check()
        return self.page

    def open(self, path):
        return self.ask("GET", path)

    def send(self, action, **fields):
        form = self.page.form(action)
        assert set(fields) <= set(form["fields"]), form
        return self.ask(form["method"], form["action"], form["fields"] | fields)

    def dead_ends_check(self):
        ways = [("GET", link) for link in self.page.links]
        ways += [(form["method"], form["action"]) for form in self.page.forms]
        for method, way in ways:
            path = re.split("[?#]", way)[0]
            if path.startswith("/staff") and path != self.path.split("?")[0]:
                assert any(known == method and pattern.match(path)
                           for known, pattern in routes()), (self.path, method, way)


@pytest.fixture
def visitor(site):  # noqa: F811
    return Visitor(site.url)


@pytest.fixture
def enter(add, site):  # noqa: F811
    """Set an account up by its link and sign in: (visitor, address)."""

    def run(role="front_desk", agent=None):
        address, token = add(role, None if role == "administrator" else "wohngeld")
        who = Visitor(site.url, *([agent] if agent else []))
        who.open(f"/staff/links/{token}")
        who.send(f"/staff/links/{token}", password=PASSWORD, password_again=PASSWORD)
        who.send("/staff/sign-in", email=address, password=PASSWORD)
        return who, address

    return run


def app(page):
    """The secret an app reads off the page: (secret, time step)."""
    return page.codes[0].replace(" ", ""), int(time.time()) // 30


def test_a_manager_gets_in_by_the_pages_alone(add, visitor, site):  # noqa: F811
    address, token = add("office_manager", "wohngeld")
    link = f"/staff/links/{token}"
    assert "Konto einrichten" in visitor.open(link).title
    visitor.send(link, password=PASSWORD, password_again=PASSWORD + "x")
    assert (visitor.status, "verschieden" in visitor.page.text) == (422, True)
    visitor.send(link, password=PASSWORD, password_again=PASSWORD)
    assert visitor.path == "/staff/sign-in?done=password"
    assert "Das Kennwort ist geändert" in visitor.page.text
    visitor.open(link)
    assert (visitor.status, "gilt nicht mehr" in visitor.page.text) == (410, True)

    visitor.open("/staff")
    assert visitor.path == "/staff/sign-in?next=/staff"
    visitor.send("/staff/sign-in", email=address, password=PASSWORD)
    assert visitor.path.startswith("/staff/account/totp")
    assert "Pflicht" in visitor.page.text
    secret, step = app(visitor.page)
    visitor.send("/staff/account/totp", code="12345")
    assert (visitor.status, app(visitor.page)[0]) == (422, secret)
    codes = visitor.send("/staff/account/totp", code=totp(secret, step)).codes
    assert len(codes) == 10

    visitor.open("/staff")
    assert visitor.path == "/staff/wohngeld/day"
    visitor.open("/staff/account")
    assert "Amtsleitung" in visitor.page.text and "noch 10 Wiederherstellungscodes" in visitor.page.text
    visitor.open("/staff/sessions")
    assert "Firefox unter Windows" in visitor.page.text and "gerade eben" in visitor.page.text
    visitor.send("/staff/sign-out")
    assert visitor.path == "/staff/sign-in?done=signed_out"

    visitor.open("/staff/sessions")
    visitor.send("/staff/sign-in", email=address, password=PASSWORD)
    assert visitor.path == "/staff/sign-in/totp?next=/staff/sessions"
    visitor.send("/staff/sign-in/totp", code=totp(secret, step + 1))
    assert visitor.path == "/staff/sessions"

    again = Visitor(site.url)
    again.open("/staff/sign-in")
    again.send("/staff/sign-in", email=address, password=PASSWORD)
    again.open("/staff/sign-in/totp?recovery=1")
    again.send("/staff/sign-in/totp", code=codes[3])
    assert "noch 9 Wiederherstellungscodes" in again.open("/staff/account").text


def test_a_hidden_field_does_not_choose_the_secret(enter):
    visitor, _ = enter("office_manager")
    own = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    visitor.ask("POST", "/staff/account/totp",
                {"secret": own, "code": totp(own, int(time.time()) // 30)})
    assert visitor.status == 422


def test_who_guesses_is_told_how_long_to_wait(enter, visitor):
    _, address = enter()
    visitor.open("/staff/sign-in")
    for _ in range(LOCK_OUT):
        visitor.send("/staff/sign-in", email=address, password="geraten")
        assert "passen nicht zusammen" in visitor.page.text
    visitor.send("/staff/sign-in", email=address, password=PASSWORD)
    assert (visitor.status, visitor.page.title[:6]) == (422, "Fehler")
    assert "Bitte warten Sie 5 Minuten" in visitor.page.text


def test_changing_the_password_asks_for_the_old_one_and_ends_other_sessions(enter, site):  # noqa: F811
    here, address = enter()
    there = Visitor(site.url)
    there.open("/staff/sign-in")
    there.send("/staff/sign-in", email=address, password=PASSWORD)
    new = PASSWORD + "-zwei"
    here.open("/staff/account")
    here.send("/staff/account/password", current_password="falsch", password=new, password_again=new)
    assert (here.status, "Das Kennwort stimmt nicht" in here.page.text) == (422, True)
    here.send("/staff/account/password", current_password=PASSWORD, password=new, password_again=new)
    assert here.path == "/staff/account?done=password_changed"
    there.open("/staff/account")
    assert there.path.startswith("/staff/sign-in")
    there.send("/staff/sign-in", email=address, password=new)
    assert there.path == "/staff/account"


def test_the_second_factor_is_changed_only_with_the_password(enter):
    visitor, _ = enter()
    secret, step = app(visitor.open("/staff/account/totp"))
    first = visitor.send("/staff/account/totp", code=totp(secret, step)).codes
    visitor.open("/staff/account")
    visitor.send("/staff/account/recovery-codes", current_password="")
    assert visitor.status == 422
    second = visitor.send("/staff/account/recovery-codes", current_password=PASSWORD).codes
    assert len(second) == 10 and not set(first) & set(second)
    secret, step = app(visitor.open("/staff/account/totp"))
    visitor.send("/staff/account/totp", code=totp(secret, step), current_password="falsch")
    assert visitor.status == 422
    visitor.open("/staff/account")
    visitor.send("/staff/account/totp/off", current_password=PASSWORD)
    assert "Der zweite Faktor ist ausgeschaltet" in visitor.page.text


def test_a_forgotten_password_is_set_by_the_link_of_a_mail(enter, visitor, site):  # noqa: F811
    _, address = enter()
    visitor.open("/staff/sign-in")
    visitor.open("/staff/forgot?lang=en")
    visitor.send("/staff/forgot", email=address)
    assert visitor.path.startswith("/staff/forgot?sent=1")
    mail = mail_to(site, address)
    assert mail["Subject"] == "Set the password of your account"
    text = mail.get_body(("plain",)).get_content()
    assert "Kim Beispiel" in text
    link = urllib.parse.urlsplit(re.search(r"http\S+", text).group())
    assert link.path in mail.get_body(("html",)).get_content()
    visitor.open(f"{link.path}?{link.query}")
    visitor.send(link.path, password=PASSWORD + "!", password_again=PASSWORD + "!")
    visitor.send("/staff/sign-in", email=address, password=PASSWORD + "!")
    assert visitor.path.startswith("/staff/wohngeld/day")


def test_what_there_is_not_is_said_on_a_page_of_the_staff(visitor):
    visitor.open("/staff/nothing/here")
    assert (visitor.status, "/staff/sign-in" in visitor.page.links) == (404, True)


@pytest.fixture(scope="module")
def demo(postgres):
    environment = {"AMTSTERMIN_DATABASE": postgres.conninfo(postgres.new_database())}
    with program.Server("--demo=yes", environment=environment).start() as running:
        yield running, environment


def sign_ins(visitor):
    text = " ".join(visitor.open("/staff/sign-in").text.split())
    return dict(re.findall(r"(\w+@demo\.example), Kennwort (\S+)", text))


def test_the_demo_shows_a_sign_in_for_every_role_and_says_what_they_are(demo):
    visitor = Visitor(demo[0].url)
    shown = sign_ins(visitor)
    assert len(shown) == 4
    assert "nur in der Vorführung" in visitor.page.text
    for address, password in shown.items():
        visitor.open("/staff/sign-in")
        visitor.send("/staff/sign-in", email=address, password=password)
        assert visitor.path.endswith("/day")
        visitor.open("/staff/account")
        assert not any("/password" in form["action"] for form in visitor.page.forms)
        visitor.open("/staff/account/totp")
        assert visitor.status == 403


def test_a_server_that_is_no_demo_takes_no_demo_sign_in(demo):
    shown = sign_ins(Visitor(demo[0].url))
    with program.Server(environment=demo[1]).start() as server:
        visitor = Visitor(server.url)
        assert sign_ins(visitor) == {}
        for address, password in shown.items():
            visitor.send("/staff/sign-in", email=address, password=password)
            assert visitor.status == 422
