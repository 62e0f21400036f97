"""Office files from the page: download, look at the difference, do it; new offices, empty or as a copy."""

import datetime
import http.client
import json

import pytest

from county import BERLIN
from test_admin_offices import administrator, signed_in, site, until, who  # noqa: F401
from test_sign_in import Browser, account, add, database, sql  # noqa: F401

pytestmark = pytest.mark.usefixtures("seeded")
BELOW = "/staff/jugendamt"


@pytest.fixture(scope="module")
def once():
    return {}


@pytest.fixture
def seeded(sql, administrator, once):  # noqa: F811
    """The office jugendamt, brought by its own file."""
    if once:
        return
    once["done"] = True
    document = download(administrator) | {
        "rules": {"horizon_days": 20, "lead_minutes": 0, "contact_by": "email_or_phone"},
        "services": [{"slug": "beratung", "minutes": 30, "buffer_minutes": 0, "channels": ["in_person"],
                      "texts": {code: {"name": f"Beratung {code}"} for code in ("de", "en")}}],
        "contact_persons": [{"slug": "adler", "name": "A. Adler", "kind": "person", "lanes": 2}],
        "responsibilities": [{"contact_person": "adler", "services": ["beratung"]}],
        "weekly_hours": [{"contact_person": "adler", "rule": f"FREQ=WEEKLY;BYDAY={day}", "from": "09:00", "to": "12:00",
                          "step_minutes": 30, "channels": ["in_person"], "valid_from": "2020-01-01"}
                         for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")]}
    document["texts"] = {code: {"name": "Jugendamt"} for code in ("de", "en")}
    done(administrator, upload(administrator, document))


def download(browser, office="jugendamt"):
    status, document = browser.call("GET", f"/staff/{office}/office.json")
    assert status == 200, document
    return {"rules": {}, "services": [], "contact_persons": [], "weekly_hours": [], "responsibilities": []} | document


def upload(browser, document, office="jugendamt", expected=201):
    status, shown = browser.call("POST", f"/staff/{office}/import", {"file": document, "file_name": "amt.json"})
    assert status == expected, shown
    return shown.get("file")


def apply(browser, shown, office="jugendamt"):
    return browser.call("POST", f"/staff/{office}/import/{shown['id']}")


def done(browser, shown, office="jugendamt"):
    assert shown["can_apply"], shown
    assert apply(browser, shown, office)[0] == 204


def paths(shown):
    return {(change["kind"], " ".join(change["path"])) for change in shown["changes"]}


def times(browser, office, service="beratung"):
    _, document = Browser(f"http://{browser.host}").call(
        "GET", f"/offices/{office}/services/{service}/times?channel=in_person&days=15")
    return [time["starts_at"] for time in document.get("times", [])]


#
# Looking
#

def test_a_file_that_was_downloaded_changes_nothing(administrator):  # noqa: F811
    shown = upload(administrator, download(administrator))
    assert shown["changes"] == [] and shown["same"] and not shown["can_apply"] and not shown["mistakes"]


def test_looking_changes_nothing_and_doing_changes_exactly_what_was_shown(administrator):  # noqa: F811
    document = download(administrator)
    document["services"][0]["minutes"] = 45
    document["rules"]["horizon_days"] = 21
    shown = upload(administrator, document)
    assert paths(shown) == {("changed", "services beratung minutes"), ("changed", "rules horizon_days")}
    texts = {change["what_text"]: change for change in shown["changes"]}
    assert texts["Anliegen „Beratung de“: Dauer (Minuten)"]["after_text"] == "45"
    assert texts["Regel: Buchungshorizont"]["before_text"] == "20 Tage"
    assert download(administrator)["services"][0]["minutes"] == 30
    # The page says the same, as often as it is asked for.
    assert administrator.call("GET", f"{BELOW}/import/{shown['id']}")[1]["file"]["changes"] == shown["changes"]
    done(administrator, shown)
    assert download(administrator)["services"][0]["minutes"] == 45
    assert download(administrator)["rules"]["horizon_days"] == 21
    assert apply(administrator, shown)[0] == 404  # it was done
    document["services"][0]["minutes"] = 30
    done(administrator, upload(administrator, document))


def test_what_was_done_stands_in_the_log(administrator, sql):  # noqa: F811
    document = download(administrator)
    document["rules"]["hold_minutes"] = 12 if document["rules"].get("hold_minutes") != 12 else 13
    done(administrator, upload(administrator, document))
    action, after = sql("SELECT action, after FROM audit_log WHERE kind = 'office' ORDER BY audit_id DESC LIMIT 1")[0]
    assert action == "import" and after[0]["path"] == ["rules", "hold_minutes"]


def test_an_office_that_was_changed_meanwhile_is_not_changed_by_an_old_difference(administrator):  # noqa: F811
    first, second = download(administrator), download(administrator)
    first["rules"]["retention_days"], second["rules"]["bookings_per_email"] = 9, 7
    shown = upload(administrator, first)
    done(administrator, upload(administrator, second))
    status, document = apply(administrator, shown)
    assert status == 409 and document["code"] == "changed"
    assert "retention_days" not in download(administrator)["rules"]
    # What is shown now is against the office of now, and takes the other change back.
    assert ("removed", "rules bookings_per_email") in paths(document["file"])


def test_every_mistake_is_named_with_its_line_and_nothing_can_be_done(administrator):  # noqa: F811
    document = download(administrator)
    document["services"][0]["minutes"] = 31
    document["responsibilities"][0]["contact_person"] = "adlr"
    shown = upload(administrator, document)
    assert not shown["can_apply"] and shown["changes"] == []
    found = {mistake["pointer"]: mistake for mistake in shown["mistakes"]}
    assert "/services/0/minutes" in found and "adler" in found["/responsibilities/0/contact_person"]["text"]
    assert found["/services/0/minutes"]["line_text"].startswith("Zeile ")
    assert found["/services/0/minutes"]["text"] == "31 geht hier nicht; schreiben Sie Minuten von 5 bis 480 in Schritten von 5"
    assert apply(administrator, shown)[0] == 422
    assert administrator.call("POST", f"{BELOW}/import", {})[0] == 422


def test_programs_get_codes_and_people_words_in_their_language(administrator):  # noqa: F811
    document = download(administrator)
    document["servces"] = []
    document["weekly_hours"] = []
    shown = upload(administrator, document)
    mistake = shown["mistakes"][0]
    assert (mistake["code"], mistake["params"]) == ("unknown_member", {"name": "servces", "meant": "services"})
    assert mistake["pointer"] == "/servces" and mistake["place"]["line"] > 1 and mistake["place"]["column"] > 1
    assert mistake["text"] == "„servces“ gibt es hier nicht; meinten Sie „services“?"
    assert "no_hours" in {warning["code"] for warning in shown["warnings"]}
    english = administrator.call("GET", f"{BELOW}/import/{shown['id']}?lang=en")[1]["file"]
    assert english["mistakes"][0]["text"] == 'there is no member "servces" here; did you mean "services"?'
    assert english["mistakes"][0]["line_text"].startswith("Line ")
    assert all(finding["text"] for finding in english["warnings"] + shown["warnings"])
    page = administrator.call("GET", f"{BELOW}/import/{shown['id']}?lang=en", api=False)[1]
    assert "did you mean &quot;services&quot;?" in page and "servces" in page


def test_the_state_is_never_changed_by_a_file(administrator):  # noqa: F811
    document = download(administrator)
    assert document["state"] == "live"
    shown = upload(administrator, document | {"state": "closed"})
    assert shown["changes"] == []


def form(browser, text, name="amt.json", path=f"{BELOW}/import"):
    """As a browser sends a form with a file: (status, location, page)"""
    boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
    body = (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: application/json\r\n\r\n{text}\r\n--{boundary}--\r\n").encode()
    connection = http.client.HTTPConnection(browser.host, timeout=60)
    connection.request("POST", path, body, {
        "Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "text/html", "Cookie": browser.cookie})
    reply = connection.getresponse()
    page = reply.read().decode()
    connection.close()
    return reply.status, reply.headers["Location"], page


def test_browsers_upload_the_file_by_a_form(administrator):  # noqa: F811
    document = download(administrator)
    document["rules"]["horizon_days"] = 25
    status, location, _ = form(administrator, json.dumps(document, indent=2))
    assert status == 303
    status, page = administrator.call("GET", location, api=False)
    assert status == 200 and "amt.json" in page and "25 Tage" in page and "/import/" in page
    status, location, _ = form(administrator, "{ das ist nichts")
    assert status == 303
    _, page = administrator.call("GET", location, api=False)
    assert "Das ist kein JSON" in page
    status, _, page = form(administrator, "", "")
    assert status == 422 and 'id="file-error"' in page
    assert form(administrator, "x" * 600_000)[0] == 413


#
# Bookings
#

def test_hours_with_bookings_are_not_taken_away_by_a_file(administrator, sql):  # noqa: F811
    day = until(lambda: times(administrator, "jugendamt"), "times are offered")[0]
    starts_at = datetime.datetime.fromisoformat(day)
    sql("WITH r AS (INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes)"
        " SELECT 1, contact_person_id, service_id, 0, 'in_person', tstzrange(%s, %s), 30"
        " FROM contact_person p JOIN service s USING (office_id) WHERE p.slug = 'adler' AND s.slug = 'beratung' RETURNING *)"
        " INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference, uid, family_name, given_name,"
        " phone, language) SELECT 1, reservation_id, office_id, service_id, '7KMC-9999', 'x@kreis', 'Brenner', 'Katrin',"
        " '07721 555', 'de' FROM r JOIN service USING (authority_id, service_id)",
        starts_at, starts_at + datetime.timedelta(minutes=30))
    document = download(administrator)
    weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][starts_at.astimezone(BERLIN).weekday()]
    document["weekly_hours"] = [hours for hours in document["weekly_hours"] if weekday not in hours["rule"]]
    shown = upload(administrator, document)
    assert "7KMC-9999" in shown["hits"][0]["text"] and "Brenner" not in json.dumps(shown)
    assert "/bookings/" in shown["hits"][0]["url"] and not shown["can_apply"]
    status, refused = apply(administrator, shown)
    assert status == 409 and refused["code"] == "bookings_hit"
    assert len(download(administrator)["weekly_hours"]) == 7
    # Somebody who goes has the same bookings.
    gone = download(administrator)
    gone["contact_persons"], gone["responsibilities"], gone["weekly_hours"] = [], [], []
    assert upload(administrator, gone)["hits"]
    # Hours that only become longer hit nobody.
    longer = download(administrator)
    for hours in longer["weekly_hours"]:
        hours["to"] = "13:00"
    shown = upload(administrator, longer)
    assert shown["hits"] == []
    done(administrator, shown)
    sql("UPDATE reservation SET released_at = now()")
    sql("UPDATE booking SET state = 'cancelled', cancelled_at = now()")


#
# New offices
#

def new(browser, expected=201, below="jugendamt", **fields):
    status, shown = browser.call("POST", f"/staff/{below}/offices", fields)
    assert status == expected, shown
    return shown


def test_a_copy_books_like_the_original(administrator, sql):  # noqa: F811
    shown = new(administrator, name="Elterngeld & Übergänge", parent="sozialamt", original="jugendamt",
                copy=["services", "texts", "rules", "hours"])["file"]
    assert shown["slug"] == "elterngeld-uebergaenge" and shown["fresh"]
    assert sql("SELECT count(*) FROM office WHERE slug = 'elterngeld-uebergaenge'")[0][0] == 0
    done(administrator, shown)
    until(lambda: administrator.call("GET", "/staff/elterngeld-uebergaenge/office.json")[0] == 200, "it is known")
    original, copy = download(administrator), download(administrator, "elterngeld-uebergaenge")
    assert copy["state"] == "draft" and copy["parent"] == "sozialamt"
    assert copy["services"] == original["services"] and copy["rules"] == original["rules"]
    assert [person["name"] for person in copy["contact_persons"]] == ["Platz 1"]
    assert "Adler" not in json.dumps(copy)
    sql("UPDATE office SET state = 'live' WHERE slug = 'elterngeld-uebergaenge'")
    until(lambda: times(administrator, "elterngeld-uebergaenge")
          and times(administrator, "elterngeld-uebergaenge") == times(administrator, "jugendamt"), "the same times")


def test_what_is_not_chosen_is_not_copied(administrator):  # noqa: F811
    done(administrator, new(administrator, name="Nur Regeln", parent="jugendamt", original="jugendamt",
                            copy=["rules"])["file"])
    until(lambda: administrator.call("GET", "/staff/nur-regeln/office.json")[0] == 200, "it is known")
    copy = download(administrator, "nur-regeln")
    assert copy["rules"] == download(administrator)["rules"] and copy["parent"] == "jugendamt"
    assert copy["services"] == [] and copy["contact_persons"] == [] and copy["weekly_hours"] == []


def test_a_new_office_can_be_empty_or_come_from_a_file(administrator):  # noqa: F811
    done(administrator, new(administrator, name="Unterhaltsvorschuss", slug="uvg", parent="")["file"])
    file = download(administrator) | {"slug": "aus-der-datei", "parent": "jugendamt"}
    shown = upload(administrator, file)
    assert shown["fresh"]
    done(administrator, shown)
    offices = {office["slug"]: office for office in administrator.call("GET", f"{BELOW}/offices")[1]["offices"]}
    assert offices["uvg"]["state"] == "draft" and offices["aus-der-datei"]["state"] == "draft"


def test_a_new_office_needs_a_name_and_a_short_name_of_its_own(administrator):  # noqa: F811
    for fields, wrong in (({}, {("name", "required")}),
                          ({"name": "Amt", "slug": "Groß!"}, {("slug", "invalid_slug")}),
                          ({"name": "Wohngeld"}, {("slug", "taken")}),
                          ({"name": "Amt", "parent": "nirgends", "original": "x", "copy": ["people"]},
                           {("parent", "not_a_choice"), ("original", "not_a_choice"), ("copy", "not_a_choice")})):
        document = new(administrator, expected=422, **fields)
        assert {(error["field"], error["code"]) for error in document["errors"]} == wrong
    status, page = administrator.call("POST", f"{BELOW}/offices", {"name": "Amt", "slug": "Groß!"}, api=False)
    assert status == 422 and 'value="Amt"' in page and 'id="slug-error"' in page


def test_managers_make_offices_below_their_own_and_nowhere_else(administrator, who, sql):  # noqa: F811
    manager = who("office_manager", "jugendamt")
    assert new(manager, name="Erziehungsberatung", parent="jugendamt")["file"]["can_apply"]
    new(manager, expected=422, name="Woanders", parent="sozialamt")
    new(manager, expected=422, name="Ganz oben")
    new(manager, expected=422, name="Abgeschaut", parent="jugendamt", original="wohngeld")
    upload(manager, download(manager) | {"slug": "fremd", "parent": "sozialamt"}, expected=403)
    upload(manager, download(manager) | {"parent": "sozialamt"}, expected=403)
    # What an administrator looks at is not for them to do.
    shown = upload(administrator, download(administrator) | {"slug": "oben", "parent": None})
    assert apply(manager, shown)[0] == 404
    assert sql("SELECT count(*) FROM office WHERE slug IN ('oben', 'fremd', 'woanders')")[0][0] == 0


def test_pages_for_files_are_pages(administrator):  # noqa: F811
    status, page = administrator.call("GET", f"{BELOW}/import", api=False)
    assert status == 200 and 'type="file"' in page and 'enctype="multipart/form-data"' in page
    assert administrator.call("GET", f"{BELOW}/import/999999")[0] == 404
    assert administrator.call("GET", f"{BELOW}/import/x")[0] == 404


def test_thirty_new_offices_leave_those_that_are_live_as_they_are(administrator, sql):  # noqa: F811
    sql("UPDATE office SET state = 'live' WHERE slug = 'jugendamt'")
    until(lambda: times(administrator, "jugendamt"), "citizens see times")
    live, free = download(administrator), times(administrator, "jugendamt")
    rows = "SELECT t.xmin::text, t::text FROM {} t JOIN contact_person p USING (contact_person_id)" \
           " JOIN office o USING (office_id) WHERE o.slug = 'jugendamt'"
    slots, hours = sql(rows.format("slot")), sql(rows.format("weekly_hours"))
    wanted = {}
    for nr in range(30):
        document = live | {"slug": f"amt-{nr:02}", "texts": {code: {"name": f"Amt {nr}"} for code in ("de", "en")}}
        del document["state"]
        shown = upload(administrator, document)
        assert shown["fresh"]
        done(administrator, shown)
        wanted[document["slug"]] = document
    assert download(administrator) == live
    assert set(slots) <= set(sql(rows.format("slot"))) and set(hours) == set(sql(rows.format("weekly_hours")))
    now = times(administrator, "jugendamt")
    assert [at for at in free if at >= now[0]] == [at for at in now if at <= free[-1]]  # time went on
    listed = {office["slug"]: office["state"] for office in administrator.call("GET", "/staff/jugendamt/offices")[1]["offices"]}
    assert {listed[slug] for slug in wanted} == {"draft"} and listed["jugendamt"] == "live"
    for slug, document in wanted.items():
        found = download(administrator, slug)
        assert {name: found[name] for name in ("texts", "services", "weekly_hours", "rules")} == {
            name: document[name] for name in ("texts", "services", "weekly_hours", "rules")}
        assert Browser(f"http://{administrator.host}").call("GET", f"/offices/{slug}")[0] == 404
