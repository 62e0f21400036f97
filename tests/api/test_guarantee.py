"""Every time shown can be booked, and every time that can be booked is shown.

Random calendars in a real database; what a worker shows from its memory is held against what
the statement that claims a time accepts, start by start.
"""

import datetime
import json
import os
import random
import urllib.request
import zoneinfo

import pytest

from county import until
from server import SOURCE, Server

SEED = int(os.environ.get("GUARANTEE_SEED", "1"))
ROUNDS = int(os.environ.get("GUARANTEE_ROUNDS", "2"))
UTC = datetime.timezone.utc
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
DEADLINE_SECONDS = 60
TICK = datetime.timedelta(minutes=5)
DAY = datetime.timedelta(days=1)
CHANNELS = ["in_person", "phone", "video"]


def midnight(day):
    return datetime.datetime.combine(day, datetime.time(), BERLIN).astimezone(UTC)


def time_change(day):
    """The first day from this one on that has not 24 hours."""
    while midnight(day + DAY) - midnight(day) == DAY:
        day += DAY
    return day


# Two ordinary days, and the Sunday of the next time change with its neighbours.
SOON = datetime.date.today() + 2 * DAY
SPANS = [(SOON, 2), (time_change(SOON + 3 * DAY) - DAY, 3)]

COUNTY = """
INSERT INTO authority (slug, email, federal_state, languages) VALUES ('county', 'a@county.example', 'BW', '{de}');
INSERT INTO office (authority_id, slug, state, lead_minutes, horizon_days) VALUES (1, 'office', 'draft', 0, 366);
INSERT INTO service (authority_id, office_id, slug, minutes, buffer_minutes, channels) VALUES
    (1, 1, 'short', 20, 0, '{in_person,phone}'), (1, 1, 'long', 45, 15, '{in_person,video}');
INSERT INTO contact_person (authority_id, office_id, slug, name, lanes) VALUES
    (1, 1, 'one', 'One', 1), (1, 1, 'three', 'Three', 3);
INSERT INTO responsibility (authority_id, contact_person_id, service_id) SELECT 1, p, s
    FROM generate_series(1, 2) p, generate_series(1, 2) s;
"""
# Hours that open some slots of the days looked at, and others not yet.
KEPT = list(range(40, 72, 3))
LANES = {1: 1, 2: 3}
SERVICES = {"short": (1, ["in_person", "phone"]), "long": (2, ["in_person", "video"])}


def ticks(day, days):
    """All ticks of so many local days, of which one may have 23 hours."""
    end = midnight(day + datetime.timedelta(days=days))
    start = midnight(day)
    while start < end:
        yield start
        start += TICK


def span(chance, longest):
    day, days = chance.choice(SPANS)
    begin = midnight(day) + TICK * chance.randrange(days * 288)
    return f"[{begin.isoformat()},{(begin + TICK * chance.randint(1, longest)).isoformat()})"


def fill(cursor, chance):
    for _ in range(30):
        channels = chance.sample(CHANNELS, chance.randint(1, 3))
        services = chance.choice([[], [], [1], [2], [1, 2]])
        cursor.execute("INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels, service_ids,"
                       " kept_until_hours) VALUES (1, %s, %s, %s, %s::channel[], %s::bigint[], %s)",
                       (chance.randint(1, 2), span(chance, 100), chance.choice([5, 10, 15, 20, 35, 60]),
                        channels, services, chance.choice([None, None, None, 1, 720] + KEPT)))
    for _ in range(6):
        office, person = chance.choice([(None, None), (1, None), (None, 1), (None, 2)])
        cursor.execute("INSERT INTO closure (authority_id, office_id, contact_person_id, during) VALUES (1, %s, %s, %s)",
                       (office, person, span(chance, 20)))
    for _ in range(60):
        person = chance.randint(1, 2)
        cursor.execute("INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes) "
                       "VALUES (1, %s, 1, %s, 'phone', %s, 20) ON CONFLICT DO NOTHING",
                       (person, chance.randrange(LANES[person]), span(chance, 12)))
    cursor.execute("UPDATE reservation SET released_at = now() WHERE reservation_id % 5 = 0")
    cursor.execute("UPDATE slot SET withdrawn_at = now() WHERE slot_id % 7 = 0")
    cursor.execute("UPDATE closure SET withdrawn_at = now() WHERE closure_id % 4 = 0")


def shown(server, service, channel, day, days):
    url = (f"{server.url}/api/v1/offices/office/services/{service}/times"
           f"?channel={channel}&from={day}&days={days}")
    with urllib.request.urlopen(url) as reply:
        times = json.load(reply)["times"]
    return {datetime.datetime.fromisoformat(time["starts_at"]).astimezone(UTC) for time in times}


def wait_for_feed(server):
    """An office is shown only when the calendars of all its people are there."""
    def shows():
        status, document = server.get("/api/v1/offices")
        return status == 200 and document["offices"]

    assert until(shows, DEADLINE_SECONDS), "the worker does not see the county"


def wait_for_holidays(connection):
    """The jobs close for them soon after there is an authority; not while times are compared."""
    def closed():
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM closure WHERE holiday_on IS NOT NULL")
            found = cursor.fetchone() is not None
        connection.commit()
        return found

    assert until(closed, DEADLINE_SECONDS), "no holiday was closed"


def claims(cursor, service_id, channel, start):
    """Whether any lane of anybody can be claimed; nothing stays claimed."""
    for person, lanes in LANES.items():
        for lane in range(lanes):
            cursor.execute("EXECUTE hold_create(1, %s, %s, %s, %s, %s, NULL, 0, '{1}', NULL, false, false)",
                           (person, lane, service_id, channel, start.isoformat()))
            if cursor.fetchone():
                cursor.connection.rollback()
                return True
    return False


def bookable(connection, service_id, channel, starts):
    statement = (SOURCE / "server/sql/hold_create.sql").read_text(encoding="utf-8")
    # Without a token it is not a hold; everything that is judged stays.
    statement = statement.replace("now() + $8::int * interval '1 minute'", "NULL::timestamptz + $8::int * interval '1 minute'")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        cursor.execute("PREPARE hold_create AS " + statement)
        connection.commit()
        return {start for start in starts if claims(cursor, service_id, channel, start)}


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_times_shown_are_exactly_those_that_can_be_claimed(postgres, round_):
    chance = random.Random(f"{SEED} {round_}")
    with Server(f"--database={postgres.conninfo(name := postgres.new_database())}", "--workers=1") as server:
        server.start()
        connection = postgres.connect(name)
        connection.autocommit = False
        with connection.cursor() as cursor:
            cursor.execute(COUNTY)
            connection.commit()
            wait_for_holidays(connection)
            fill(cursor, chance)
            cursor.execute("UPDATE office SET state = 'live'")
        connection.commit()
        wait_for_feed(server)
        for service, (service_id, channels) in SERVICES.items():
            for channel in channels:
                for day, days in SPANS:
                    seen = shown(server, service, channel, day, days)
                    can = bookable(connection, service_id, channel, ticks(day, days))
                    assert seen == can, (service, channel, day)
        connection.close()
