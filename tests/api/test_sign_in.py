"""Signing in against the real program: passwords, second factor, sessions, lock-out, links."""

import base64
import email
import email.policy
import hashlib
import hmac
import http.client
import json
import re
import select
import struct
import sys
import time
import urllib.parse
import uuid

from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
import server as program  # noqa: E402

PASSWORD = "vier-alte-gelbe-schirme"


class Browser:
    """Keeps the cookie and, as browsers do, the connection, so one worker answers all of it; speaks
    JSON, or as a page of its own does."""

    def __init__(self, url, address=None):
        self.address = address  # as the reverse proxy says
        self.host = urllib.parse.urlsplit(url).netloc
        self.cookie = None
        self.headers = {}
        self.connection = http.client.HTTPConnection(self.host, timeout=60)

    def connected(self):
        """The connection; a new one when the server has ended the one before."""
        socket = self.connection.sock
        if socket and select.select([socket], [], [], 0)[0]:
            self.connection.close()
        return self.connection

    def call(self, method, path, body=None, api=True, headers=None):
        sent = {"Content-Type": "application/json"} | (headers or {})
        if self.address:
            sent["X-Forwarded-For"] = self.address
        if self.cookie:
            sent["Cookie"] = self.cookie
        if not api:
            sent["Accept"] = "text/html"
        data = json.dumps(body) if body is not None else None
        connection = self.connected()
        server = program.running.get(self.host)
        if server:
            server.settle(self.connection)
        connection.request(method, ("/api/v1" if api else "") + path, data, sent)
        reply = connection.getresponse()
        text = reply.read()
        if server and method != "GET":
            server.changed(self.connection)
        self.headers = dict(reply.getheaders())
        if "Set-Cookie" in self.headers:
            self.cookie = self.headers["Set-Cookie"].split(";")[0]
        try:
            return reply.status, json.loads(text)
        except ValueError:
            return reply.status, text.decode()

    def sign_in(self, email, password=PASSWORD):
        return self.call("POST", "/staff/sign-in", {"email": email, "password": password})


def totp(secret, step):
    """RFC 6238, written anew from the RFC."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[19] & 15
    return "%06d" % ((struct.unpack(">I", mac[at:at + 4])[0] & 0x7FFFFFFF) % 10**6)


SEED = """
INSERT INTO authority (slug, email, federal_state, languages, texts)
VALUES ('kreis', 'info@kreis.example', 'BW', '{de,en}', '{"de": {"name": "Kreis"}}');
INSERT INTO office (authority_id, slug, state, texts) VALUES
  (1, 'sozialamt', 'live', '{"de": {"name": "Sozialamt"}}'), (1, 'jugendamt', 'live', '{"de": {"name": "Jugendamt"}}');
INSERT INTO office (authority_id, slug, state, parent_id, texts)
SELECT 1, 'wohngeld', 'draft', office_id, '{"de": {"name": "Wohngeld"}}' FROM office WHERE slug = 'sozialamt';
INSERT INTO contact_person (authority_id, office_id, slug, name)
SELECT 1, office_id, 'keller', 'S. Keller' FROM office WHERE slug = 'wohngeld';
"""


@pytest.fixture(scope="module")
def database(postgres):
    name = postgres.new_database()
    info = postgres.conninfo(name)
    code, _, error = program.run("migrate", environment={"AMTSTERMIN_DATABASE": info})
    assert code == 0, error
    postgres.psql(SEED, name)
    return name, info


@pytest.fixture(scope="module")
def site(database):
    with program.Server("--trusted_proxies=127.0.0.1", environment={"AMTSTERMIN_DATABASE": database[1]}).start() as running:
        yield running


def mail_to(site, address):
    """The mail the server left for that address."""
    end = time.monotonic() + program.DEADLINE_SECONDS
    while time.monotonic() < end:
        for path in (site.folder / "var/mail").glob("*.eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address in mail["To"]:
                return mail
    raise AssertionError(f"no mail to {address}")


@pytest.fixture
def sql(postgres, database):
    return lambda text, *parameters: postgres.psql(text, database[0], *parameters)


@pytest.fixture
def add(database):
    """Make an account as administrators do; its address and the token of its link."""

    def run(role, office=None, person=None, email=None):
        email = email or f"{uuid.uuid4().hex[:12]}@kreis.example"
        arguments = ["account", "add", email, "--name", "Kim Beispiel", "--role", role]
        arguments += ["--office", office] if office else []
        arguments += ["--person", person] if person else []
        code, out, error = program.run(*arguments,
                                       environment={"AMTSTERMIN_DATABASE": database[1]})
        assert code == 0, error
        return email, out.strip().rsplit("/", 1)[1]

    return run


@pytest.fixture
def account(add, site):
    """An account with a password; its address."""

    def run(role="front_desk", office="wohngeld", person=None):
        email, token = add(role, None if role == "administrator" else office, person)
        status, _ = Browser(site.url).call("POST", f"/staff/links/{token}", {"password": PASSWORD})
        assert status == 204
        return email

    return run


@pytest.fixture
def browser(site):
    return Browser(site.url)


def set_up(browser):
    """Give a browser that is asked to set up a second factor one: (secret, step, codes)."""
    status, shown = browser.call("GET", "/staff/account/totp")
    assert status == 200
    step = int(time.time()) // 30
    status, done = browser.call("POST", "/staff/account/totp",
                                {"code": totp(shown["secret"], step)})
    assert status == 200, done
    return shown["secret"], step, done["codes"]


def test_a_link_sets_the_password_once_and_then_is_none(add, browser):
    email, token = add("front_desk", "wohngeld")
    assert browser.call("GET", f"/staff/links/{token}")[1]["first"] is True
    assert browser.call("POST", f"/staff/links/{token}", {"password": "kurz"})[0] == 422
    assert browser.call("POST", f"/staff/links/{token}", {"password": PASSWORD})[0] == 204
    assert browser.call("POST", f"/staff/links/{token}", {"password": PASSWORD})[0] == 410
    assert browser.sign_in(email) == (200, {"stage": "full", "next_url": "/staff"})


def test_who_signed_in_sees_own_account_and_who_did_not_is_told_to(account, browser):
    assert browser.call("GET", "/staff/account")[0] == 401
    browser.sign_in(account())
    status, document = browser.call("GET", "/staff/account")
    assert (status, document["grants"][0]["office"]["slug"]) == (200, "wohngeld")
    assert browser.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in browser.headers


def test_a_page_leads_to_the_sign_in_and_back(browser, account):
    assert browser.call("GET", "/staff/account", api=False)[0] == 303
    assert browser.headers["Location"] == "/staff/sign-in?next=/staff/account"
    status, _ = browser.call("POST", "/staff/sign-in", {
        "email": account(), "password": PASSWORD, "next": "/staff/account"}, api=False)
    assert (status, browser.headers["Location"]) == (303, "/staff/account")


def test_the_sign_in_leads_to_no_foreign_page(browser, account):
    for foreign in "https://evil.example", "//evil.example", "/staff\\..", "/":
        browser.call("POST", "/staff/sign-in", {
            "email": account(), "password": PASSWORD, "next": foreign}, api=False)
        assert browser.headers["Location"] == "/staff"


def test_the_cookie_is_out_of_reach_of_scripts_and_foreign_pages(account, browser):
    browser.sign_in(account())
    assert re.fullmatch(r"staff=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax",
                        browser.headers["Set-Cookie"])


def test_unknown_address_and_wrong_password_get_the_same_answer(account, browser):
    wrong = browser.sign_in(account(), "falsches Kennwort")
    unknown = browser.sign_in("niemand@kreis.example")
    assert wrong == unknown
    assert wrong[0] == 422
    assert wrong[1]["errors"] == [{"field": "email", "code": "wrong_sign_in"}]


def test_guessing_locks_out_the_guesser_alone(account, site):
    email = account()
    owner, guesser = Browser(site.url, "192.0.2.1"), Browser(site.url, "192.0.2.2")
    answers = [guesser.sign_in(email, "geraten")[0] for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert int(guesser.headers["Retry-After"]) > 200
    assert guesser.sign_in(email)[0] == 429
    assert owner.sign_in(email)[0] == 200


def test_managers_must_set_up_a_second_factor_before_anything_else(account, browser):
    assert browser.sign_in(account("office_manager"))[1]["stage"] == "set_up"
    assert browser.call("GET", "/staff/account")[1]["code"] == "second_factor"
    before = browser.cookie
    secret, step, codes = set_up(browser)
    assert browser.cookie != before
    assert len(set(codes)) == 10
    assert browser.call("GET", "/staff/account")[0] == 200
    assert secret and step


def test_a_code_counts_once_and_so_does_a_recovery_code(account, site, browser):
    email = account("office_manager")
    browser.sign_in(email)
    secret, step, codes = set_up(browser)

    again = Browser(site.url)
    assert again.sign_in(email)[1]["stage"] == "code"
    assert again.call("GET", "/staff/account")[0] == 401
    assert again.call("GET", "/staff/account/totp")[0] == 403
    assert again.call("POST", "/staff/sign-in/totp", {"code": totp(secret, step)})[0] == 422
    following = totp(secret, step + 1)
    assert again.call("POST", "/staff/sign-in/totp", {"code": following})[0] == 200
    assert again.call("GET", "/staff/account")[0] == 200

    third = Browser(site.url)
    third.sign_in(email)
    assert third.call("POST", "/staff/sign-in/totp", {"code": codes[0].upper()})[0] == 200
    fourth = Browser(site.url)
    fourth.sign_in(email)
    assert fourth.call("POST", "/staff/sign-in/totp", {"code": codes[0]})[0] == 422


def test_sessions_are_listed_and_ended_one_by_one_and_all_at_once(account, site):
    email = account()
    here, there = Browser(site.url), Browser(site.url)
    here.sign_in(email)
    there.sign_in(email)
    sessions = here.call("GET", "/staff/sessions")[1]["sessions"]
    assert [session["current"] for session in sessions] == [True, False]
    assert here.call("POST", f"/staff/sessions/{sessions[1]['id']}/end", {})[0] == 204
    assert there.call("GET", "/staff/account")[0] == 401
    there.sign_in(email)
    assert here.call("POST", "/staff/sessions/end-all", {})[0] == 204
    assert there.call("GET", "/staff/account")[0] == 401
    assert here.call("GET", "/staff/account")[0] == 401


def test_idle_and_old_sessions_open_nothing(account, browser, sql):
    email = account()
    for change in "last_seen_at = now() - interval '31 minutes'", "ends_at = now()":
        browser.sign_in(email)
        assert browser.call("GET", "/staff/account")[0] == 200
        sql(f"UPDATE staff_session SET {change}")
        assert browser.call("GET", "/staff/account")[0] == 401


def test_a_blocked_account_is_out_at_once(account, browser, sql):
    email = account()
    browser.sign_in(email)
    sql("UPDATE account SET state = 'blocked' WHERE email = %s", email)
    assert browser.call("GET", "/staff/account")[0] == 401
    assert browser.sign_in(email)[0] == 422


def test_signing_in_ends_the_session_of_the_same_browser(account, site, browser):
    email = account()
    browser.sign_in(email)
    old = Browser(site.url)
    old.cookie = browser.cookie
    browser.sign_in(email)
    assert old.call("GET", "/staff/account")[0] == 401
    assert browser.call("GET", "/staff/account")[0] == 200


def test_a_forgotten_password_is_answered_alike_and_mailed_to_who_has_an_account(
        account, browser, site):
    email = account()
    known = browser.call("POST", "/staff/forgot", {"email": email})
    assert known == browser.call("POST", "/staff/forgot", {"email": "niemand@kreis.example"})
    assert known == (202, {"sent": True})
    text = mail_to(site, email).get_body(("plain",)).get_content()
    token = re.search(r"/staff/links/([^?\s]+)", text)[1]
    assert browser.call("POST", f"/staff/links/{token}", {"password": PASSWORD + "!"})[0] == 204
    assert browser.sign_in(email)[0] == 422
    assert browser.sign_in(email, PASSWORD + "!")[0] == 200


def test_nothing_that_opens_an_account_can_be_read_from_the_database(account, browser, sql):
    email = account()
    browser.sign_in(email)
    key = browser.cookie.split("=")[1]
    (hashed,), = sql("SELECT password_hash FROM account WHERE email = %s", email)
    assert hashed.startswith("$argon2id$v=19$m=32768,t=3,")
    dump = sql("SELECT s::text FROM staff_session s")
    assert not any(key in row for row, in dump)


def test_the_audit_log_is_only_ever_added_to(account, sql, postgres):
    account()
    assert sql("SELECT count(*) FROM audit_log WHERE action = 'set_password'")[0][0] > 0
    for change in ("UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log",
                   "TRUNCATE audit_log"):
        with pytest.raises(Exception, match="only ever added"):
            sql(change)


def test_a_foreign_page_cannot_sign_anybody_in(account, browser):
    status, _ = browser.call("POST", "/staff/sign-in",
                             {"email": account(), "password": PASSWORD},
                             headers={"Origin": "https://evil.example"})
    assert status == 403


def test_a_server_that_is_no_demo_shows_no_sign_ins(browser):
    assert browser.call("GET", "/staff/sign-in")[1]["demo_sign_ins"] == []


def test_who_lost_the_phone_is_helped_on_the_command_line(account, site, database, sql):
    email = account("office_manager")
    browser = Browser(site.url)
    browser.sign_in(email)
    set_up(browser)
    environment = {"AMTSTERMIN_DATABASE": database[1]}
    code, _, error = program.run("account", "reset-second-factor", email.upper(), environment=environment)
    assert code == 0, error
    assert browser.call("GET", "/staff/account")[0] == 401  # whoever found the phone is out
    assert Browser(site.url).sign_in(email)[1]["stage"] == "set_up"
    assert sql("SELECT count(*) FROM audit_log WHERE action = 'reset_second_factor'") == [(1,)]
    assert program.run("account", "reset-second-factor", "nobody@kreis.example", environment=environment)[0] == 1
    assert program.run("account", "reset-second-factor", environment=environment)[0] == 2


@pytest.mark.parametrize("password", ["Passwort2026!", "Kim-Beispiel1", "123456789012"])
def test_passwords_that_guessers_try_first_are_refused(password, add, browser):
    _, token = add("front_desk", "wohngeld")
    status, answer = browser.call("POST", f"/staff/links/{token}", {"password": password})
    assert status == 422 and answer["errors"] == [{"field": "password", "code": "too_common"}]
