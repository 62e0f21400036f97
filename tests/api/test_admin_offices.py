"""Administrators and managers: the tree of offices, and settings that are inherited."""

import time

import pytest
import server as program

from county import DEADLINE_SECONDS
from test_sign_in import Browser, account, add, database, set_up, sql  # noqa: F401


@pytest.fixture(scope="module")
def site(database):  # noqa: F811
    options = "--trusted_proxies=127.0.0.1", "--workers=1"
    with program.Server(*options, environment={"AMTSTERMIN_DATABASE": database[1]}).start() as running:
        yield running
        log = running.log.read_text(encoding="utf-8")
        assert "Sanitizer" not in log and "runtime error" not in log, log
        assert " error " not in log, log


@pytest.fixture(scope="module")
def signed_in():
    return {}


@pytest.fixture
def who(site, account, signed_in):  # noqa: F811
    """A browser of that role, of wohngeld or another office."""

    def run(role, office="wohngeld"):
        if (role, office) not in signed_in:
            browser = signed_in[role, office] = Browser(site.url)
            browser.sign_in(account(role, office=office))
            set_up(browser)
        return signed_in[role, office]

    return run


@pytest.fixture
def administrator(who):
    return who("administrator")


def until(look, what):
    end = time.monotonic() + DEADLINE_SECONDS
    while not (found := look()):
        assert time.monotonic() < end, what
    return found


#
# The tree
#

def test_administrators_see_all_offices_each_below_its_parent(administrator):
    status, document = administrator.call("GET", "/staff/wohngeld/offices")
    assert status == 200
    found = {office["slug"]: office for office in document["offices"]}
    slugs = list(found)
    assert slugs.index("wohngeld") == slugs.index("sozialamt") + 1
    assert found["sozialamt"]["level"] == 0 and found["wohngeld"]["level"] == 1
    assert found["wohngeld"]["state"] == "draft"
    assert {"draft", "live"} <= {state["state"] for state in document["states"]}


def test_a_new_office_can_be_a_copy_of_any_office_and_below_any(administrator):
    _, document = administrator.call("GET", "/staff/wohngeld/offices")
    for choice in ("originals", "parents"):
        labels = {option["value"]: option["label"] for option in document[choice]}
        assert {office["slug"] for office in document["offices"]} <= set(labels)
        assert labels["wohngeld"] == "– Wohngeld"


def test_managers_see_their_part_of_the_tree(who):
    _, document = who("office_manager").call("GET", "/staff/wohngeld/offices")
    assert [(office["slug"], office["level"]) for office in document["offices"]] == [("wohngeld", 0)]
    _, document = who("office_manager", "sozialamt").call("GET", "/staff/wohngeld/offices")
    assert [office["slug"] for office in document["offices"]] == ["sozialamt", "wohngeld"]


#
# Settings
#

def settings(browser, office):
    """({name: row}, the document)"""
    status, document = browser.call("GET", f"/staff/{office}/settings")
    assert status == 200, document
    return {row["name"]: row for group in document["groups"] for row in group["settings"]}, document


def save(browser, office, version=None, **values):
    version = version or settings(browser, office)[1]["version"]
    return browser.call("POST", f"/staff/{office}/settings", {"version": version, **values})


@pytest.fixture
def clean(administrator):
    """Offices that set nothing themselves."""
    for office in ("sozialamt", "wohngeld"):
        assert save(administrator, office, do="clear")[0] == 204


@pytest.mark.usefixtures("clean")
def test_what_an_office_does_not_set_comes_from_the_one_above_it_and_the_page_says_so(administrator):
    assert save(administrator, "sozialamt", horizon_days=90, lead_minutes=24, lead_minutes_unit="hours",
                contact_by="phone", discreet="yes", calendar_names=True, phone="07721 913-1")[0] == 204
    rows, document = settings(administrator, "wohngeld")
    assert [office["name"] for office in document["above"]] == ["Sozialamt"]
    for name, value, text in (("horizon_days", 90, "90 Tage"), ("lead_minutes", 1440, "1 Tag"),
                              ("contact_by", "phone", "Telefon"), ("discreet", True, "ja"),
                              ("calendar_names", True, "ja"), ("phone", "07721 913-1", "07721 913-1")):
        assert rows[name]["value"] == value and rows[name]["value_text"] == text
        assert not rows[name]["own"] and rows[name]["from"]["name"] == "Sozialamt"
    assert rows["hold_minutes"]["value"] == 10 and rows["hold_minutes"]["from"] is None


@pytest.mark.usefixtures("clean")
def test_an_own_value_goes_before_the_inherited_one_which_is_shown_beside_it(administrator):
    save(administrator, "sozialamt", horizon_days=90, discreet=True)
    save(administrator, "wohngeld", horizon_days=30, discreet=False)
    rows, document = settings(administrator, "wohngeld")
    assert rows["horizon_days"]["own"] and rows["horizon_days"]["value"] == 30
    assert rows["horizon_days"]["else_text"] == "90 Tage"
    assert rows["horizon_days"]["else_from"]["name"] == "Sozialamt"
    assert rows["discreet"]["value"] is False and rows["discreet"]["else_text"] == "ja"
    assert "2 von" in document["own_text"]
    assert document["history"][0]["what_text"].startswith("Buchungshorizont: geerbt, jetzt 30 Tage")
    save(administrator, "wohngeld")
    assert not settings(administrator, "wohngeld")[0]["horizon_days"]["own"]


@pytest.mark.usefixtures("clean")
def test_saving_what_is_already_so_says_nothing_to_the_log(administrator, sql):  # noqa: F811
    save(administrator, "wohngeld", horizon_days=31)
    before = sql("SELECT count(*) FROM audit_log WHERE kind = 'office'")
    assert save(administrator, "wohngeld", horizon_days=31)[0] == 204
    assert sql("SELECT count(*) FROM audit_log WHERE kind = 'office'") == before


@pytest.mark.usefixtures("clean")
def test_everything_wrong_is_said_at_once_and_nothing_is_saved(administrator):
    status, document = save(administrator, "wohngeld", horizon_days=367, lead_minutes="31", lead_minutes_unit="days",
                            hold_minutes="viele", contact_by="post", discreet="vielleicht", phone="keins",
                            email="nix", retention_days=10)
    assert status == 422
    assert {(error["field"], error["code"]) for error in document["errors"]} == {
        ("horizon_days", "too_large"), ("lead_minutes", "too_large"), ("hold_minutes", "invalid_number"),
        ("contact_by", "not_a_choice"), ("discreet", "not_a_choice"), ("phone", "invalid_phone"),
        ("email", "invalid_email")}
    assert not settings(administrator, "wohngeld")[0]["retention_days"]["own"]
    status, page = administrator.call("POST", "/staff/wohngeld/settings",
                                      {"version": 1, "horizon_days": "367", "hold_minutes": "viele"}, api=False)
    assert status == 422 and 'value="367"' in page and 'value="viele"' in page and 'id="hold_minutes-error"' in page


@pytest.mark.usefixtures("clean")
def test_who_saves_an_old_page_is_told_and_loses_nothing(administrator, who):
    version = settings(administrator, "wohngeld")[1]["version"]
    assert save(who("office_manager"), "wohngeld", horizon_days=45)[0] == 204
    status, document = save(administrator, "wohngeld", version, horizon_days=50)
    assert status == 409 and document["code"] == "changed"
    assert "45 Tage" in document["changed"]["changes"][0]
    rows = {row["name"]: row for group in document["groups"] for row in group["settings"]}
    assert rows["horizon_days"]["input"]["value"] == "50" and rows["horizon_days"]["value"] == 45
    assert save(administrator, "wohngeld", document["version"], horizon_days=50)[0] == 204


def test_free_times_follow_the_settings_at_once(administrator, sql):  # noqa: F811
    sql("UPDATE office SET state = 'live' WHERE slug = 'jugendamt'")
    sql("INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts)"
        " SELECT 1, office_id, 'beratung', 30, '{phone}', '{\"de\": {\"name\": \"Beratung\"}}'"
        " FROM office WHERE slug = 'jugendamt'")
    sql("INSERT INTO contact_person (authority_id, office_id, slug, name)"
        " SELECT 1, office_id, 'adler', 'A. Adler' FROM office WHERE slug = 'jugendamt'")
    sql("INSERT INTO responsibility (authority_id, contact_person_id, service_id)"
        " SELECT 1, contact_person_id, service_id FROM contact_person p, service s"
        " WHERE p.slug = 'adler' AND s.slug = 'beratung'")
    sql("INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels)"
        " SELECT 1, contact_person_id, tstzrange(d, d + interval '2 hours'), 30, '{phone}'"
        " FROM contact_person, generate_series(date_trunc('day', now()) + interval '1 day 12 hours',"
        " now() + interval '40 days', '1 day') AS d WHERE slug = 'adler'")

    def days():
        _, document = Browser(administrator.host and f"http://{administrator.host}").call(
            "GET", "/offices/jugendamt/services/beratung/times?channel=phone&days=60")
        return len({time_["starts_at"][:10] for time_ in document.get("times", [])})

    until(lambda: days() > 30, "all days are offered")
    assert save(administrator, "jugendamt", horizon_days=10)[0] == 204
    until(lambda: 8 <= days() <= 10, "the horizon is nearer now")
    assert save(administrator, "jugendamt", horizon_days=10, lead_minutes=5, lead_minutes_unit="days")[0] == 204
    until(lambda: days() <= 6, "and the lead time longer")


def test_the_hour_at_which_new_days_open_is_a_time_of_day(administrator):
    for typed, value, text in (("8", "08:00", "8:00 Uhr"), ("23:55", "23:55", "23:55 Uhr"), ("", "00:00", "0:00 Uhr")):
        assert save(administrator, "wohngeld", days_open_at=typed)[0] == 204
        row = settings(administrator, "wohngeld")[0]["days_open_at"]
        assert (row["value"], row["value_text"], row["own"]) == (value, text, bool(typed))
    for typed in ("24:00", "8:03", "morgens"):
        status, document = save(administrator, "wohngeld", days_open_at=typed)
        assert status == 422 and [e["field"] for e in document["errors"]] == ["days_open_at"], typed
    page = administrator.call("POST", "/staff/wohngeld/settings", {"version": 1, "days_open_at": "8:03"}, api=False)[1]
    assert 'value="8:03"' in page and "in Schritten von 5 Minuten" in page


def test_the_share_kept_back_is_a_setting_like_all_others(administrator):
    assert save(administrator, "sozialamt", kept_percent=20, kept_hours=48)[0] == 204
    rows = settings(administrator, "wohngeld")[0]
    assert (rows["kept_percent"]["value_text"], rows["kept_hours"]["value_text"]) == ("20 %", "48 Stunden")
    assert rows["kept_percent"]["from"]["name"] == "Sozialamt" and not rows["kept_percent"]["own"]
    status, document = save(administrator, "wohngeld", kept_percent=101, kept_hours=0)
    assert status == 422 and [(e["field"], e["code"]) for e in document["errors"]] == [
        ("kept_percent", "too_large"), ("kept_hours", "too_small")]
    assert save(administrator, "sozialamt")[0] == 204
    assert settings(administrator, "wohngeld")[0]["kept_percent"]["value_text"] == "0 %"


def test_the_pages_are_pages(administrator):
    for path in ("offices", "settings"):
        status, page = administrator.call("GET", f"/staff/wohngeld/{path}", api=False)
        assert status == 200 and "<h1" in page and 'aria-current="page"' in page
