"""Who may do what: every route of the staff side, asked by everybody, held against one table.

A route that is new here fails until it stands in the table.
"""

import json
import pathlib
import re

import pytest

from test_sign_in import PASSWORD, Browser, account, add, database, set_up, site, sql  # noqa: F401

ROUTE = re.compile(r'\{EVHTTP_REQ_(\w+), +"(/staff[^"]*)", +\w+, +false, +(RIGHT_\w+)(?:, true)?\}')
ANY_STAFF = re.compile(r'"/staff')

# Who gets past the gate, by the right a route needs: the rest is turned away with 401 or 403.
EVERYBODY = ["nobody", "half", "front_desk", "contact_person", "office_manager", "administrator"]
GETS_IN = {
    "RIGHT_ANYBODY": EVERYBODY,
    "RIGHT_STEP": EVERYBODY[1:],
    "RIGHT_SIGNED_IN": EVERYBODY[2:],
    "RIGHT_BOOKINGS": EVERYBODY[2:],
    "RIGHT_HOURS": EVERYBODY[3:],
    "RIGHT_OFFICE": EVERYBODY[4:],
    "RIGHT_AUTHORITY": EVERYBODY[5:],
}
TURNED_AWAY = {"sign_in", "second_factor", "not_allowed"}
# With whatever roles, but another office's: only the administrator has the whole authority.
OF_OFFICES = {"RIGHT_BOOKINGS", "RIGHT_HOURS", "RIGHT_OFFICE"}


def routes():
    text = (pathlib.Path(__file__).parents[2] / "server/net/route.c").read_text(encoding="utf-8")
    found = ROUTE.findall(text)
    # Each row that says /staff was understood, and so says what it needs.
    assert len(found) == len(ANY_STAFF.findall(text))
    return found


@pytest.fixture(scope="module")
def walkers():
    return {}


@pytest.fixture
def walker(site, account, walkers):  # noqa: F811
    """A signed-in browser of that role; signed in anew when a route ended its session."""

    def run(who):
        browser = walkers.get(who)
        if browser and (who == "nobody" or alive(browser)):
            return browser
        browser = Browser(site.url)
        if who == "half":
            browser.sign_in(account("office_manager"))
        elif who != "nobody":
            browser.sign_in(account(who, person="keller" if who == "contact_person" else None))
            if who in ("office_manager", "administrator"):
                set_up(browser)
        walkers[who] = browser
        return browser

    def alive(browser):
        return browser.call("GET", "/staff/sign-in/totp")[0] == 200

    return run


@pytest.mark.parametrize("method,path,need", routes())
def test_every_role_gets_where_it_may_and_nowhere_else(method, path, need, walker):
    own = re.sub(r":\w+", "1", path.replace(":office", "wohngeld"))
    for who in EVERYBODY:
        _, document = walker(who).call(method, own, {} if method == "POST" else None)
        code = document.get("code") if isinstance(document, dict) else None
        assert (code not in TURNED_AWAY) == (who in GETS_IN[need]), (who, document)


@pytest.mark.parametrize("method,path,need", routes())
def test_foreign_offices_are_closed_to_all_but_the_administrator(method, path, need, walker):
    if ":office" not in path or need not in OF_OFFICES:
        assert ":office" not in path or need == "RIGHT_AUTHORITY"
        return
    foreign = re.sub(r":\w+", "1", path.replace(":office", "jugendamt"))
    for who in EVERYBODY[2:]:
        status, document = walker(who).call(method, foreign, {} if method == "POST" else None)
        assert (status == 403) == (who != "administrator"), (who, document)


def test_a_role_on_an_office_holds_for_those_below_it(site, account):  # noqa: F811
    browser = Browser(site.url)
    browser.sign_in(account("front_desk", office="sozialamt"))
    _, document = browser.call("GET", "/staff/account")
    assert json.dumps(document["grants"]).count("sozialamt") == 1
    assert PASSWORD not in json.dumps(document)


READ = re.compile(r'\{EVHTTP_REQ_GET, +"([^"]*)"')
# When somebody was last there ends an idle session: the one thing that reading notes.
CONTENT = """
    SELECT c.relname, md5(query_to_xml(
        format('SELECT t::text FROM (SELECT %s FROM %I) t ORDER BY 1',
               (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                  AND (c.relname, attname) <> ('staff_session', 'last_seen_at')), c.relname), true, false, '')::text)
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"""


def test_reading_changes_nothing(walker, sql):  # noqa: F811
    text = (pathlib.Path(__file__).parents[2] / "server/net/route.c").read_text(encoding="utf-8")
    paths = READ.findall(text)
    assert len(paths) > 40
    sql("UPDATE staff_session SET last_seen_at = now() - interval '5 minutes'")
    sql("INSERT INTO calendar_feed (authority_id, contact_person_id, token_hash)"
        " SELECT authority_id, contact_person_id, sha256('1') FROM contact_person LIMIT 1 ON CONFLICT DO NOTHING")
    browser, before = walker("administrator"), dict(sql(CONTENT))
    for path in paths:
        own = re.sub(r":\w+", "1", path.replace(":office", "wohngeld"))
        for api in (True, False):
            assert browser.call("GET", own, api=api)[0] < 500, own
    after = dict(sql(CONTENT))
    assert {table for table in after if after[table] != before[table]} == set()
