"""Many accounts at once from a table: what becomes of each line is seen before anything happens."""

import pytest

from mails import until
from test_admin_accounts import ACCOUNTS, admin, link_of, manager, place, sink, some_address, staff  # noqa: F401
from test_admin_files import form
from test_sign_in import PASSWORD, Browser

TABLE = ACCOUNTS + "/table"
HEAD = "E-Mail;Name;Rolle;Amt;Ansprechperson\r\n"


def looked(browser, table):
    status, document = browser.call("POST", TABLE, {"lines": table})
    assert status == 200, document
    return document


def accounts_of(place, *addresses):  # noqa: F811
    return place.sql("SELECT count(*) FROM account WHERE email = ANY (%s)", list(addresses))[0][0]


def wrong(line):
    return {(error["field"], error["code"]) for error in line["errors"]}


def test_a_table_is_looked_at_and_then_all_of_it_is_invited(place, sink, admin):  # noqa: F811
    first, second, third = some_address(), some_address(), some_address()
    there = staff(place, "front_desk", "wohngeld").email
    table = (f"\ufeff{HEAD}{first};\"Weiß, Özgür\";Ansprechperson;wohngeld;neu\r\n\r\n{second};Jo Frey;front_desk;Jugendamt;\r\n"
             f"{third};Maria Wolf;Amtsleitung;Wohngeld;\r\n{there};Kim;Front desk;jugendamt;\r\n")
    document = looked(admin, table)
    assert [line["line"] for line in document["lines"]] == [2, 4, 5, 6]
    assert document["expected"] == "new new new more" and document["can_invite"] and document["wrong_text"] is None
    assert document["lines"][0]["where_text"] == "neue Ansprechperson anlegen (Wohngeld)"
    assert document["lines"][1]["role_text"] == "Empfang" and "Konto" in document["lines"][3]["outcome_text"]
    assert accounts_of(place, first, second, third) == 0
    sent = {"lines": document["values"]["lines"], "do": "invite", "expected": document["expected"]}
    assert admin.call("POST", TABLE, sent)[0] == 204
    assert place.sql("SELECT p.slug FROM account_grant g JOIN account a USING (account_id) JOIN contact_person p"
                     " USING (contact_person_id) WHERE a.email = %s", first) == [("weiss-oezguer",)]
    for email in (first, second, third):
        browser = Browser(place.url)
        assert browser.call("POST", link_of(sink, email), {"password": PASSWORD})[0] == 204
    assert admin.call("POST", TABLE, sent)[0] == 422  # everybody has the role by now


def test_every_wrong_line_is_told_with_its_field_and_remedy(place, admin):  # noqa: F811
    good, there = some_address(), staff(place, "front_desk", "wohngeld").email
    document = looked(admin, HEAD + f"{good};Jo Frey;Empfang;wohngeld;\n{good.upper()};Jo Frey;Empfang;Wohngeld;\n"
                      f"frey;;Chef;nirgends;\n{some_address()};Kim;Empfang;;\n{there};Kim;Empfang;wohngeld;\n"
                      f"{some_address()};Kim;Empfang;wohngeld;neu\n{some_address()};Kim;Ansprechperson;wohngeld;Niemand Da\n")
    assert [wrong(line) for line in document["lines"]] == [
        set(), {("email", "repeated")}, {("email", "invalid_email"), ("name", "required"), ("role", "not_a_choice")},
        {("for", "required")}, {("email", "has_role")}, {("contact_person", "invalid")},
        {("contact_person", "not_a_choice")}]
    assert document["lines"][2]["errors"][2]["label"] == "Rolle" and "Empfang" in document["lines"][2]["errors"][2]["text"]
    assert not document["can_invite"] and document["wrong_text"] == "6 Zeilen sind zu berichtigen"
    status, document = admin.call("POST", TABLE, {"lines": document["values"]["lines"], "do": "invite"})
    assert status == 422 and document["errors"][0]["code"] == "invalid" and accounts_of(place, good) == 0


@pytest.mark.parametrize("table, part", [
    ("Name;Rolle\na;b", "E-Mail"), (HEAD, "zwei Zeilen"), ("email,name,role,telefon\na,b,c,d", "telefon"),
    ("email,name,role,mail\na,b,c,d", "zweimal"), (HEAD + 'a@b.de;"Jo', "Zeile 2"),
    (HEAD + "a@b.de;Jo;Empfang;wohngeld;\n" * 301, "Zeile 302")])
def test_what_is_no_table_is_told_what_helps(admin, table, part):  # noqa: F811
    status, document = admin.call("POST", TABLE, {"lines": table})
    assert (status, document["errors"][0]["code"]) == (422, "invalid")
    status, page = admin.call("POST", TABLE, {"lines": table}, api=False)
    assert status == 422 and part in page and "<textarea" in page


def test_nothing_is_no_table(admin):  # noqa: F811
    status, document = admin.call("POST", TABLE, {"lines": " "})
    assert (status, document["errors"][0]["field"], document["errors"][0]["code"]) == (422, "lines", "required")
    assert admin.call("GET", TABLE)[0] == 200


def test_a_file_is_read_as_what_is_pasted(admin):  # noqa: F811
    text = f"E-Mail,Name,Role,Office\n{some_address()},Jo Frey,front desk,wohngeld\n"
    status, _, page = form(admin, text, "leute.csv", TABLE)
    assert status == 200 and "Jo Frey" in page and 'value="invite"' in page and 'value="new"' in page


def test_what_changed_since_it_was_looked_at_is_shown_anew(place, admin):  # noqa: F811
    email = some_address()
    table = f"{HEAD}{email};Jo Frey;Empfang;wohngeld;\n"
    expected = looked(admin, table)["expected"]
    assert admin.call("POST", ACCOUNTS, {"name": "Jo Frey", "email": email, "role": "front_desk", "for": "jugendamt"})[0] == 204
    status, document = admin.call("POST", TABLE, {"lines": table, "do": "invite", "expected": expected})
    assert (status, document["code"], document["expected"]) == (409, "changed", "more")
    assert admin.call("POST", TABLE, {"lines": table, "do": "invite", "expected": "more"})[0] == 204


def test_a_manager_invites_to_the_own_office_only(manager):  # noqa: F811
    document = looked(manager, HEAD + f"{some_address()};Jo;Empfang;wohngeld;\n{some_address()};Jo;Empfang;Jugendamt;\n"
                      f"{some_address()};Jo;Administration;;\n")
    assert [wrong(line) for line in document["lines"]] == [set(), {("for", "not_a_choice")}, {("role", "not_a_choice")}]


def test_one_address_can_get_several_roles_and_names_in_any_script_a_short_name(place, sink, admin):  # noqa: F811
    email = some_address()
    table = f"{HEAD}{email};Ірина;Ansprechperson;wohngeld;neu\n{email};Ірина;Empfang;jugendamt;\n"
    assert looked(admin, table)["expected"] == "new new"
    assert admin.call("POST", TABLE, {"lines": table, "do": "invite"})[0] == 204
    assert accounts_of(place, email) == 1
    assert place.sql("SELECT count(*), max(left(p.slug, 6)) FROM account_grant g JOIN account a USING (account_id)"
                     " LEFT JOIN contact_person p USING (contact_person_id) WHERE a.email = %s", email) == [(2, "person")]
    assert until(lambda: sink.to(email), "the mail")
