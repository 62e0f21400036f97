"""What the jobs process does by itself: holds end, weekly hours become slots, holidays close, data are forgotten."""

import datetime
import os
import zoneinfo

import pytest

from mails import COUNTY, UTC, book, message, rows, until, until_sent
from server import Server, run

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
HORIZON_DAYS = 366


@pytest.fixture(scope="module", name="template")
def fixture_template(postgres):
    name = postgres.new_database()
    code, _, error = run("migrate", f"--database={postgres.conninfo(name)}")
    assert code == 0, error
    postgres.psql(COUNTY, name)
    postgres.psql(f"UPDATE office SET horizon_days = {HORIZON_DAYS} WHERE slug = 'wohngeld'", name)
    return name


@pytest.fixture(scope="module", name="db")
def fixture_db(postgres, template):
    """A connection to the database of a server at work."""
    name = postgres.new_database(template)
    connection = postgres.connect(name)
    with Server(f"--database={postgres.conninfo(name)}", "--workers=1") as server:
        server.start()
        yield connection
        print(server.log.read_text(encoding="utf-8"))
    connection.close()


def today():
    return datetime.datetime.now(BERLIN).date()


#
# Holds
#

def test_a_hold_whose_time_is_over_is_released_and_others_stay(db):
    ends = "INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes," \
           " hold_token_hash, hold_expires_at) VALUES (1, 2, 2, %s, 'in_person', '[2031-01-01 09:00Z,2031-01-01 09:30Z)'," \
           " 30, sha256(%s), now() + %s::interval) RETURNING reservation_id"
    over = rows(db, ends, 1, b"over", "1 second")[0][0]
    stays = rows(db, ends, 2, b"stays", "1 hour")[0][0]
    until(lambda: rows(db, "SELECT released_at FROM reservation WHERE reservation_id = %s", over)[0][0], "it is released")
    assert rows(db, "SELECT released_at FROM reservation WHERE reservation_id = %s", stays)[0][0] is None


#
# Slots
#

def add_rule(db, rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", begin="08:00", end="12:00", valid_from=None,
             valid_until=None, person=1):
    return rows(db, "INSERT INTO weekly_hours (authority_id, contact_person_id, rule, from_time, to_time, step_minutes,"
                " channels, valid_from, valid_until) VALUES (1, %s, %s, %s, %s, 10, '{in_person}', %s, %s)"
                " RETURNING weekly_hours_id", person, rule, begin, end, valid_from or today(), valid_until)[0][0]


def released(db, rule):
    """Until the rule has been gone over; through which date."""
    return until(lambda: rows(db, "SELECT released_through FROM weekly_hours WHERE weekly_hours_id = %s", rule)[0][0],
                 "the rule is released")


def slots(db, rule, where="withdrawn_at IS NULL"):
    """{date: (from, to)} of the rule, in local time."""
    found = rows(db, "SELECT occurs_on, lower(during), upper(during) FROM slot WHERE weekly_hours_id = %s"
                 f" AND {where} ORDER BY occurs_on", rule)
    return {day: (begin.astimezone(BERLIN), end.astimezone(BERLIN)) for day, begin, end in found}


def versions(db, rule):
    return rows(db, "SELECT slot_id, xmin::text FROM slot WHERE weekly_hours_id = %s ORDER BY slot_id", rule)


def test_a_new_rule_releases_its_slots_through_the_horizon_and_a_day_more(db):
    rule = add_rule(db)
    through = released(db, rule)
    assert through == today() + datetime.timedelta(days=HORIZON_DAYS + 1)
    days = slots(db, rule)
    assert set(days) >= {today() + datetime.timedelta(days=n) for n in range(1, HORIZON_DAYS + 2)}


def test_eight_stays_eight_on_both_days_of_the_time_change(db):
    rule = add_rule(db)
    released(db, rule)
    days = slots(db, rule)
    offsets = {begin.utcoffset() for begin, _ in days.values()}
    assert len(offsets) == 2, "winter and summer are both there"
    changes = [day for day in days if day.weekday() == 6 and
               datetime.datetime.combine(day, datetime.time(0), BERLIN).utcoffset() !=
               datetime.datetime.combine(day, datetime.time(12), BERLIN).utcoffset()]
    assert len(changes) == 2
    for day, (begin, end) in days.items():
        assert begin == datetime.datetime.combine(day, datetime.time(8), BERLIN)
        assert end == datetime.datetime.combine(day, datetime.time(12), BERLIN)


@pytest.mark.parametrize("day", [datetime.date(year, month, 31) - datetime.timedelta(
    days=(datetime.date(year, month, 31).weekday() + 1) % 7) for year in range(2027, 2031) for month in (3, 10)])
def test_the_time_changes_to_come_are_met_too(db, day):
    """The database's own conversion, as the release asks for it."""
    begin = rows(db, "SELECT (%s::date + time '08:00') AT TIME ZONE 'Europe/Berlin'", day)[0][0]
    assert begin == datetime.datetime.combine(day, datetime.time(8), BERLIN)


def test_going_over_a_rule_again_writes_no_slot(db):
    rule = add_rule(db)
    released(db, rule)
    before = versions(db, rule)
    rows(db, "UPDATE weekly_hours SET released_through = NULL WHERE weekly_hours_id = %s", rule)
    released(db, rule)
    assert versions(db, rule) == before and before


def test_the_next_night_adds_the_next_day_and_nothing_else(db):
    rule = add_rule(db)
    last = released(db, rule)
    rows(db, "DELETE FROM slot WHERE weekly_hours_id = %s AND occurs_on = %s", rule, last)
    before = versions(db, rule)
    rows(db, "UPDATE weekly_hours SET released_through = released_through - 1 WHERE weekly_hours_id = %s", rule)
    until(lambda: last in slots(db, rule), "the new day is there")
    assert versions(db, rule)[:-1] == before


def test_a_changed_rule_corrects_its_slots_and_leaves_edited_and_begun_ones(db):
    rule = add_rule(db, valid_from=today() - datetime.timedelta(days=10))
    released(db, rule)
    edited, dropped = today() + datetime.timedelta(days=3), today() + datetime.timedelta(days=4)
    past = rows(db, "INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels, weekly_hours_id,"
                " occurs_on) VALUES (1, 1, '[2026-01-05 07:00Z,2026-01-05 11:00Z)', 10, '{in_person}', %s, '2026-01-05')"
                " RETURNING slot_id", rule)[0][0]
    rows(db, "UPDATE slot SET edited = true, step_minutes = 15 WHERE weekly_hours_id = %s AND occurs_on = %s", rule, edited)
    rows(db, "UPDATE slot SET edited = true, withdrawn_at = now() WHERE weekly_hours_id = %s AND occurs_on = %s",
         rule, dropped)
    kept = rows(db, "SELECT slot_id, xmin::text FROM slot WHERE weekly_hours_id = %s AND (edited OR slot_id = %s)"
                " ORDER BY slot_id", rule, past)
    rows(db, "UPDATE weekly_hours SET from_time = '09:00', channels = '{phone}' WHERE weekly_hours_id = %s", rule)
    released(db, rule)
    days = slots(db, rule, "NOT edited AND lower(during) > now()")
    assert {begin.hour for begin, _ in days.values()} == {9}
    assert rows(db, "SELECT slot_id, xmin::text FROM slot WHERE weekly_hours_id = %s AND (edited OR slot_id = %s)"
                " ORDER BY slot_id", rule, past) == kept


def test_dates_that_no_longer_occur_are_withdrawn_and_come_back_with_the_rule(db):
    rule = add_rule(db)
    released(db, rule)
    everything = slots(db, rule, "withdrawn_at IS NULL AND lower(during) > now()")
    rows(db, "UPDATE weekly_hours SET rule = 'FREQ=WEEKLY;BYDAY=MO' WHERE weekly_hours_id = %s", rule)
    released(db, rule)
    assert {day.weekday() for day in slots(db, rule, "withdrawn_at IS NULL AND lower(during) > now()")} == {0}
    rows(db, "UPDATE weekly_hours SET rule = 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU' WHERE weekly_hours_id = %s", rule)
    released(db, rule)
    assert slots(db, rule, "withdrawn_at IS NULL AND lower(during) > now()") == everything


def test_an_ended_rule_withdraws_what_is_to_come(db):
    rule = add_rule(db)
    released(db, rule)
    rows(db, "UPDATE weekly_hours SET ended_at = now() WHERE weekly_hours_id = %s", rule)
    released(db, rule)
    assert slots(db, rule, "withdrawn_at IS NULL AND lower(during) > now()") == {}
    assert slots(db, rule, "withdrawn_at IS NOT NULL")


def test_a_rule_releases_between_its_first_and_its_last_day(db):
    first, last = today() + datetime.timedelta(days=20), today() + datetime.timedelta(days=26)
    rule = add_rule(db, valid_from=first, valid_until=last)
    released(db, rule)
    assert list(slots(db, rule)) == [first + datetime.timedelta(days=n) for n in range(7)]


def test_a_rule_nobody_can_read_releases_nothing_and_holds_up_no_other(db):
    wrong = add_rule(db, rule="FREQ=WEEKLY;BYDAY=XX")
    right = add_rule(db)
    released(db, right)
    released(db, wrong)
    assert slots(db, wrong) == {} and slots(db, right)


def test_the_horizon_is_inherited_from_the_offices_above(db):
    office = rows(db, "INSERT INTO office (authority_id, parent_id, slug, state) VALUES (1, 1, 'below', 'live')"
                  " RETURNING office_id")[0][0]
    person = rows(db, "INSERT INTO contact_person (authority_id, office_id, slug, name) VALUES (1, %s, 'p', 'P')"
                  " RETURNING contact_person_id", office)[0][0]
    assert released(db, add_rule(db, person=person)) == today() + datetime.timedelta(days=HORIZON_DAYS + 1)


def test_a_person_is_released_as_far_as_any_office_whose_services_they_answer_for(db):
    short = rows(db, "INSERT INTO office (authority_id, slug, state, horizon_days) VALUES (1, 'short', 'live', 7)"
                 " RETURNING office_id")[0][0]
    person = rows(db, "INSERT INTO contact_person (authority_id, office_id, slug, name) VALUES (1, %s, 'q', 'Q')"
                  " RETURNING contact_person_id", short)[0][0]
    rule = add_rule(db, person=person)
    assert released(db, rule) == today() + datetime.timedelta(days=8)
    rows(db, "INSERT INTO responsibility (authority_id, contact_person_id, service_id) VALUES (1, %s, 1)", person)
    far = today() + datetime.timedelta(days=HORIZON_DAYS + 1)
    until(lambda: released(db, rule) == far, "the rule is released further")


#
# Holidays
#

def test_public_holidays_close_the_authority_for_the_whole_local_day(db):
    year = today().year + 1
    closed = until(lambda: rows(db, "SELECT during, reason FROM closure WHERE authority_id = 1 AND holiday_on = %s",
                                datetime.date(year, 1, 6)), "Epiphany is closed")
    assert closed[0][0].lower == datetime.datetime(year, 1, 6, tzinfo=BERLIN)
    assert closed[0][0].upper == datetime.datetime(year, 1, 7, tzinfo=BERLIN)
    assert closed[0][1] == {"de": {"name": "Heilige Drei Könige"}, "en": {"name": "Epiphany"}}
    assert rows(db, "SELECT count(*) FROM closure WHERE holiday_on BETWEEN %s AND %s",
                datetime.date(year, 1, 1), datetime.date(year, 12, 31))[0][0] == 12


def test_a_new_authority_gets_the_holidays_of_its_own_land_while_the_server_runs(db):
    bremen = rows(db, "INSERT INTO authority (slug, email, federal_state, languages) VALUES ('bremen', 'a@hb.example', 'HB',"
                  " '{de}') RETURNING authority_id")[0][0]
    year = today().year + 1
    until(lambda: rows(db, "SELECT 1 FROM closure WHERE authority_id = %s AND holiday_on = %s", bremen,
                       datetime.date(year, 10, 31)), "Reformation Day is closed")
    assert not rows(db, "SELECT 1 FROM closure WHERE authority_id = %s AND holiday_on = %s", bremen,
                    datetime.date(year, 1, 6))


def test_a_holiday_that_was_opened_by_hand_stays_open_at_the_next_start(postgres, template):
    name = postgres.new_database(template)
    db = postgres.connect(name)
    christmas = datetime.date(today().year + 1, 12, 25)
    find = "SELECT withdrawn_at, xmin::text FROM closure WHERE authority_id = 1 AND holiday_on = %s"
    with Server(f"--database={postgres.conninfo(name)}", "--workers=1") as server:
        server.start()
        until(lambda: rows(db, find, christmas), "Christmas is closed")
        rows(db, "UPDATE closure SET withdrawn_at = now() WHERE holiday_on = %s", christmas)
        before = rows(db, find, christmas)
        server.stop()
        rows(db, "DELETE FROM closure WHERE holiday_on = %s", christmas + datetime.timedelta(days=1))
        server.start()
        until(lambda: rows(db, find, christmas + datetime.timedelta(days=1)), "the other day is closed again")
        assert rows(db, find, christmas) == before


#
# Closures that recur
#

def recurring(db, series, first, repeats, withdrawn=False):
    """One closure from 9 to 11 on that day."""
    rows(db, "INSERT INTO closure (authority_id, contact_person_id, series, repeats, withdrawn_at, during)"
         " VALUES (1, 1, %s, %s, CASE WHEN %s THEN now() END, tstzrange((%s::date + time '9:00') AT TIME ZONE 'Europe/Berlin',"
         " (%s::date + time '11:00') AT TIME ZONE 'Europe/Berlin')) RETURNING 1", series, repeats, withdrawn, first, first)


def test_closures_that_recur_go_on_at_the_same_local_time_until_somebody_ends_them(postgres, template):
    name = postgres.new_database(template)
    db = postgres.connect(name)
    soon, ago = today() + datetime.timedelta(days=10), today() - datetime.timedelta(days=10)
    last_of_month = next(d for d in (today() + datetime.timedelta(days=n) for n in range(1, 100)) if d.day == 31)
    week, month, ended, over = (f"00000000-0000-0000-0000-{n:012}" for n in range(4))
    recurring(db, week, soon, "week")
    recurring(db, month, last_of_month, "month")
    recurring(db, ended, soon, "week")
    recurring(db, ended, soon + datetime.timedelta(days=7), "week", withdrawn=True)
    recurring(db, over, ago, "week")
    find = "SELECT lower(during), upper(during) FROM closure WHERE series = %s ORDER BY during"

    def days(series):
        return [begin.astimezone(BERLIN) for begin, _ in rows(db, find, series)]

    with Server(f"--database={postgres.conninfo(name)}", "--workers=1") as server:
        server.start()
        weekly = until(lambda: (lambda found: found if len(found) > 1 else None)(days(week)), "the series goes on")
        monthly = until(lambda: (lambda found: found if len(found) > 1 else None)(days(month)), "the series goes on")
    assert [d.date() for d in weekly] == [soon + datetime.timedelta(days=7 * n) for n in range(len(weekly))]
    assert 390 <= (weekly[-1].date() - today()).days <= 400
    assert {d.hour for d in weekly} == {9}
    assert {d.day for d in monthly} == {31} and 7 <= len(monthly) <= 9
    assert len(days(ended)) == 2 and len(days(over)) == 1


#
# Reminding
#

def test_a_reminder_comes_once_as_long_before_as_the_office_says_to_who_heard_nothing_since(postgres, template):
    name = postgres.new_database(template)
    db = postgres.connect(name)
    now = datetime.datetime.now(UTC).replace(second=0, microsecond=0)
    now -= datetime.timedelta(minutes=now.minute % 5)

    def booked(hours, days_ago=5, office=1, **wishes):
        facts = book(db, "mira@mail.example", office=office, starts_at=now + datetime.timedelta(hours=hours), **wishes)
        rows(db, "UPDATE booking SET created_at = now() - %s * interval '1 day' WHERE booking_id = %s", days_ago,
             facts["booking_id"])
        rows(db, "UPDATE message SET created_at = now() - %s * interval '1 day', sent_at = now(), recipient = NULL,"
             " details = NULL WHERE booking_id = %s", days_ago, facts["booking_id"])
        return facts

    def reminders():
        return sorted(found[0] for found in rows(db, "SELECT booking_id FROM message WHERE kind = 'reminder'"))

    rows(db, "UPDATE office SET parent_id = (SELECT office_id FROM office WHERE slug = 'wohngeld') WHERE slug = 'schulden'")
    tomorrow, below = booked(20), booked(20, office=2)
    booked(20, days_ago=0.1)
    booked(40)
    booked(20, kind="cancelled")
    booked(-1)
    told = booked(20)
    rows(db, "INSERT INTO message (authority_id, booking_id, kind, language, sent_at) VALUES (1, %s, 'moved', 'de', now())",
         told["booking_id"])
    database = f"--database={postgres.conninfo(name)}"
    with Server(database, "--workers=1") as server:
        server.start()
        until(lambda: reminders() == [tomorrow["booking_id"], below["booking_id"]], "who is near is reminded")
    rows(db, "UPDATE office SET reminder_hours = 48 WHERE slug = 'wohngeld'")
    rows(db, "UPDATE office SET reminder_hours = 0 WHERE slug = 'schulden'")
    later, never = booked(44), booked(44, office=2)
    with Server(database, "--workers=1") as server:
        server.start()
        until(lambda: later["booking_id"] in reminders(), "the office says two days")
    assert reminders().count(tomorrow["booking_id"]) == 1 and never["booking_id"] not in reminders()
    (link,) = rows(db, "SELECT count(*) FROM manage_link WHERE booking_id = %s", tomorrow["booking_id"])
    assert link == (1,), "its own link"


#
# Forgetting
#

def test_an_answer_is_forgotten_before_the_booking_when_its_question_says_so(postgres, template):
    name = postgres.new_database(template)
    db = postgres.connect(name)
    now = datetime.datetime.now(UTC).replace(second=0, microsecond=0)
    now -= datetime.timedelta(minutes=now.minute % 5)
    young, old = (book(db, "mira@mail.example", starts_at=now - datetime.timedelta(days=days)) for days in (1, 3))
    rows(db, "UPDATE office SET retention_days = 30")
    rows(db, "UPDATE service SET questions = '[{\"key\": \"short\", \"type\": \"text\", \"keep_days\": 2},"
         " {\"key\": \"long\", \"type\": \"text\"}]'")
    rows(db, "UPDATE booking SET answers = '{\"short\": \"a\", \"long\": \"b\"}'")
    with Server(f"--database={postgres.conninfo(name)}", "--workers=1") as server:
        server.start()

        def answers(facts):
            return rows(db, "SELECT answers, family_name IS NULL FROM booking WHERE booking_id = %s", facts["booking_id"])[0]

        until(lambda: answers(old) == ({"long": "b"}, False), "the answer is forgotten, and nothing else")
        assert answers(young) == ({"short": "a", "long": "b"}, False)
        assert rows(db, "SELECT kind, count, rule_days FROM deletion_log") == [("answer", 1, 2)]


def test_personal_data_are_forgotten_after_the_offices_retention(postgres, template):
    name = postgres.new_database(template)
    db = postgres.connect(name)
    rows(db, "UPDATE office SET retention_days = 3 WHERE slug = 'wohngeld'")
    now = datetime.datetime.now(UTC).replace(second=0, microsecond=0)
    now -= datetime.timedelta(minutes=now.minute % 5)

    def ago(days, office=1, **wishes):
        return book(db, "mira@mail.example", office=office, starts_at=now - datetime.timedelta(days=days), **wishes)

    young, old, cancelled, default = ago(2), ago(4), ago(4, kind="cancelled"), ago(4, office=2)
    rows(db, "UPDATE booking SET answers = '{\"q\": \"a\"}', asked = '{\"surname\": \"Hof\"}'")
    rows(db, "INSERT INTO manage_link (authority_id, token_hash, booking_id) SELECT 1, sha256(uid::bytea), booking_id FROM booking")
    rows(db, "UPDATE message SET due_at = now() + interval '1 day'")
    rows(db, "UPDATE message SET sent_at = now() - interval '50 days', recipient = NULL, details = NULL"
         " WHERE booking_id = %s", default["booking_id"])
    with Server(f"--database={postgres.conninfo(name)}", "--workers=1") as server:
        server.start()
        for facts in (old, cancelled):
            until(lambda: rows(db, "SELECT erased_at FROM booking WHERE booking_id = %s", facts["booking_id"])[0][0],
                  "it is forgotten")
            assert rows(db, "SELECT family_name, given_name, email, phone, answers, asked, nth_of_email FROM booking"
                        " WHERE booking_id = %s", facts["booking_id"]) == [(None, None, None, None, {}, {}, None)]
            assert not rows(db, "SELECT 1 FROM manage_link WHERE booking_id = %s", facts["booking_id"])
            done = message(db, facts["message_id"])
            assert (done["recipient"], done["details"], done["last_error"]) == (None, None, "erased")
        until(lambda: not rows(db, "SELECT 1 FROM message WHERE message_id = %s", default["message_id"]),
              "the old message is deleted")
        for facts in (young, default):
            assert rows(db, "SELECT family_name, erased_at FROM booking WHERE booking_id = %s",
                        facts["booking_id"]) == [("Hofstetter", None)]
            assert rows(db, "SELECT 1 FROM manage_link WHERE booking_id = %s", facts["booking_id"])
        assert rows(db, "SELECT count(*) FROM reservation")[0][0] == 4, "the statistics keep their rows"
        assert "bookings_erased count=2" in server.log.read_text(encoding="utf-8")
        assert rows(db, "SELECT kind, office_id, sum(count)::int, rule_days FROM deletion_log GROUP BY 1, 2, 4"
                    " ORDER BY kind") == [("booking", 1, 2, 3), ("message", None, 1, 42)], "the log tells how much"


def test_mails_that_lie_as_files_are_deleted(postgres, template):
    name = postgres.new_database(template)
    db = postgres.connect(name)
    with Server(f"--database={postgres.conninfo(name)}", "--workers=1") as server:
        folder = server.folder / "var" / "mail"
        folder.mkdir(parents=True)
        old, young = folder / "account-1-7-1.eml", folder / "account-1-8-1.eml"
        for path in (old, young):
            path.write_text("To: mira@mail.example")
        eight_days_ago = datetime.datetime.now().timestamp() - 8 * 86400
        os.utime(old, (eight_days_ago, eight_days_ago))
        server.start()
        until(lambda: not old.exists(), "the old mail is deleted")
        assert young.exists()
        until(lambda: rows(db, "SELECT kind, count, rule_days FROM deletion_log") == [("mail_file", 1, 7)],
              "the log tells how much")


def test_the_jobs_go_on_after_the_database_was_away(postgres, template):
    name = postgres.new_database(template)
    with Server(f"--database={postgres.conninfo(name)}", "--workers=1") as server:
        server.start()
        postgres.kill()
        postgres.start()
        db = postgres.connect(name)
        until_sent(db, book(db, "mira@mail.example")["message_id"])
        released(db, add_rule(db))
