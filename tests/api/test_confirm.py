"""A hold becomes a booking: everything wrong at once, nothing typed is lost, and only once."""

import pytest

from county import citizen
from test_holds import end

ANSWERS = {"housing": "rent", "since": "2020-02-29", "persons": 3}


def confirm(client, held, details):
    return client.post(f"/holds/{held['token']}/confirm", details)


def mistakes(reply):
    assert reply.status == 422, reply
    return {e["field"]: e["code"] for e in reply["errors"]}


def test_confirming_gives_a_booking_with_the_link_of_the_hold(county, client):
    held = county.hold("schalter/ausweis", client)
    details = citizen()
    booked = confirm(client, held, details)
    assert (booked.status, booked["token"]) == (201, held["token"])
    assert booked["starts_at"] == held["starts_at"] and len(booked["reference"]) >= 8
    for member in ("family_name", "given_name", "email"):
        assert booked[member] == details[member]


def test_sent_twice_it_is_one_booking(county, client):
    held = county.hold("schalter/ausweis", client)
    details = citizen()
    first, again = confirm(client, held, details), confirm(county.client(), held, details)
    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    assert county.rows("SELECT count(*) FROM booking WHERE email = %s", details["email"]) == [(1,)]


def test_the_mail_is_there_with_the_booking(county, client):
    booked = county.booking("schalter/ausweis", client)
    same = county.rows("SELECT m.kind, m.created_at = b.created_at, m.xmin = b.xmin FROM message m"
                       " JOIN booking b USING (authority_id, booking_id) WHERE b.reference = %s",
                       booked["reference"])
    assert [row[:2] for row in same] == [("confirmation", True)]


def test_without_an_address_there_is_no_mail(county, client):
    held = county.hold("nur-telefon/termin", client)
    booked = confirm(client, held, citizen(email=""))
    assert booked.status == 201 and booked["email"] is None
    assert county.rows("SELECT count(*) FROM message m JOIN booking b USING (authority_id,"
                       " booking_id) WHERE b.reference = %s", booked["reference"]) == [(0,)]


@pytest.mark.parametrize("change, field, code", [
    ({"family_name": ""}, "family_name", "required"), ({"given_name": " "}, "given_name", "required"),
    ({"family_name": "x" * 101}, "family_name", "too_long"),
    ({"family_name": "123"}, "family_name", "invalid_name"),
    ({"family_name": "www.example.org"}, "family_name", "invalid_name"),
    ({"family_name": 7}, "family_name", "invalid"),
    ({"given_name": "a\u202eb"}, "given_name", "invalid"),
    ({"email": "erika"}, "email", "invalid_email"), ({"email": "a@b"}, "email", "email_domain"),
    ({"phone": "12"}, "phone", "invalid_phone"), ({"phone": "abc"}, "phone", "invalid_phone"),
    ({"language": "xx"}, "language", "not_a_choice")])
def test_a_mistake_in_a_field_has_a_code(county, client, change, field, code):
    held = county.hold("nur-email/termin", client)
    assert mistakes(confirm(client, held, citizen(**change))) == {field: code}
    client.delete(f"/holds/{held['token']}")


def test_all_mistakes_come_at_once(county, client):
    held = county.hold("fragen/fragen", client)
    wrong = mistakes(confirm(client, held, {"phone": "x", "email": "y"}))
    assert {"family_name", "given_name", "email", "phone", "answers.housing", "answers.since",
            "answers.persons"} <= set(wrong)


@pytest.mark.parametrize("office, typed, wrong", [
    ("nur-email", {"email": ""}, {"email": "required"}), ("nur-email", {"phone": ""}, None),
    ("nur-telefon", {"phone": ""}, {"phone": "required"}), ("nur-telefon", {"email": ""}, None),
    ("eins-von-beiden", {"email": "", "phone": ""}, {"email": "contact_needed"}),
    ("eins-von-beiden", {"email": ""}, None), ("eins-von-beiden", {"phone": ""}, None),
    ("beides", {"email": "", "phone": ""}, {"email": "required", "phone": "required"}),
    ("beides", {}, None)])
def test_the_office_decides_how_it_must_be_able_to_answer(county, client, office, typed, wrong):
    reply = confirm(client, county.hold(office + "/termin", client), citizen(**typed))
    assert reply.status == 201 if wrong is None else mistakes(reply) == wrong


def test_who_wants_to_be_called_leaves_a_number(county, client):
    held = county.hold("wohngeld/antrag", client, surname="A", channel="phone")
    assert mistakes(confirm(client, held, citizen(phone=""))) == {"phone": "required"}


# The service's own questions


@pytest.mark.parametrize("change, field, code", [
    ({"housing": None}, "housing", "required"), ({"housing": "tent"}, "housing", "not_a_choice"),
    ({"since": ""}, "since", "required"), ({"since": "2021-02-29"}, "since", "invalid_date"),
    ({"since": "gestern"}, "since", "invalid_date"), ({"persons": 0}, "persons", "too_small"),
    ({"persons": 13}, "persons", "too_large"), ({"persons": "viele"}, "persons", "invalid_number"),
    ({"note": "x" * 21}, "note", "too_long")])
def test_an_answer_must_fit_its_question(county, client, change, field, code):
    held = county.hold("fragen/fragen", client)
    reply = confirm(client, held, citizen(answers=ANSWERS | change))
    assert mistakes(reply) == {"answers." + field: code}
    client.delete(f"/holds/{held['token']}")


def test_answers_are_kept_with_the_booking_in_words(county, client):
    booked = county.booking("fragen/fragen", client, details=citizen(
        answers=ANSWERS | {"since": "29.2.2020"}))
    assert [a["value_text"] for a in booked["answers"]] == ["Zur Miete", "29.02.2020", "3"]
    assert county.rows("SELECT answers FROM booking WHERE reference = %s", booked["reference"]) == \
        [({"housing": "rent", "since": "2020-02-29", "persons": 3},)]


def test_a_question_may_be_left_open(county, client):
    assert "note" not in county.booking("fragen/fragen", client,
                                        details=citizen(answers=ANSWERS))["answers"]


@pytest.mark.parametrize("typed, link, language", [
    ("en", "", "en"), ("de", "?lang=en", "de"), (None, "?lang=en", "en"), (None, "", "de")])
def test_the_mail_is_in_the_language_of_the_citizen(county, client, typed, link, language):
    held = county.hold("schalter/ausweis", client)
    details = citizen()
    del details["language"]
    booked = client.post(f"/holds/{held['token']}/confirm{link}",
                         details | ({"language": typed} if typed else {}))
    assert county.rows("SELECT language FROM booking WHERE reference = %s",
                       booked["reference"]) == [(language,)]


# Over, and too many


def test_a_hold_that_is_over_cannot_be_confirmed_and_offers_times(county, client):
    held = county.hold("kurz/termin", client)
    end(county, held)
    reply = confirm(client, held, citizen())
    assert (reply.status, reply["code"]) == (410, "hold_expired")
    assert reply["times"]


def test_a_hold_whose_time_ran_out_is_over_before_it_is_released(county, client):
    held = county.hold("kurz/termin", client)
    county.rows("UPDATE reservation SET hold_expires_at = now() WHERE lower(during) = %s"
                " AND hold_expires_at IS NOT NULL AND released_at IS NULL AND service_id ="
                " (SELECT service_id FROM service JOIN office USING (authority_id, office_id)"
                " WHERE office.slug = 'kurz')", held["starts_at"])
    assert confirm(client, held, citizen()).status == 410


def test_the_page_of_a_hold_that_is_over_keeps_all_that_was_typed(county, client):
    held = county.hold("fragen/fragen", client)
    end(county, held)
    typed = {"family_name": "Über-<b>", "given_name": 'An"na', "email": "anna@citizen.example",
             "phone": "07721 1", "answers.note": "Bitte & danke", "answers.housing": "own",
             "answers.since": "1.1.2020", "answers.persons": "4", "channel": "in_person"}
    page = client.send(f"/holds/{held['token']}/confirm", typed)
    assert page.status == 410
    for value in ("Über-&lt;b&gt;", "An&quot;na", "anna@citizen.example", "07721 1",
                  "Bitte &amp; danke", 'value="own"', "1.1.2020", 'value="4"'):
        assert value in page.text


@pytest.mark.parametrize("step", ["details", "confirm"])
def test_the_page_with_mistakes_keeps_all_that_was_typed(county, client, step):
    held = county.hold("fragen/fragen", client)
    typed = {"family_name": "Über-<b>", "email": "keine", "phone": "x", "answers.note": "Hm & so",
             "answers.housing": "own", "answers.since": "32.13.", "answers.persons": "zwei"}
    page = client.send(f"/holds/{held['token']}/{step}", typed)
    assert page.status == 422 and "Fehler:" in page.text
    for value in ("Über-&lt;b&gt;", 'value="keine"', 'value="x"', "Hm &amp; so", "32.13.",
                  'value="zwei"', 'value="own" checked'):
        assert value in page.text
    client.delete(f"/holds/{held['token']}")


def test_an_address_has_only_so_many_appointments(county, client):
    details = citizen()
    first = county.booking("eine/termin", client, details=details)
    second = county.hold("eine/termin", client)
    reply = confirm(client, second, details | {"email": details["email"].upper()})
    assert (reply.status, reply["code"]) == (429, "too_many_bookings")
    assert int(reply.headers["Retry-After"]) > 0
    assert confirm(client, second, citizen()).status == 201
    client.post(f"/bookings/{first['token']}/cancel")
    county.booking("eine/termin", client, details=details)


def test_the_limit_is_per_service(county, client):
    details = citizen()
    county.booking("eine/termin", client, details=details)
    county.booking("ferien/termin", client, details=details)


@pytest.mark.parametrize("body, kind, status", [
    ("{", "application/json", 400), ("[]", "application/json", 400), ("x", "text/plain", 415),
    ('{"a":1,"a":2}', "application/json", 400)])
def test_a_body_that_cannot_be_read_is_refused(county, client, body, kind, status):
    held = county.hold("schalter/ausweis", client)
    reply = client.request("POST", f"/api/v1/holds/{held['token']}/confirm", body,
                           Content_Type=kind)
    assert reply.status == status
    client.delete(f"/holds/{held['token']}")
