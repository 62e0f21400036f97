"""Staggered release: new days open at an hour, and times are kept back until shortly before."""

import datetime

import pytest

from county import BERLIN, day, local, post_hold, starts, until

SERVICE = "vorlauf/termin"  # horizon 9 days, a time every 20 minutes
PATH = f"/offices/{SERVICE.replace('/', '/services/')}"


def clock(minutes):
    """A moment of today's local day so far from now, as HH:MM on 5 minutes; None outside of it."""
    now = datetime.datetime.now(BERLIN)
    then = now + datetime.timedelta(minutes=minutes)
    then -= datetime.timedelta(minutes=then.minute % 5, seconds=then.second)
    return then.strftime("%H:%M") if then.date() == now.date() else None


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


def not_yet():
    value = clock(60)
    if value is None:
        pytest.skip("the local day is nearly over")
    return value


def already():
    value = clock(-10)
    if value is None:
        pytest.skip("the local day has just begun")
    return value


def test_before_the_hour_the_horizon_ends_a_day_earlier(client, opens_at):
    assert until(lambda: last_day(client) == day(9))
    opens_at(not_yet())
    assert until(lambda: last_day(client) == day(8))


def test_from_the_hour_on_the_last_day_can_be_booked(client, opens_at):
    opens_at(not_yet())
    assert until(lambda: last_day(client) == day(8))
    opens_at(already())
    assert until(lambda: last_day(client) == day(9))


def test_the_hour_is_inherited(county, client, opens_at):
    county.rows("UPDATE office SET parent_id = (SELECT office_id FROM office WHERE slug = 'sozialamt')"
                " WHERE slug = 'vorlauf'")
    opens_at(not_yet(), office="sozialamt")
    assert until(lambda: last_day(client) == day(8))
    opens_at("00:00")
    assert until(lambda: last_day(client) == day(9))


def test_a_time_of_a_day_that_is_not_open_cannot_be_held(county, client, opens_at):
    assert until(lambda: last_day(client) == day(9))
    wanted = client.get(f"{PATH}/times?from={day(9)}&days=1")["times"][0]
    opens_at(not_yet())
    assert until(lambda: last_day(client) == day(8))
    refused = post_hold(client, SERVICE, wanted)
    assert refused.status == 409 and wanted["starts_at"] not in starts(refused)
    opens_at(already())
    assert until(lambda: last_day(client) == day(9))
    assert post_hold(client, SERVICE, wanted).status == 201


def test_list_month_and_next_day_end_at_the_same_day(client, opens_at):
    opens_at(not_yet())
    assert until(lambda: last_day(client) == day(8))
    reply = client.get(f"{PATH}/times?from={day(8)}&days=1")
    assert starts(reply) and reply["next_from"] is None
    for shown, offered in ((day(8), True), (day(9), False)):
        page = client.page(f"{PATH}/times?view=month&day={shown}")
        assert (f'name="starts_at" value="{shown}T' in page.text) == offered


def test_the_answer_and_the_pages_say_when_the_next_day_opens(client, opens_at):
    assert until(lambda: client.get(f"{PATH}/times")["opens"] is None)
    value = not_yet()
    opens_at(value)
    assert until(lambda: last_day(client) == day(8))
    opens = client.get(f"{PATH}/times")["opens"]
    assert opens["day"] == str(day(9))
    assert local(opens["at"]).strftime("%H:%M") == value and local(opens["at"]).date() == day(0)
    for view in ("", "?view=month"):
        assert "können Sie ab" in client.page(f"{PATH}/times{view}").text
    opens_at(already())
    assert until(lambda: client.get(f"{PATH}/times")["opens"]["day"] == str(day(10)))
    assert local(client.get(f"{PATH}/times")["opens"]["at"]).date() == day(1)
