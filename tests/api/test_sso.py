"""Single sign-on against a real OpenID provider (npm oidc-provider) with a real sign-in page."""

import base64
import http.client
import http.cookiejar
import http.server
import json
import pathlib
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest

from test_sign_in import PASSWORD, Browser, add, database, sql  # noqa: F401

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import server as program  # noqa: E402

PROVIDER = pathlib.Path(__file__).parent / "sso_provider" / "provider.mjs"
GROUPS = {
    "LRA-Wohngeld-Leitung": [{"role": "office_manager", "office": "wohngeld"}],
    "LRA-Sozialamt-Theke": [{"role": "front_desk", "office": "sozialamt"}],
    "LRA-Wohngeld": [{"role": "contact_person", "office": "sozialamt"}],
    "LRA-Keller": [{"role": "contact_person", "office": "wohngeld", "person": "keller"}],
    "LRA-IT": [{"role": "administrator"}],
}
DEADLINE_SECONDS = 60


class Provider:
    """The provider's process.  control() tells it what to be like."""

    def __init__(self, port=0):
        self.process = subprocess.Popen(["node", PROVIDER, str(port)], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.issuer = self.process.stdout.readline().strip()
        assert self.issuer, "npm ci in tests/api/sso_provider installs what it needs"

    def control(self, **wanted):
        request = urllib.request.Request(self.issuer + "/control", json.dumps(wanted).encode())
        with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as reply:
            return json.load(reply)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Person:
    """Somebody with a browser: keeps cookies, follows redirects, fills in the provider's page."""

    def __init__(self, site):
        self.site = site
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.opener.addheaders = [("Accept", "text/html")]

    def open(self, url, form=None):
        """(status, address, page) where it ends."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            reply = self.opener.open(urllib.parse.urljoin(self.site.url, url), data, timeout=DEADLINE_SECONDS)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            return reply.status, reply.url, reply.read().decode()

    def sign_in(self, login, path="/staff/sso"):
        """Through the provider's page and back."""
        status, url, page = self.open(path)
        if "/interaction/" not in url:  # already signed in there, or it did not come so far
            return status, url, page
        return self.open(url, {"prompt": "login", "login": login, "password": "egal"})

    def account(self):
        with self.opener.open(self.site.url + "/api/v1/staff/account", timeout=DEADLINE_SECONDS) as reply:
            return json.load(reply)

    def cookies(self):
        return {cookie.name: cookie for cookie in self.jar}


@pytest.fixture(scope="module")
def provider():
    running = Provider()
    yield running
    running.stop()


def options_of(folder, issuer, **other):
    """Settings as an administrator writes them."""
    (folder / "groups.json").write_text(json.dumps(GROUPS), encoding="utf-8")
    (folder / "secret").write_text("geheim\n", encoding="utf-8")
    chosen = {"sso_issuer": issuer, "sso_client_id": "amtstermin",
              "sso_client_secret_file": folder / "secret", "sso_groups": folder / "groups.json"}
    return [f"--{name}={value}" for name, value in (chosen | other).items()]


@pytest.fixture(scope="module")
def site(database, provider, tmp_path_factory):  # noqa: F811
    options = options_of(tmp_path_factory.mktemp("sso"), provider.issuer)
    with program.Server("--trusted_proxies=127.0.0.1", "--workers=1", *options,
                        environment={"AMTSTERMIN_DATABASE": database[1]}).start() as running:
        provider.control(redirect_uris=[running.url + "/staff/sso/back"])
        yield running
        log = running.log.read_text(encoding="utf-8")
        assert "Sanitizer" not in log and "runtime error" not in log, log


@pytest.fixture
def users(provider):
    """Make people known to the provider; theirs are unique names."""
    known = {}

    def run(*groups, **claims):
        login = uuid.uuid4().hex[:12]
        known[login] = {"name": "Kim Beispiel", "email": f"{login}@kreis.example",
                        "email_verified": True, "groups": list(groups)} | claims
        known[login] = {name: value for name, value in known[login].items() if value is not None}
        provider.control(users=known)
        return login

    def change(login, **claims):
        known[login] |= claims
        provider.control(users=known)

    run.change = change
    yield run
    provider.control(users={}, forge=None, alg="RS256", sparse=False, told=None)


@pytest.fixture
def person(site):
    return Person(site)


def grants(account):
    return sorted((grant["role"], grant["office"] and grant["office"]["slug"])
                  for grant in account["grants"])


def is_in(answer):
    """It ends on a page for those who are signed in."""
    found, url, page = answer
    path = urllib.parse.urlsplit(url).path
    assert found == 200 and path.startswith("/staff") and "/sign-out" in page, (found, url, page)
    return True


def is_refused(answer, status, code, site):
    """The page says so, and nobody is signed in."""
    texts = json.loads((program.SOURCE / "web/locales/en.json").read_text(encoding="utf-8"))
    found, _, page = answer
    title = texts.get(f"error_page.{code}.title")
    assert found == status and title and title in page, (found, page)
    return True


def test_one_signs_in_by_the_provider_and_has_what_the_groups_bring(users, person, sql):  # noqa: F811
    login = users("LRA-Wohngeld-Leitung", "LRA-Sozialamt-Theke", "something else")
    assert is_in(person.sign_in(login))
    account = person.account()
    assert account["name"] == "Kim Beispiel" and account["sso"] is True
    assert account["email"] == f"{login}@kreis.example"
    assert grants(account) == [("front_desk", "sozialamt"), ("office_manager", "wohngeld")]
    logged = sql("SELECT action, after FROM audit_log l JOIN account a USING (authority_id, account_id)"
                 " WHERE a.email = %s ORDER BY audit_id", account["email"])
    assert {action for action, _ in logged} == {"join_sso", "grants_by_groups"}
    assert "sso" not in person.cookies()


def test_the_sign_in_page_leads_there_and_further_to_the_page_asked_for(users, person):
    _, _, page = person.open("/staff/sessions?lang=en")
    link = re.search(r'href="(/staff/sso[^"]*)"', page)[1].replace("&amp;", "&")
    assert "Sign in with your work account" in page
    answer = person.sign_in(users("LRA-Sozialamt-Theke"), link)
    assert is_in(answer) and urllib.parse.urlsplit(answer[1]).path == "/staff/sessions"
    assert '<html lang="en"' in answer[2]


def test_a_withdrawn_group_takes_its_grants_and_leaves_those_given_by_hand(users, site, add):  # noqa: F811
    login = users("LRA-Wohngeld-Leitung", "LRA-Sozialamt-Theke")
    add("front_desk", "jugendamt", email=f"{login}@kreis.example")
    add("front_desk", "sozialamt", email=f"{login}@kreis.example")
    person = Person(site)
    person.sign_in(login)
    assert ("office_manager", "wohngeld") in grants(person.account())
    users.change(login, groups=[])
    Person(site).sign_in(login)
    # The other browser, too, has lost it at once.
    assert grants(person.account()) == [("front_desk", "jugendamt"), ("front_desk", "sozialamt")]


def test_without_any_role_a_page_says_so_and_no_account_is_made(users, site, sql):  # noqa: F811
    login = users("nobody knows this group")
    assert is_refused(Person(site).sign_in(login, "/staff/sso?lang=en"), 403, "sso_no_grant", site)
    assert sql("SELECT count(*) FROM account WHERE email = %s", f"{login}@kreis.example") == [(0,)]


def test_who_leaves_all_groups_is_signed_in_no_longer_anywhere(users, site):
    login = users("LRA-IT")
    before = Person(site)
    before.sign_in(login)
    assert grants(before.account()) == [("administrator", None)]
    users.change(login, groups=[])
    assert is_refused(Person(site).sign_in(login, "/staff/sso?lang=en"), 403, "sso_no_grant", site)
    assert grants(before.account()) == []


def test_a_contact_person_is_found_by_name_or_by_e_mail_address(users, site, sql):  # noqa: F811
    sql("UPDATE contact_person SET email = '' WHERE slug = 'keller'")
    named, mailed = users("LRA-Keller"), users("LRA-Wohngeld")
    sql("UPDATE contact_person SET email = %s WHERE slug = 'keller'", f"{mailed}@kreis.example".upper())
    for login in (named, mailed):
        person = Person(site)
        person.sign_in(login)
        assert [grant["contact_person"]["name"] for grant in person.account()["grants"]] == ["S. Keller"]
    # Not by an address anybody can enter at the provider.
    liar = users("LRA-Wohngeld", email=f"{mailed}@kreis.example", email_verified=False)
    assert is_refused(Person(site).sign_in(liar, "/staff/sso?lang=en"), 403, "sso_email_taken", site)


def test_an_account_there_is_comes_over_only_by_a_verified_address(users, site, add):  # noqa: F811
    login = users("LRA-Sozialamt-Theke", email_verified=False)
    email, token = add("front_desk", "jugendamt", email=f"{login}@kreis.example")
    browser = Browser(site.url)
    assert browser.call("POST", f"/staff/links/{token}", {"password": PASSWORD})[0] == 204
    assert is_refused(Person(site).sign_in(login, "/staff/sso?lang=en"), 403, "sso_email_taken", site)
    users.change(login, email_verified=None)
    assert is_refused(Person(site).sign_in(login, "/staff/sso?lang=en"), 403, "sso_email_taken", site)
    users.change(login, email_verified=True)
    person = Person(site)
    person.sign_in(login)
    assert len(person.account()["grants"]) == 2
    # From then on the provider alone decides: no password opens it, and none can be ordered.
    assert browser.sign_in(email)[0] == 422
    # Somebody else who got the address later is not that person.
    heir = users("LRA-IT", email=email)
    assert is_refused(Person(site).sign_in(heir, "/staff/sso?lang=en"), 403, "sso_email_taken", site)


def test_an_account_can_be_parted_from_the_provider(users, site, database, add):  # noqa: F811
    login = users("LRA-IT")
    person = Person(site)
    person.sign_in(login)
    email = f"{login}@kreis.example"
    environment = {"AMTSTERMIN_DATABASE": database[1]}
    code, _, error = program.run("account", "leave-sso", email, environment=environment)
    assert code == 0, error
    with pytest.raises(urllib.error.HTTPError):  # signed out
        person.account()
    # A password opens it again, without what the groups brought.
    _, token = add("front_desk", "jugendamt", email=email)
    browser = Browser(site.url)
    assert browser.call("POST", f"/staff/links/{token}", {"password": PASSWORD})[0] == 204
    assert browser.sign_in(email)[0] == 200
    assert grants(browser.call("GET", "/staff/account")[1]) == [("front_desk", "jugendamt")]
    assert program.run("account", "leave-sso", "nobody@kreis.example", environment=environment)[0] == 1


def test_password_and_second_factor_are_the_providers(users, person, site, sql):  # noqa: F811
    login = users("LRA-Wohngeld-Leitung")
    person.sign_in(login)
    browser = Browser(site.url)
    browser.cookie = f"staff={person.cookies()['staff'].value}"
    assert "account/password" not in browser.call("GET", "/staff/account", api=False)[1]
    for path, body in (("password", {"current_password": "x", "password": PASSWORD}), ("totp", {"code": "123456"}),
                       ("totp/off", {"current_password": "x"}), ("recovery-codes", {"current_password": "x"})):
        assert browser.call("POST", f"/staff/account/{path}", body)[1]["code"] == "sso_account", path
    assert browser.call("POST", "/staff/forgot", {"email": f"{login}@kreis.example"})[0] == 202
    assert sql("SELECT count(*) FROM account_message m JOIN account a USING (authority_id, account_id)"
               " WHERE a.email = %s", f"{login}@kreis.example") == [(0,)]


def test_a_blocked_account_stays_out(users, person, site, sql):  # noqa: F811
    login = users("LRA-Sozialamt-Theke")
    person.sign_in(login)
    sql("UPDATE account SET state = 'blocked' WHERE email = %s", f"{login}@kreis.example")
    assert is_refused(Person(site).sign_in(login, "/staff/sso?lang=en"), 403, "blocked", site)


def test_without_an_e_mail_address_a_page_says_what_is_missing(users, site):
    login = users("LRA-IT", email=None)
    assert is_refused(Person(site).sign_in(login, "/staff/sso?lang=en"), 403, "sso_no_email", site)


FORGED = {
    "nonce": {"claims": {"nonce": "of another sign-in"}},
    "audience": {"claims": {"aud": "another program"}},
    "one audience of several": {"claims": {"aud": ["amtstermin", "another program"]}},
    "party": {"claims": {"azp": "another program"}},
    "issuer": {"claims": {"iss": "https://elsewhere.example"}},
    "end": {"claims": {"exp": 1000000000}},
    "age": {"claims": {"iat": 1000000000}},
    "subject": {"claims": {"sub": ""}},
    "key": {"key": "foreign"},
    "key without a name": {"key": "foreign", "header": {"kid": None}},
    "no signature": {"header": {"alg": "none"}},
    "the public key as secret": {"header": {"alg": "HS256"}},
}


@pytest.mark.parametrize("what", FORGED)
def test_a_token_with_one_thing_wrong_signs_nobody_in(what, users, provider, site):
    login = users("LRA-IT")
    provider.control(forge=FORGED[what])
    person = Person(site)
    assert is_refused(person.sign_in(login, "/staff/sso?lang=en"), 403, "sso_refused", site)
    assert "staff" not in person.cookies()
    provider.control(forge={})  # made anew with nothing changed: the forgery alone was refused
    assert is_in(person.sign_in(login))


def test_what_the_token_leaves_out_is_asked_at_the_userinfo_endpoint(users, provider, person):
    login = users("LRA-Wohngeld-Leitung")
    provider.control(sparse=True)
    asked = provider.control().get("/me", 0)
    assert is_in(person.sign_in(login))
    account = person.account()
    assert (account["name"], account["email"]) == ("Kim Beispiel", f"{login}@kreis.example")
    assert grants(account) == [("office_manager", "wohngeld")]
    assert provider.control()["/me"] == asked + 1


def test_who_told_all_in_the_token_is_not_asked_again(users, provider, person):
    asked = provider.control().get("/me", 0)
    assert is_in(person.sign_in(users("LRA-IT")))
    assert provider.control().get("/me", 0) == asked


def test_what_is_told_of_somebody_else_signs_nobody_in(users, provider, person, site):
    login = users("LRA-IT")
    provider.control(sparse=True, told={"sub": "somebody else", "groups": ["LRA-IT"], "email": "x@kreis.example"})
    assert is_refused(person.sign_in(login, "/staff/sso?lang=en"), 403, "sso_refused", site)


def test_no_grants_are_lost_while_the_userinfo_endpoint_tells_nothing(users, provider, site):
    login = users("LRA-IT")
    before = Person(site)
    before.sign_in(login)
    provider.control(sparse=True, told="not JSON")
    assert is_refused(Person(site).sign_in(login, "/staff/sso?lang=en"), 503, "sso_down", site)
    assert grants(before.account()) == [("administrator", None)]


def leave_by(person, page):
    """Follow the page that leads on to the provider, and confirm there: where it ends."""
    address = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', page)[1].replace("&amp;", "&")
    assert f'href="{address}"'.replace("&", "&amp;") in page
    _, url, page = person.open(address)
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page)) | {"logout": "yes"}
    return person.open(re.search(r'action="([^"]*)"', page)[1], form)


@pytest.mark.parametrize("path", ["/staff/sign-out", "/staff/sessions/end-all"])
def test_signing_out_signs_out_at_the_provider_too(path, users, person, site):
    assert is_in(person.sign_in(users("LRA-IT")))
    person.opener.addheaders = [("Accept", "text/html"), ("Origin", site.url)]
    status, _, page = person.open(f"{path}?lang=en", {})
    assert status == 200 and "You are signed out here" in page and "/staff/sign-out" not in page
    status, url, page = leave_by(person, page)
    assert (status, urllib.parse.urlsplit(url).path) == (200, "/staff/sign-in"), (url, page)
    assert '<html lang="en"' in page and "You are signed out" in page
    assert "/interaction/" in person.open("/staff/sso")[1]  # it asks for the password again


def test_the_provider_knows_whose_sign_in_ends(users, person, site, sql):  # noqa: F811
    login = users("LRA-IT")
    person.sign_in(login)
    browser = Browser(site.url)
    browser.cookie = f"staff={person.cookies()['staff'].value}"
    address = browser.call("POST", "/staff/sign-out", headers={"Origin": site.url})[1]["sign_out_url"]
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
    assert query["client_id"] == "amtstermin"
    assert query["post_logout_redirect_uri"] == site.url + "/staff/sso/signed-out"
    claims = query["id_token_hint"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"] == login
    assert sql("SELECT count(*) FROM staff_session s JOIN account a USING (authority_id, account_id)"
               " WHERE a.email = %s", f"{login}@kreis.example") == [(0,)]


def test_who_came_by_a_password_is_led_nowhere_else(site, add):  # noqa: F811
    email, token = add("front_desk", "jugendamt")
    browser = Browser(site.url)
    browser.call("POST", f"/staff/links/{token}", {"password": PASSWORD})
    browser.sign_in(email)
    assert browser.call("POST", "/staff/sign-out", headers={"Origin": site.url}) == (204, "")


def test_a_session_of_the_single_sign_on_is_short(users, person, sql):  # noqa: F811
    login = users("LRA-IT")
    person.sign_in(login)
    assert sql("SELECT extract(epoch FROM s.ends_at - s.created_at)::int FROM staff_session s"
               " JOIN account a USING (authority_id, account_id) WHERE a.email = %s",
               f"{login}@kreis.example") == [(120 * 60,)]


class Proxy(http.server.BaseHTTPRequestHandler):
    """Passes on what it is asked for, and keeps a list of it."""

    seen = []

    def pass_on(self):
        self.seen.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) or None
        sent = {name: value for name, value in self.headers.items()
                if name.lower() not in ("host", "proxy-connection", "accept-encoding", "content-length")}
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(self.path, body, sent), timeout=DEADLINE_SECONDS) as reply:
            text = reply.read()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.headers["Content-Type"])
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    do_GET = do_POST = pass_on

    def log_message(self, *_):
        pass


def test_the_provider_is_asked_through_the_proxy_of_the_environment(database, provider, site, users, tmp_path):  # noqa: F811
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    environment = {"AMTSTERMIN_DATABASE": database[1], "no_proxy": "",
                   "http_proxy": f"http://127.0.0.1:{proxy.server_port}"}
    try:
        with program.Server("--workers=1", *options_of(tmp_path, provider.issuer),
                            environment=environment).start() as running:
            address = running.url + "/staff/sso/back"
            login = users("LRA-IT")
            provider.control(redirect_uris=[address])
            assert is_in(Person(running).sign_in(login))
    finally:
        provider.control(redirect_uris=[site.url + "/staff/sso/back"])
        proxy.shutdown()
        proxy.server_close()
    asked = {urllib.parse.urlsplit(path).path for path in Proxy.seen}
    assert asked == {"/.well-known/openid-configuration", "/token", "/jwks"}


@pytest.mark.parametrize("alg", ["RS256", "PS256", "ES256"])
def test_the_signatures_of_the_usual_providers_are_understood(alg, users, provider, person):
    login = users("LRA-IT")
    provider.control(alg=alg)
    assert is_in(person.sign_in(login))


def test_new_keys_are_fetched_when_a_token_names_one(users, provider, site):
    login = users("LRA-IT")
    assert is_in(Person(site).sign_in(login))
    before = provider.control()["/jwks"]
    assert is_in(Person(site).sign_in(login))
    assert provider.control(rotate=True)["/jwks"] == before
    assert is_in(Person(site).sign_in(login))
    assert provider.control()["/jwks"] == before + 1


def test_invented_keys_do_not_have_the_provider_asked_each_time(users, provider, site):
    login = users("LRA-IT")
    provider.control(forge={"key": "foreign", "header": {"kid": "invented"}})
    before = provider.control().get("/jwks", 0)
    for _ in range(8):
        assert is_refused(Person(site).sign_in(login, "/staff/sso?lang=en"), 403, "sso_refused", site)
    assert provider.control()["/jwks"] - before <= 6


class Stop(urllib.request.HTTPRedirectHandler):
    """Follows redirects but the one that leads back to us."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        return None if "/staff/sso/back" in newurl else super().redirect_request(req, fp, code, msg, headers, newurl)


def back_to_us(site, login):
    """What a provider sends somebody back with, taken from a browser that did not go there."""
    person = Person(site)
    person.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(person.jar), Stop())
    data = urllib.parse.urlencode({"prompt": "login", "login": login, "password": "egal"}).encode()
    try:
        with person.opener.open(site.url + "/staff/sso?lang=en", timeout=DEADLINE_SECONDS) as page:
            address = page.url
        person.opener.open(address, data, timeout=DEADLINE_SECONDS)
    except urllib.error.HTTPError as reply:
        return person, reply.headers["Location"]
    raise AssertionError("the provider did not lead back")


def test_nobody_is_signed_in_by_somebody_elses_link(users, site):
    _, url = back_to_us(site, users("LRA-IT"))
    victim = Person(site)
    assert is_refused(victim.open(url + "&lang=en"), 400, "sso_anew", site)
    victim.opener.addheaders = [("Accept", "text/html"), ("Cookie", "sso=invented.en./staff")]
    assert is_refused(victim.open(url), 400, "sso_anew", site)


def test_a_code_opens_once(users, site):
    person, url = back_to_us(site, users("LRA-IT"))
    cookie = person.cookies()["sso"].value
    person.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(person.jar))
    assert person.open(url)[0] == 200
    again = Person(site)
    again.opener.addheaders = [("Cookie", f"sso={cookie}")]
    assert is_refused(again.open(url), 403, "sso_refused", site)
    assert is_refused(person.open(url + "&lang=en"), 400, "sso_anew", site)  # its cookie is gone


def test_an_answer_in_another_providers_name_is_refused(users, site):
    person, url = back_to_us(site, users("LRA-IT"))
    person.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(person.jar))
    parts = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(parts.query)) | {"iss": "https://elsewhere.example"}
    wrong = parts._replace(query=urllib.parse.urlencode(query)).geturl()
    assert is_refused(person.open(wrong), 403, "sso_refused", site)


def test_who_declines_at_the_provider_reads_that_it_was_not_confirmed(users, site):
    person, url = back_to_us(site, users("LRA-IT"))
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    person.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(person.jar))
    wanted = urllib.parse.urlencode({"error": "access_denied", "state": query["state"]})
    assert is_refused(person.open(f"/staff/sso/back?{wanted}"), 403, "sso_refused", site)


def test_the_cookie_and_the_request_are_what_the_standards_ask_for(site, provider):
    split = urllib.parse.urlsplit(site.url)
    connection = http.client.HTTPConnection(split.netloc, timeout=DEADLINE_SECONDS)
    connection.request("GET", "/staff/sso?next=https://elsewhere.example")
    reply = connection.getresponse()
    url = urllib.parse.urlsplit(reply.headers["Location"])
    query = dict(urllib.parse.parse_qsl(url.query))
    cookie = reply.headers["Set-Cookie"]
    connection.close()
    assert reply.status == 303 and f"{url.scheme}://{url.netloc}" == provider.issuer
    assert query["response_type"] == "code" and query["code_challenge_method"] == "S256"
    assert len({query["state"], query["nonce"], query["code_challenge"]}) == 3
    assert "SameSite=Lax" in cookie and "HttpOnly" in cookie and "elsewhere" not in cookie
    secret = cookie.split("=", 1)[1].split(".")[0]
    assert secret not in reply.headers["Location"]


def test_a_provider_that_is_down_gives_a_clear_page_and_works_again_when_it_is_back(database, tmp_path, users):  # noqa: F811
    own = Provider()
    port = int(own.issuer.rsplit(":", 1)[1])
    own.stop()
    options = options_of(tmp_path, own.issuer)
    with program.Server("--workers=1", *options,
                        environment={"AMTSTERMIN_DATABASE": database[1]}).start() as running:
        person = Person(running)
        assert is_refused(person.open("/staff/sso?lang=en"), 503, "sso_down", running)
        assert "Sign in with your work account" in person.open("/staff/sign-in?lang=en")[2]
        own = Provider(port)
        try:
            own.control(redirect_uris=[running.url + "/staff/sso/back"],
                        users={"kim": {"email": "kim@kreis.example", "groups": ["LRA-IT"]}})
            answer = until_up(person)
            assert answer[0] == 200 and "/interaction/" in answer[1], answer
            # It dies between its page and the way back.
            waiting, url = back_to_us(running, "kim")
        finally:
            own.stop()
        waiting.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(waiting.jar))
        assert is_refused(waiting.open(url), 503, "sso_down", running)
        assert person.open("/")[0] == 200  # citizens notice nothing


def until_up(person):
    """It is not asked again for two seconds after it did not answer."""
    from county import until

    return until(lambda: (lambda answer: answer if answer[0] == 200 else None)(person.open("/staff/sso")))


def test_without_single_sign_on_there_is_none(database):  # noqa: F811
    with program.Server("--workers=1", environment={"AMTSTERMIN_DATABASE": database[1]}).start() as running:
        browser = Browser(running.url)
        assert browser.call("GET", "/staff/sign-in")[1]["sso_url"] is None
        assert "/staff/sso" not in browser.call("GET", "/staff/sign-in", api=False)[1]
        assert browser.call("GET", "/staff/sso")[1]["code"] == "no_sso"
        assert browser.call("GET", "/staff/sso/back?code=1&state=2")[1]["code"] == "no_sso"


@pytest.mark.parametrize("wrong,says", [
    ({"sso_issuer": "http://sso.kreis.example"}, "https://"),
    ({"sso_client_id": ""}, "sso_client_id"),
    ({"sso_client_secret_file": "/nowhere"}, "/nowhere"),
    ({"sso_groups": "/nowhere"}, "/nowhere"),
])
def test_a_server_with_wrong_settings_does_not_start(wrong, says, tmp_path):
    code, _, error = program.run("serve", f"--data={tmp_path / 'var'}",
                                 *options_of(tmp_path, "https://sso.kreis.example", **wrong))
    assert code == 2 and says in error


@pytest.mark.parametrize("mapping,says", [
    ("{", "line 1"),
    ('{"a": []}', '"a"'),
    ('{"a": [{"role": "chief", "office": "wohngeld"}]}', "role is"),
    ('{"a": [{"role": "front_desk"}]}', "needs an office"),
    ('{"a": [{"role": "administrator", "office": "wohngeld"}]}', "administrator"),
    ('{"a": [{"role": "front_desk", "office": "wohngeld", "person": "keller"}]}', "person"),
    ('{"a": [{"role": "front_desk", "offices": "wohngeld"}]}', "nothing else"),
])
def test_a_mistake_in_the_groups_is_named_at_the_start(mapping, says, tmp_path):
    options = options_of(tmp_path, "https://sso.kreis.example")
    (tmp_path / "groups.json").write_text(mapping, encoding="utf-8")
    code, _, error = program.run("serve", f"--data={tmp_path / 'var'}", *options)
    assert code == 2 and "sso_groups" in error and says in error, error
