"""Offices, services and free times: what a citizen finds before anything is held."""

import datetime
import re

import pytest

from county import (BERLIN, DONAUESCHINGEN, FURTWANGEN, SLOT_DAYS, VILLINGEN, Client, day,
                    local, quoted, starts, until)

ANTRAG = "/offices/wohngeld/services/antrag"


def days_of(reply):
    return sorted({local(text).date() for text in starts(reply)})


def everything(client, path):
    """The starts of all times through the horizon, as one follows next_from."""
    reply = client.get(path)
    found = starts(reply)
    while reply["next_from"]:
        reply = client.get(f"{path}?from={reply['next_from']}")
        found += starts(reply)
    return found


def slugs(reply):
    return [office["slug"] for office in reply["offices"]]


# Offices and services


def test_the_start_page_lists_the_live_offices(client):
    assert {"wohngeld", "schalter", "puffer"} <= set(slugs(client.get("/offices")))


def test_an_office_in_preparation_is_not_listed(client):
    assert "entwurf" not in slugs(client.get("/offices"))


@pytest.mark.parametrize("path", ["/offices/entwurf", "/offices/entwurf/services/termin",
                                  "/offices/entwurf/services/termin/times"])
def test_an_office_in_preparation_cannot_be_reached(client, path):
    assert client.get(path).status == 404


def test_an_office_without_services_is_not_listed(client):
    assert "sozialamt" not in slugs(client.get("/offices"))


def test_an_office_says_when_its_next_time_is(client):
    office = next(o for o in client.get("/offices")["offices"] if o["slug"] == "ferien")
    assert office["next_at"] == starts(client.get("/offices/ferien/services/termin/times"))[0]


def test_an_office_lists_its_services_with_what_they_ask_for(client):
    services = {s["slug"]: s for s in client.get("/offices/wohngeld")["services"]}
    assert services["antrag"]["asks"] == ["surname"]
    assert services["antrag"]["minutes"] == 30
    assert services["antrag"]["channels"] == ["in_person", "phone", "video"]


def test_an_office_names_the_offices_above_it(client):
    assert [p["name"] for p in client.get("/offices/wohngeld")["parents"]] == ["Sozialamt"]


def test_an_office_says_how_to_call_it(client):
    office = client.get("/offices/wohngeld").json
    assert (office["phone"], office["phone_tel"]) == ("07721 913-7000", "+4977219137000")


def test_a_service_says_what_to_bring(client):
    assert client.get(ANTRAG)["documents"] == ["Ausweis", "Mietvertrag"]


@pytest.mark.parametrize("service, asks", [
    ("wohngeld/services/antrag", ["surname"]), ("schalter/services/ausweis", []),
    ("grundsicherung/services/beratung", ["municipality"])])
def test_a_service_asks_only_what_decides_who_is_responsible(client, service, asks):
    assert client.get("/offices/" + service)["asks"] == asks


def test_a_service_offers_the_municipalities_to_choose_from(client):
    choices = client.get("/offices/grundsicherung/services/beratung")["municipalities"]
    assert [c["value"] for c in choices] == [DONAUESCHINGEN, FURTWANGEN, VILLINGEN]


@pytest.mark.parametrize("path, code", [
    ("/offices/niemand", "no_such_office"), ("/offices/wohngeld/services/nichts", "no_such_service"),
    ("/offices/niemand/services/antrag/times", "no_such_office"),
    ("/offices/wohngeld/services/nichts/times", "no_such_service")])
def test_what_there_is_not_is_a_problem_with_a_code(client, path, code):
    reply = client.get(path)
    assert (reply.status, reply["code"]) == (404, code)
    assert reply.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/offices/niemand", "/offices/wohngeld/services/nichts",
                                  "/nirgendwo"])
def test_what_there_is_not_is_a_page_that_leads_on(client, path):
    reply = client.page(path)
    assert reply.status == 404
    assert reply.headers["Content-Type"].startswith("text/html")
    assert 'href="/"' in reply.text


# Search


@pytest.mark.parametrize("query", ["wohngeld", "Wohngeld", "WOHNGELD", "wohngelt", "wongeld",
                                   "neu beantragen"])
def test_search_finds_a_service_by_word_and_in_spite_of_typing_mistakes(client, query):
    found = client.get(f"/offices?q={quoted(query)}")["results"]
    assert ("wohngeld", "antrag") in [(r["office"]["slug"], r["slug"]) for r in found]


@pytest.mark.parametrize("query", ["Gespräch", "gesprach", "gespraech", "GESPRÄCH"])
def test_search_takes_umlauts_in_every_spelling(client, query):
    found = client.get(f"/offices?q={quoted(query)}")["results"]
    assert "gespraech" in [r["slug"] for r in found]


def test_search_without_a_result_says_so(client):
    reply = client.get("/offices?q=xyzzyqwert")
    assert reply["searched"] is True and reply["results"] == []
    assert client.page("/?q=xyzzyqwert").status == 200


def test_an_empty_search_is_none(client):
    assert client.get("/offices?q=")["searched"] is False


def test_what_was_searched_stands_in_the_page_again(client):
    assert "&lt;b&gt;Wohngeld&quot;" in client.page(f"/?q={quoted('<b>Wohngeld' + chr(34))}").text


# Languages


@pytest.mark.parametrize("path, headers, language", [
    ("/offices/schalter", {}, "de"), ("/offices/schalter?lang=en", {}, "en"),
    ("/offices/schalter?lang=xx", {}, "de"),
    ("/offices/schalter", {"Accept_Language": "en-GB,de;q=0.5"}, "en"),
    ("/offices/schalter", {"Accept_Language": "fr,de;q=0.5"}, "de"),
    ("/offices/schalter?lang=de", {"Accept_Language": "en"}, "de")])
def test_the_language_follows_the_link_then_the_browser(client, path, headers, language):
    reply = client.get(path, **headers)
    assert reply.headers["Content-Language"] == language
    assert reply["name"] == {"de": "Amt schalter", "en": "Office schalter"}[language]
    assert f'<html lang="{language}"' in client.page(path, **headers).text


def test_links_of_a_page_keep_the_language_chosen(client):
    links = re.findall(r'href="(/offices[^"]*)"', client.page("/offices/wohngeld?lang=en").text)
    assert links and all("lang=en" in link or "lang=de" in link for link in links)


# Times


def test_times_are_on_the_steps_of_the_slots_and_end_with_them(client):
    first = [local(text) for text in starts(client.get("/offices/ferien/services/termin/times"))
             if local(text).date() == day(1)]
    assert (first[0].hour, first[0].minute) == (8, 0)
    assert {t.minute % 20 for t in first} == {0}
    assert (first[-1].hour, first[-1].minute) == (16, 40)
    assert not [t for t in first if t.hour == 12]


def test_a_time_ends_as_long_after_its_start_as_the_service_takes(client):
    for time in client.get("/offices/puffer/services/gespraech/times")["times"]:
        assert local(time["ends_at"]) - local(time["starts_at"]) == datetime.timedelta(minutes=30)


def test_what_follows_an_appointment_must_fit_into_the_slot_too(client):
    reply = client.get("/offices/puffer/services/gespraech/times?time_of_day=am&days=62")
    latest = max(local(text).time() for text in starts(reply))
    assert latest == datetime.time(11, 15)  # 30 minutes and 15 after them until noon


def test_times_carry_the_offset_of_the_authority_on_both_sides_of_the_time_change(client):
    for text in starts(client.get("/offices/schalter/services/ausweis/times?days=62")):
        written = datetime.datetime.fromisoformat(text)
        assert written.utcoffset() == written.astimezone(BERLIN).utcoffset()
        assert 8 <= written.hour < 17


@pytest.mark.parametrize("letters, person", [
    ("A", "steinhuber"), ("a", "steinhuber"), ("Kle", "steinhuber"), ("Km", "benz"),
    ("Z", "benz"), ("Öz", "benz"), ("Ä", "steinhuber"), ("von Berg", "steinhuber"),
    ("ß", "benz")])
def test_the_surname_decides_who_receives(client, letters, person):
    times = client.get(f"{ANTRAG}/times?surname={quoted(letters)}")["times"]
    assert {t["contact_person"]["slug"] for t in times} == {person}


def test_a_surname_said_to_be_whole_decides_where_its_letters_do_not(client):
    query = ANTRAG + "/times?surname=K"
    assert client.get(query).status == 422
    times = client.get(query + "&whole_surname=1")["times"]
    assert {t["contact_person"]["slug"] for t in times} == {"steinhuber"}


@pytest.mark.parametrize("key, person", [(VILLINGEN, "maier"), (DONAUESCHINGEN, "oezdemir")])
def test_the_municipality_decides_who_receives(client, key, person):
    times = client.get(f"/offices/grundsicherung/services/beratung/times?municipality={key}")["times"]
    assert {t["contact_person"]["slug"] for t in times} == {person}


@pytest.mark.parametrize("query, field, code", [
    ("", "surname", "required"), ("?surname=", "surname", "required"),
    ("?surname=K", "surname", "more_letters"), ("?surname=12", "surname", "invalid_letters"),
    ("?surname=A&channel=fax", "channel", "not_a_choice"),
    ("?surname=A&from=gestern", "from", "invalid_date"),
    ("?surname=A&days=0", "days", "too_small"), ("?surname=A&days=9999", "days", "too_large"),
    ("?surname=A&days=viele", "days", "invalid_number"),
    ("?surname=A&time_of_day=night", "time_of_day", "not_a_choice"),
    ("?surname=A&contact_person=benz", "contact_person", "not_a_choice")])
def test_a_wrong_question_says_which_field_and_why(client, query, field, code):
    reply = client.get(ANTRAG + "/times" + query)
    assert reply.status == 422
    assert (field, code) in [(e["field"], e["code"]) for e in reply["errors"]]


@pytest.mark.parametrize("key, code", [("", "required"), ("00000000", "not_a_choice")])
def test_a_municipality_must_be_one_of_the_county(client, key, code):
    reply = client.get(f"/offices/grundsicherung/services/beratung/times?municipality={key}")
    assert (reply.status, reply["errors"]) == (422, [{"field": "municipality", "code": code}])


def test_the_page_of_a_wrong_question_is_the_form_with_what_was_typed(client):
    reply = client.page(ANTRAG + "/times?surname=K")
    assert reply.status == 422
    assert 'value="K"' in reply.text and "Fehler:" in reply.text


@pytest.mark.parametrize("path", [
    "/offices/wohngeld/services/nachweise/times?surname=Z",
    f"/offices/grundsicherung/services/beratung/times?municipality={FURTWANGEN}"])
def test_nobody_responsible_is_said_clearly(client, path):
    assert (client.get(path).status, client.get(path)["code"]) == (404, "nobody_responsible")
    assert client.page(path).status == 404


def test_nobody_responsible_names_the_phone_of_the_office(client):
    page = client.page("/offices/wohngeld/services/nachweise/times?surname=Z")
    assert "07721 913-7000" in page.text


@pytest.mark.parametrize("channel", ["in_person", "phone", "video"])
def test_times_are_of_the_channel_asked_for(client, channel):
    times = client.get(f"{ANTRAG}/times?surname=A&channel={channel}")["times"]
    assert {t["channel"] for t in times} == {channel}


def test_from_and_days_choose_the_days(client):
    reply = client.get(f"/offices/schalter/services/ausweis/times?from={day(5)}&days=3")
    assert days_of(reply) == [day(5), day(6), day(7)]
    assert reply["next_from"] == str(day(8))


def test_days_before_today_are_not_shown(client):
    reply = client.get(f"/offices/schalter/services/ausweis/times?from={day(-30)}&days=3")
    assert days_of(reply) == [day(1), day(2)]


def test_the_times_end_with_the_last_day(client):
    reply = client.get(f"/offices/vorlauf/services/termin/times?from={day(9)}&days=62")
    assert days_of(reply) == [day(9)]
    assert reply["next_from"] is None


def test_next_from_skips_days_without_times(client):
    weekday = day(20).isoweekday()
    reply = client.get(f"/offices/schalter/services/ausweis/times?from={day(21)}&days=1"
                       f"&weekday={weekday}")
    assert reply["times"] == [] and reply["next_from"] == str(day(27))


def test_following_next_from_finds_every_time_once(client):
    found = everything(client, "/offices/ferien/services/termin/times")
    assert found == sorted(set(found))
    assert {local(text).date() for text in found} == {day(n) for n in range(1, SLOT_DAYS + 1)
                                                      if n != 3}


@pytest.mark.parametrize("weekday", range(1, 8))
def test_only_the_weekday_wanted(client, weekday):
    reply = client.get(f"/offices/schalter/services/ausweis/times?days=14&weekday={weekday}")
    assert {d.isoweekday() for d in days_of(reply)} == {weekday}


def test_several_weekdays_wanted(client):
    reply = client.get("/offices/schalter/services/ausweis/times?days=14&weekday=2&weekday=4")
    assert {d.isoweekday() for d in days_of(reply)} == {2, 4}


@pytest.mark.parametrize("part, hours", [("am", range(8, 12)), ("pm", range(13, 17))])
def test_only_the_time_of_day_wanted(client, part, hours):
    reply = client.get(f"/offices/schalter/services/ausweis/times?days=7&time_of_day={part}")
    assert {local(text).hour for text in starts(reply)} == set(hours)


def test_times_keep_the_lead_time_and_end_with_the_horizon(client):
    found = starts(client.get("/offices/vorlauf/services/termin/times?days=62"))
    now = datetime.datetime.now(BERLIN)
    assert local(found[0]) >= now + datetime.timedelta(days=3) - datetime.timedelta(minutes=5)
    assert local(found[0]) < now + datetime.timedelta(days=4)
    assert local(found[-1]).date() == day(9)


def test_a_closed_day_offers_no_times(client):
    found = days_of(client.get("/offices/ferien/services/termin/times?days=6"))
    assert day(3) not in found and {day(2), day(4)} <= set(found)


def test_a_new_closure_takes_times_away_and_its_end_gives_them_back(county, client):
    path = f"/offices/ferien/services/termin/times?from={day(12)}&days=1"
    before = starts(client.get(path))
    [(closure,)] = county.rows(
        "INSERT INTO closure (authority_id, contact_person_id, during)"
        " SELECT 1, contact_person_id, tstzrange(%s, %s) FROM contact_person p JOIN office o"
        " USING (authority_id, office_id) WHERE o.slug = 'ferien' RETURNING closure_id",
        before[0], before[6])
    assert until(lambda: starts(client.get(path)) == before[6:])
    county.rows("UPDATE closure SET withdrawn_at = now() WHERE closure_id = %s", closure)
    assert until(lambda: starts(client.get(path)) == before)


def test_a_change_of_the_catalogue_is_seen_without_a_restart(county, client):
    county.rows("UPDATE contact_person SET name = 'Frieda Umbenannt' WHERE slug = 'frager'")
    path = "/offices/fragen/services/fragen/times"
    assert until(lambda: client.get(path)["times"][0]["contact_person"]["name"]
                 == "Frieda Umbenannt")


# An office that was closed


@pytest.fixture(name="closed")
def fixture_closed(county, client):
    """The office frist is closed, and nachfolge takes its bookings; live again at the end."""
    county.rows("UPDATE office SET state = 'closed', successor_id = (SELECT office_id FROM office WHERE slug = 'schalter')"
                " WHERE slug = 'frist'")
    assert until(lambda: client.get("/offices/frist")["closed"])
    yield "/offices/frist"
    county.rows("UPDATE office SET state = 'live', successor_id = NULL WHERE slug = 'frist'")
    assert until(lambda: not client.get("/offices/frist")["closed"])


def test_a_closed_office_names_its_successor_and_has_no_times(client, closed):
    reply = client.get(closed)
    assert (reply.status, reply["services"], reply["successor"]["slug"]) == (200, [], "schalter")
    assert "frist" not in slugs(client.get("/offices"))
    for path in (closed, f"{closed}/services/termin", f"{closed}/services/termin/times", "/l/frist/termin"):
        page = client.page(path)
        assert page.status == 200 and 'href="/offices/schalter"' in page.text, path
    assert client.get("/embed/frist")["times"] == []


def test_programs_are_told_that_an_office_is_closed(client, closed):
    for path in (f"{closed}/services/termin", f"{closed}/services/termin/times", "/l/frist", "/embed/frist/termin"):
        reply = client.get(path)
        assert (reply.status, reply["code"], reply["successor"]["slug"]) == (410, "office_closed", "schalter"), path


def test_a_closed_office_refuses_holds(client, closed):
    reply = client.post(f"{closed}/services/termin/holds",
                        {"starts_at": f"{day(30)}T09:00:00+01:00", "channel": "in_person"})
    assert (reply.status, reply["code"]) == (410, "office_closed")


# The page and the document


@pytest.mark.parametrize("query", ["?surname=A", "?surname=Z", "?surname=A&weekday=2",
                                   "?surname=A&time_of_day=pm", "?surname=A&channel=video"])
def test_the_page_shows_the_times_of_the_document(client, query):
    page = client.page(f"{ANTRAG}/times{query}&from={day(30)}").text
    shown = re.findall(r'name="starts_at" value="([^"]+)"', page)
    days = (local(shown[-1]).date() - day(30)).days + 1
    assert shown == starts(client.get(f"{ANTRAG}/times{query}&from={day(30)}&days={days}"))


def test_accept_json_gives_the_document_at_the_path_of_the_page(client):
    reply = client.request("GET", "/offices/wohngeld", Accept="application/json")
    assert reply.json == client.get("/offices/wohngeld").json


def test_the_earliest_time_stands_first_on_the_page(client):
    page = client.page("/offices/ferien/services/termin/times").text
    assert re.search(r'name="starts_at" value="([^"]+)"', page).group(1) == \
        starts(client.get("/offices/ferien/services/termin/times"))[0]


def test_the_month_shows_the_days_that_have_times(client):
    path = "/offices/ferien/services/termin/times"
    month = day(32).strftime("%Y-%m")
    page = client.page(f"{path}?view=month&month={month}").text
    linked = set(re.findall(r"day=(\d{4}-\d\d-\d\d)", page))
    free = {str(local(text).date()) for text in everything(client, path)
            if str(local(text).date()).startswith(month)}
    assert linked == free


def test_a_day_of_the_month_shows_its_times(client):
    path = "/offices/ferien/services/termin/times"
    chosen = day(20)
    page = client.page(f"{path}?view=month&month={str(chosen)[:7]}&day={chosen}").text
    shown = re.findall(r'name="starts_at" value="([^"]+)"', page)
    assert shown == starts(client.get(f"{path}?from={chosen}&days=1")) != []


@pytest.mark.parametrize("query", ["month=2026-13", "month=x", "day=2026-02-30", "month=9999-12",
                                   "month=0001-01", "day=x&month="])
def test_a_month_that_is_none_is_answered_with_one_that_is(client, query):
    assert client.page(f"/offices/ferien/services/termin/times?view=month&{query}").status == 200


def test_unchanged_pages_are_not_sent_again(client):
    path = "/offices/schalter/services/ausweis"
    etag = client.get(path).headers["ETag"]
    assert client.get(path, If_None_Match=etag).status == 304


def test_two_workers_answer_alike(county):
    found = {}
    while len(found) < 2:
        other = Client(county.server.url)
        found[other.worker(county.server.workers())] = starts(
            other.get("/offices/schalter/services/ausweis/times?days=20"))
    assert len({tuple(times) for times in found.values()}) == 1


def test_health_says_up_to_when_a_worker_knows_what_was_written(county, client):
    written = county.rows("UPDATE office SET phone = '07721 913-4711' WHERE slug = 'kurz' RETURNING clock_timestamp()")[0][0]

    def as_of():
        return datetime.datetime.fromisoformat(client.request("GET", "/healthz")["as_of"])

    assert until(lambda: as_of() > written)
    assert client.get("/offices/kurz")["phone"] == "07721 913-4711"
    assert as_of() <= county.rows("SELECT clock_timestamp()")[0][0]
