"""Accounts as administrators and managers keep them: roles, invitations by mail, blocking, handing over."""

import datetime
import re
import uuid

import psycopg2
import pytest

import server as program
from mails import Sink, until
from test_sign_in import PASSWORD, SEED, Browser, set_up

ACCOUNTS = "/staff/wohngeld/accounts"


@pytest.fixture(scope="module")
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def place(postgres, sink):
    """A server with a mail server, and its database."""
    name = postgres.new_database()
    info = postgres.conninfo(name)
    code, _, error = program.run("migrate", environment={"AMTSTERMIN_DATABASE": info})
    assert code == 0, error
    postgres.psql(SEED, name)
    with program.Server("--trusted_proxies=127.0.0.1", f"--smtp_url=smtp://127.0.0.1:{sink.port}", "--smtp_security=none",
                        environment={"AMTSTERMIN_DATABASE": info}).start() as running:
        running.info = info
        running.sql = lambda sql, *values: postgres.psql(sql, name, *values)
        yield running


def some_address():
    return f"{uuid.uuid4().hex[:12]}@kreis.example"


def staff(place, role, office=None, person=None):
    """A browser in which a new account of that role is signed in; its address and key."""
    email = some_address()
    arguments = ["account", "add", email, "--name", "Kim Beispiel", "--role", role]
    arguments += ["--office", office] if office else []
    arguments += ["--person", person] if person else []
    code, out, error = program.run(*arguments, environment={"AMTSTERMIN_DATABASE": place.info})
    assert code == 0, error
    browser = Browser(place.url)
    browser.email = email
    assert browser.call("POST", f"/staff/links/{out.strip().rsplit('/', 1)[1]}", {"password": PASSWORD})[0] == 204
    assert browser.sign_in(email)[0] == 200
    if role in ("office_manager", "administrator"):
        set_up(browser)
    browser.key = place.sql("SELECT account_id FROM account WHERE email = %s", email)[0][0]
    return browser


@pytest.fixture(scope="module")
def admin(place):
    return staff(place, "administrator")


@pytest.fixture(scope="module")
def manager(place):
    return staff(place, "office_manager", "wohngeld")


def listed(browser, **query):
    status, document = browser.call("GET", ACCOUNTS + "?" + "&".join(f"{k}={v}" for k, v in query.items()))
    assert status == 200, document
    return {row["email"]: row for row in document["accounts"]}


def link_of(sink, email):
    mail = until(lambda: sink.to(email), f"a mail to {email}")[-1]
    return re.search(r"/staff/links/[\w-]+", mail.get_body(("plain",)).get_content()).group()


def grants(place, account):
    return place.sql("SELECT grant_id, role FROM account_grant WHERE account_id = %s ORDER BY grant_id", account)


def test_who_is_invited_sets_a_password_and_works(place, sink, admin):
    email = some_address()
    status, _ = admin.call("POST", ACCOUNTS, {"name": "Nadja Simon", "email": email, "role": "front_desk",
                                              "for": "wohngeld"})
    assert status == 204
    row = listed(admin, q=email)[email]
    assert row["state"] == "invited" and "Wohngeld" in row["grants"][0]["text"]
    link = link_of(sink, email)
    browser = Browser(place.url)
    assert browser.call("POST", link, {"password": PASSWORD})[0] == 204
    assert browser.sign_in(email)[0] == 200
    assert browser.call("GET", "/staff/wohngeld/day")[0] == 200
    assert browser.call("POST", link, {"password": PASSWORD})[0] == 410


def test_a_contact_person_comes_into_being_with_the_invitation(place, admin):
    email = some_address()
    assert admin.call("POST", ACCOUNTS, {"name": "Özgür Weiß", "email": email, "role": "contact_person",
                                         "for": "wohngeld", "contact_person": "new"})[0] == 204
    assert place.sql("SELECT p.slug, p.name FROM account_grant g JOIN account a USING (account_id)"
                     " JOIN contact_person p USING (contact_person_id) WHERE a.email = %s",
                     email) == [("oezguer-weiss", "Özgür Weiß")]


def test_everything_wrong_with_an_invitation_is_said_at_once(admin):
    status, document = admin.call("POST", ACCOUNTS, {"name": "", "email": "frey", "role": "contact_person",
                                                     "for": "nirgends"})
    assert status == 422
    assert {e["field"]: e["code"] for e in document["errors"]} == {
        "name": "required", "email": "invalid_email", "for": "not_a_choice", "contact_person": "required"}


def test_who_has_the_role_already_is_not_invited_again(place, admin):
    again = {"name": "Kim Beispiel", "email": staff(place, "front_desk", "wohngeld").email, "role": "front_desk",
             "for": "wohngeld"}
    status, document = admin.call("POST", ACCOUNTS, again)
    assert (status, document["errors"][0]["code"]) == (422, "has_role")
    assert admin.call("POST", ACCOUNTS, again | {"for": "jugendamt"})[0] == 204


def test_a_manager_keeps_the_own_offices_accounts_and_no_others(place, manager):
    here, there = staff(place, "front_desk", "wohngeld"), staff(place, "front_desk", "jugendamt")
    rows = listed(manager)
    assert here.email in rows and there.email not in rows
    assert manager.call("GET", f"{ACCOUNTS}/{there.key}")[0] == 404
    assert manager.call("POST", f"{ACCOUNTS}/{there.key}/block")[0] == 404
    grant = grants(place, there.key)[0][0]
    assert manager.call("POST", f"{ACCOUNTS}/{there.key}/grants/{grant}/withdraw")[0] == 404
    assert grants(place, there.key) != []


@pytest.mark.parametrize("wanted", [
    {"role": "administrator"}, {"role": "office_manager", "for": "jugendamt"}, {"role": "front_desk", "for": "sozialamt"}])
def test_nobody_gives_more_than_they_have(place, manager, wanted):
    email = some_address()
    status, document = manager.call("POST", ACCOUNTS, {"name": "Kim Frei", "email": email} | wanted)
    assert (status, document["errors"][0]["code"]) == (422, "not_a_choice")
    assert place.sql("SELECT count(*) FROM account WHERE email = %s", email) == [(0,)]


def test_an_account_with_roles_elsewhere_is_not_a_managers_to_block(place, manager):
    both = staff(place, "front_desk", "wohngeld")
    code, _, error = program.run("account", "add", both.email, "--name", "Kim", "--role", "front_desk", "--office",
                                 "jugendamt", environment={"AMTSTERMIN_DATABASE": place.info})
    assert code == 0, error
    assert manager.call("POST", f"{ACCOUNTS}/{both.key}/block")[0] == 404
    assert listed(manager)[both.email]["within"] is False


def test_a_withdrawn_role_is_gone_at_the_next_request(place, admin):
    browser = staff(place, "front_desk", "wohngeld")
    assert browser.call("GET", "/staff/wohngeld/day")[0] == 200
    grant = grants(place, browser.key)[0][0]
    assert admin.call("POST", f"{ACCOUNTS}/{browser.key}/grants/{grant}/withdraw")[0] == 204
    assert browser.call("GET", "/staff/wohngeld/day")[0] == 403
    _, document = admin.call("GET", f"{ACCOUNTS}/{browser.key}")
    assert document["grants"] == [] and "entzogen" in document["history"][0]["what_text"]


def test_a_blocked_account_is_signed_out_and_stays_out(place, admin):
    browser = staff(place, "front_desk", "wohngeld")
    assert admin.call("POST", f"{ACCOUNTS}/{browser.key}/block")[0] == 204
    assert browser.call("GET", "/staff/wohngeld/day")[0] == 401
    assert browser.sign_in(browser.email)[0] == 422
    assert admin.call("POST", f"{ACCOUNTS}/{browser.key}/unblock")[0] == 204
    assert browser.sign_in(browser.email)[0] == 200


def test_nobody_blocks_themselves(place, manager):
    assert manager.call("POST", f"{ACCOUNTS}/{manager.key}/block")[0] == 404


def test_the_last_administrator_stays(place, admin):
    second = staff(place, "administrator")
    own, other = grants(place, admin.key)[0][0], grants(place, second.key)[0][0]
    assert admin.call("POST", f"{ACCOUNTS}/{second.key}/grants/{other}/withdraw")[0] == 204
    status, document = admin.call("POST", f"{ACCOUNTS}/{admin.key}/grants/{own}/withdraw")
    assert (status, document["code"]) == (409, "last_administrator")
    with pytest.raises(psycopg2.errors.CheckViolation):
        place.sql("UPDATE account SET state = 'blocked' WHERE account_id = %s", admin.key)
    assert admin.call("GET", ACCOUNTS)[0] == 200


def test_two_administrators_cannot_take_each_other_away_at_once(place, admin, postgres):
    """The second to commit waits for the first, and is refused."""
    second = staff(place, "administrator")
    one, two = psycopg2.connect(place.info), psycopg2.connect(place.info)
    remove = "DELETE FROM account_grant WHERE account_id = %s AND role = 'administrator'"
    one.cursor().execute(remove, (admin.key,))
    two.cursor().execute("SET lock_timeout = '200ms'")
    with pytest.raises(psycopg2.errors.LockNotAvailable):
        two.cursor().execute(remove, (second.key,))
    one.rollback()
    two.rollback()
    place.sql(remove, second.key)


def test_a_second_factor_is_reset_by_a_mailed_link_and_the_password_stays(place, sink, admin):
    lost = staff(place, "office_manager", "wohngeld")
    assert admin.call("POST", f"{ACCOUNTS}/{lost.key}/second-factor")[0] == 204
    link = link_of(sink, lost.email)
    assert lost.call("GET", "/staff/wohngeld/day")[0] == 200  # until the link is used nothing changes
    browser = Browser(place.url)
    status, page = browser.call("GET", link, api=False)
    assert status == 200 and 'name="password"' not in page
    assert browser.call("POST", link, {})[0] == 204
    assert lost.call("GET", "/staff/wohngeld/day")[0] == 401
    status, document = browser.sign_in(lost.email)
    assert (status, document["stage"]) == (200, "set_up")
    assert browser.call("POST", link, {})[0] == 410


def test_an_invitation_is_sent_again_and_the_old_link_ends(place, sink, admin):
    email = some_address()
    assert admin.call("POST", ACCOUNTS, {"name": "Tobias Ruf", "email": email, "role": "front_desk",
                                         "for": "wohngeld"})[0] == 204
    first = link_of(sink, email)
    assert admin.call("POST", f"{ACCOUNTS}/{listed(admin, q=email)[email]['id']}/invite")[0] == 204
    until(lambda: len(sink.to(email)) == 2, "the second invitation")
    assert Browser(place.url).call("GET", first)[0] == 410
    assert Browser(place.url).call("GET", link_of(sink, email))[0] == 200


def test_the_pages_say_it_in_words(place, admin):
    status, page = admin.call("GET", ACCOUNTS, api=False)
    assert status == 200 and "Konten und Rollen" in page and "Amtsleitung: Wohngeld" in page
    status, page = admin.call("GET", f"{ACCOUNTS}/{admin.key}", api=False)
    assert status == 200 and "Das ist Ihr eigenes Konto" in page


def test_what_a_leaving_person_holds_goes_to_another_and_the_account_is_blocked(place, admin):
    leaving = staff(place, "contact_person", "wohngeld", "keller")
    place.sql("INSERT INTO contact_person (authority_id, office_id, slug, name)"
              " SELECT 1, office_id, 'braun', 'J. Braun' FROM office WHERE slug = 'wohngeld'")
    place.sql("INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts)"
              " SELECT 1, office_id, 'antrag', 30, '{in_person}', '{\"de\": {\"name\": \"Antrag\"}}' FROM office"
              " WHERE slug = 'wohngeld'")
    place.sql("INSERT INTO responsibility (authority_id, contact_person_id, service_id, surname_from, surname_to)"
              " SELECT 1, p.contact_person_id, s.service_id, 'A', 'K' FROM contact_person p, service s WHERE p.slug = 'keller'")
    place.sql("INSERT INTO calendar_feed (authority_id, contact_person_id, token_hash)"
              " SELECT 1, contact_person_id, sha256('x') FROM contact_person WHERE slug = 'keller'")
    path = f"{ACCOUNTS}/{leaving.key}/handover"
    shown = until(lambda: (d := admin.call("GET", path)[1])["held"][0]["successors"][1:] and d, "the successor is known")
    held = shown["held"][0]
    assert (held["name"], held["feed"]) == ("S. Keller", True) and "1 Zuständigkeit" in held["responsibilities_text"]
    status, document = admin.call("POST", path, {"from": "1.1.2020", held["field"]: "braun"})
    assert (status, document["errors"][0]["field"]) == (422, "from")
    day = place.sql("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date + 10")[0][0]
    assert admin.call("POST", path, {"from": day.isoformat(), held["field"]: "braun"})[0] == 204
    assert place.sql("SELECT p.slug, r.surname_from, r.valid_from, r.valid_until FROM responsibility r"
                     " JOIN contact_person p USING (contact_person_id) ORDER BY r.responsibility_id") == [
        ("keller", "A", None, day - datetime.timedelta(days=1)), ("braun", "A", day, None)]
    assert place.sql("SELECT count(*) FROM calendar_feed") == [(0,)]
    assert leaving.call("GET", "/staff/wohngeld/day")[0] == 401
    status, page = admin.call("GET", path, api=False)
    assert status == 200 and "S. Keller" in page
