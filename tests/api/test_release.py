"""Staggered release: new days open at an hour, and times are kept back until shortly before."""

import datetime

import pytest

from county import BERLIN, day, local, post_hold, starts, until
from desk import sign_in

SERVICE = "vorlauf/termin"  # horizon 9 days, a time every 20 minutes
PATH = f"/offices/{SERVICE.replace('/', '/services/')}"


NOT_YET, ALREADY = "23:55", "00:05"  # hours that any day has before and behind it, but for its ends
DAY_ENDS_SECONDS = 15 * 60


@pytest.fixture(autouse=True)
def within_the_day():
    """At its very ends a day has nothing before or behind: then the test begins a little later, never not at all."""
    assert until(lambda: "00:05" <= datetime.datetime.now(BERLIN).strftime("%H:%M") < "23:52", DAY_ENDS_SECONDS)


@pytest.fixture
def opens_at(county):
    """Say when days open, of the office itself or of one above it."""

    def run(value, office="vorlauf"):
        county.rows("UPDATE office SET days_open_at = %s WHERE slug = %s", value, office)

    yield run
    county.rows("UPDATE office SET days_open_at = NULL, parent_id = NULL WHERE slug = 'vorlauf'")
    county.rows("UPDATE office SET days_open_at = NULL WHERE slug = 'sozialamt'")


def last_day(client):
    found = starts(client.get(f"{PATH}/times?days=62"))
    return local(found[-1]).date()


def test_before_the_hour_the_horizon_ends_a_day_earlier(client, opens_at):
    assert until(lambda: last_day(client) == day(9))
    opens_at(NOT_YET)
    assert until(lambda: last_day(client) == day(8))


def test_from_the_hour_on_the_last_day_can_be_booked(client, opens_at):
    opens_at(NOT_YET)
    assert until(lambda: last_day(client) == day(8))
    opens_at(ALREADY)
    assert until(lambda: last_day(client) == day(9))


def test_the_hour_is_inherited(county, client, opens_at):
    county.rows("UPDATE office SET parent_id = (SELECT office_id FROM office WHERE slug = 'sozialamt')"
                " WHERE slug = 'vorlauf'")
    opens_at(NOT_YET, office="sozialamt")
    assert until(lambda: last_day(client) == day(8))
    opens_at("00:00")
    assert until(lambda: last_day(client) == day(9))


def test_a_time_of_a_day_that_is_not_open_cannot_be_held(county, client, opens_at):
    assert until(lambda: last_day(client) == day(9))
    wanted = client.get(f"{PATH}/times?from={day(9)}&days=1")["times"][0]
    opens_at(NOT_YET)
    assert until(lambda: last_day(client) == day(8))
    refused = post_hold(client, SERVICE, wanted)
    assert refused.status == 409 and wanted["starts_at"] not in starts(refused)
    opens_at(ALREADY)
    assert until(lambda: last_day(client) == day(9))
    assert post_hold(client, SERVICE, wanted).status == 201


def test_list_month_and_next_day_end_at_the_same_day(client, opens_at):
    opens_at(NOT_YET)
    assert until(lambda: last_day(client) == day(8))
    reply = client.get(f"{PATH}/times?from={day(8)}&days=1")
    assert starts(reply) and reply["next_from"] is None
    for shown, offered in ((day(8), True), (day(9), False)):
        page = client.page(f"{PATH}/times?view=month&day={shown}")
        assert (f'name="starts_at" value="{shown}T' in page.text) == offered


def test_the_answer_and_the_pages_say_when_the_next_day_opens(client, opens_at):
    assert until(lambda: client.get(f"{PATH}/times")["opens"] is None)
    opens_at(NOT_YET)
    assert until(lambda: last_day(client) == day(8))
    opens = client.get(f"{PATH}/times")["opens"]
    assert opens["day"] == str(day(9))
    assert local(opens["at"]).strftime("%H:%M") == NOT_YET and local(opens["at"]).date() == day(0)
    for view in ("", "?view=month"):
        assert "können Sie ab" in client.page(f"{PATH}/times{view}").text
    opens_at(ALREADY)
    assert until(lambda: client.get(f"{PATH}/times")["opens"]["day"] == str(day(10)))
    assert local(client.get(f"{PATH}/times")["opens"]["at"]).date() == day(1)


# Times that are kept back


@pytest.fixture
def keep(county):
    """Keep back the morning of a day: it opens to citizens so many hours before it begins."""

    def run(hours, after=6):
        county.rows("UPDATE slot s SET kept_until_hours = %s FROM contact_person p JOIN office o"
                    " USING (authority_id, office_id) WHERE o.slug = 'vorlauf'"
                    " AND s.contact_person_id = p.contact_person_id AND lower(s.during) = %s", hours, morning(after))

    yield run
    county.rows("UPDATE slot SET kept_until_hours = NULL WHERE kept_until_hours IS NOT NULL")


def morning(after):
    return datetime.datetime.combine(day(after), datetime.time(8), BERLIN)


def hours_offered(client, after=6):
    reply = client.get(f"{PATH}/times?from={day(after)}&days=1")
    return {local(text).hour for text in starts(reply)}


def a_morning_time(client, after=6):
    return client.get(f"{PATH}/times?from={day(after)}&days=1")["times"][0]


def test_citizens_see_what_is_kept_back_only_shortly_before(client, keep):
    assert until(lambda: 8 in hours_offered(client))
    keep(24)
    assert until(lambda: hours_offered(client) == set(range(13, 17)))
    assert hours_offered(client, after=5) == set(range(8, 12)) | set(range(13, 17))
    keep(7 * 24)
    assert until(lambda: 8 in hours_offered(client))


def test_what_is_kept_back_can_be_neither_held_nor_moved_to(county, client, keep):
    assert until(lambda: 8 in hours_offered(client))
    wanted = a_morning_time(client)
    mine = county.booking(SERVICE, client, wanted=client.get(f"{PATH}/times?from={day(5)}&days=1")["times"][0])
    keep(24)
    assert until(lambda: 8 not in hours_offered(client))
    assert post_hold(client, SERVICE, wanted).status == 409
    moved = client.post(f"/bookings/{mine['token']}/move", {"starts_at": wanted["starts_at"]})
    assert moved.status == 409
    keep(None)
    assert until(lambda: 8 in hours_offered(client))
    assert client.post(f"/bookings/{mine['token']}/move", {"starts_at": wanted["starts_at"]}).status == 200


def test_the_month_counts_no_time_that_is_kept_back(client, keep):
    assert until(lambda: 8 in hours_offered(client))
    keep(24)
    assert until(lambda: 8 not in hours_offered(client))
    page = client.page(f"{PATH}/times?view=month&day={day(6)}").text
    assert f'value="{day(6)}T13:00' in page and f'value="{day(6)}T08:' not in page


def test_staff_book_at_any_time_what_is_kept_back(county, client, keep):
    assert until(lambda: 8 in hours_offered(client))
    keep(24)
    assert until(lambda: 8 not in hours_offered(client))
    desk = sign_in(county, "front_desk", "vorlauf")
    shown = until(lambda: [t for t in staff_times(desk) if t.startswith(f"{day(6)}T08:")])
    status, booked = desk.call("POST", "/staff/vorlauf/bookings", {
        "service": "termin", "channel": "in_person", "given_name": "Katrin", "family_name": "Notfall",
        "time": shown[0]})
    assert status == 201, booked


def staff_times(desk):
    status, document = desk.call("GET", f"/staff/vorlauf/bookings/new?service=termin&whom=all&from={day(6)}")
    assert status == 200, document
    return [time["value"] for one in document["days"] for time in one["times"]]


def test_staff_are_told_why_it_is_not_offered(county, client, keep):
    assert until(lambda: 8 in hours_offered(client))
    keep(24)
    assert until(lambda: 8 not in hours_offered(client))
    desk = sign_in(county, "front_desk", "vorlauf")

    def unmet():
        status, document = desk.call("GET", "/staff/vorlauf/why?contact_person=person&service=termin"
                                     f"&date={day(6)}&time=8:40")
        assert status == 200, document
        return [(r["key"], r["text"]) for r in document["reasons"] if not r["ok"]]

    assert until(lambda: unmet() == [("hours", "Die Sprechzeit ist noch für Telefon und Notfälle zurückgehalten.")])


# A share of all times that is kept back


@pytest.fixture
def share(county):
    """Keep back so much of all times, until so many hours before; said by the office itself or by one above it."""

    def run(percent, hours=24, office="vorlauf"):
        county.rows("UPDATE office SET kept_percent = %s, kept_hours = %s WHERE slug = %s", percent, hours, office)

    yield run
    county.rows("UPDATE office SET kept_percent = NULL, kept_hours = NULL WHERE slug IN ('vorlauf', 'sozialamt')")
    county.rows("UPDATE office SET parent_id = NULL WHERE slug = 'vorlauf'")


def clocks(client, after=8):
    reply = client.get(f"{PATH}/times?from={day(after)}&days=1")
    return [local(text).strftime("%H:%M") for text in starts(reply)]


MORNING = [f"{hour:02}:{minute:02}" for hour in range(8, 12) for minute in (0, 20, 40)]
SHARED = [clock for clock in MORNING if clock not in ("08:40", "09:00", "10:40", "11:00")]  # two of six pieces are kept


def morning_of(client, after=8):
    return [clock for clock in clocks(client, after) if clock < "13:00"]


def test_a_share_of_all_times_is_kept_back_evenly_over_the_day(client, share):
    assert until(lambda: morning_of(client) == MORNING)
    share(34)
    assert until(lambda: morning_of(client) == SHARED)
    assert morning_of(client, after=7) == SHARED


def test_the_share_opens_shortly_before(client, share):
    share(34)
    assert until(lambda: morning_of(client) == SHARED)
    share(34, hours=9 * 24)
    assert until(lambda: morning_of(client) == MORNING)
    share(100, hours=7 * 24)
    assert until(lambda: clocks(client) == [])


def test_the_share_is_inherited(county, client, share):
    county.rows("UPDATE office SET parent_id = (SELECT office_id FROM office WHERE slug = 'sozialamt')"
                " WHERE slug = 'vorlauf'")
    share(34, office="sozialamt")
    assert until(lambda: morning_of(client) == SHARED)
    share(0)
    assert until(lambda: morning_of(client) == MORNING)


def test_of_the_share_all_that_is_shown_can_be_held_and_nothing_else(county, client, share):
    assert until(lambda: morning_of(client) == MORNING)
    times = client.get(f"{PATH}/times?from={day(7)}&days=1")["times"]
    mine = county.booking(SERVICE, client, wanted=client.get(f"{PATH}/times?from={day(5)}&days=1")["times"][0])
    share(34)
    assert until(lambda: morning_of(client, after=7) == SHARED)
    shown = starts(client.get(f"{PATH}/times?from={day(7)}&days=1"))
    hidden = [t for t in times if t["starts_at"] not in shown]
    assert len(hidden) > 3
    for wanted in hidden:
        assert post_hold(client, SERVICE, wanted).status == 409
        assert client.post(f"/bookings/{mine['token']}/move", {"starts_at": wanted["starts_at"]}).status == 409
    for wanted in times:
        if wanted["starts_at"] in shown:
            hold = post_hold(county.client(), SERVICE, wanted)
            assert hold.status == 201, wanted
            client.delete(f"/holds/{hold['token']}")


def test_staff_book_what_the_share_keeps_back_and_are_told_why_it_is_not_offered(county, client, share):
    share(34)
    assert until(lambda: morning_of(client) == SHARED)
    desk = sign_in(county, "front_desk", "vorlauf")
    assert until(lambda: f"{day(8)}T10:40" in [text[:16] for text in staff_times(desk)])
    status, document = desk.call("GET", "/staff/vorlauf/why?contact_person=person&service=termin"
                                 f"&date={day(8)}&time=10:40")
    assert status == 200 and [r["key"] for r in document["reasons"] if not r["ok"]] == ["hours"], document
