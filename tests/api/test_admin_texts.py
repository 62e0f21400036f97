"""An office says mails and parts of its pages in its own words: edited, shown first, kept in versions, inherited."""

import datetime
import itertools
import json
import re

import pytest

from test_admin_offices import administrator, signed_in, site, until, who  # noqa: F401
from test_sign_in import Browser, account, add, database, mail_to, sql  # noqa: F401

TEXTS = "/staff/{}/texts"
MAILS = ["mail.confirmation", "mail.reminder", "mail.moved", "mail.cancelled", "mail.lost_link"]
BODY = ("Guten Tag {{given_name}} {{family_name}},\n\nIhr Termin am {{date}} um {{time}} Uhr ist gebucht.\n\n"
        "Anliegen: {{service}}\nOrt: {{room}}, {{address}}\nHinweis: {{documents_note}}\n\nBitte mitbringen:\n- {{documents}}\n\n"
        "Ändern oder absagen: {{manage_url}}\n\nIhre {{contact_person}} <b>& Team</b>")
CITIZENS = itertools.count()


@pytest.fixture(scope="module", autouse=True)
def county(postgres, database):  # noqa: F811
    postgres.psql("""
        UPDATE authority SET languages = '{de,en,tr}', address = '{"lines": ["Musterstraße 2"]}',
            texts = '{"de": {"kind": "Landratsamt", "name": "Kreis"}}';
        UPDATE office SET state = 'live', phone = '07721 5', email = 'wohngeld@kreis.example' WHERE slug = 'wohngeld';
        INSERT INTO office (authority_id, slug, state, parent_id, discreet, texts)
        SELECT 1, 'schulden', 'live', office_id, true, '{"de": {"name": "Schuldnerberatung"}}' FROM office WHERE slug = 'sozialamt';
        INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts)
        SELECT 1, office_id, 'antrag', 30, '{in_person}', '{"de": {"name": "Erstantrag", "summary": "Kurz",
            "documents": ["Ausweis", "Mietvertrag"]}, "en": {"name": "First application"}}' FROM office WHERE slug = 'wohngeld';
        INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts)
        SELECT 1, office_id, 'insolvenz', 30, '{in_person}', '{"de": {"name": "Privatinsolvenz"}}' FROM office WHERE slug = 'schulden';
        INSERT INTO contact_person (authority_id, office_id, slug, name)
        SELECT 1, office_id, 'kern', 'Ute Kern' FROM office WHERE slug = 'schulden';
        UPDATE contact_person SET room = '{"de": {"room": "Raum 214"}}' WHERE slug = 'keller';
        INSERT INTO responsibility (authority_id, contact_person_id, service_id)
        SELECT 1, contact_person_id, service_id FROM contact_person JOIN service USING (authority_id, office_id)
        """, database[0])


def shown(browser, office="wohngeld", text="mail.confirmation", language="de", **more):
    query = "&".join(f"{name}={value}" for name, value in {"text": text, "language": language, **more}.items())
    status, document = browser.call("GET", TEXTS.format(office) + "?" + query)
    assert status == 200, document
    return document


def sent(browser, office="wohngeld", text="mail.confirmation", language="de", what="save", version=None, **fields):
    """(status, document) of a form that was filled in."""
    version = shown(browser, office, text, language)["version"] if version is None else version
    return browser.call("POST", TEXTS.format(office), {"text": text, "language": language, "version": version, "do": what,
                                                       **fields})


def saved(browser, *where, **fields):
    status, document = sent(browser, *where, **fields)
    assert status == 204, document


def back(browser, *where):
    assert sent(browser, *where, what="default")[0] == 204


def plain(paragraphs):
    """As it is read."""
    return "\n\n".join("\n".join("".join(part["text"] for part in line["parts"]) for line in paragraph["lines"])
                       for paragraph in paragraphs)


def mailed(site, sql, office="wohngeld", kind="confirmation", language="de"):  # noqa: F811
    """(subject, text, html) of the mail that a citizen of the office gets."""
    n = next(CITIZENS)
    address = f"citizen{n}@mail.example"
    starts_at = datetime.datetime(2027, 3, 1, 9, 0, tzinfo=datetime.timezone.utc) + datetime.timedelta(hours=n)
    details = {"token": f"token{n}", "sequence": 0, "channel": "in_person", "from_at": int(starts_at.timestamp()), "minutes": 30,
               "contact_person_id": sql("SELECT contact_person_id FROM contact_person JOIN office USING (office_id)"
                                        " WHERE office.slug = %s LIMIT 1", office)[0][0]}
    state = ("cancelled", "now()") if kind == "cancelled" else ("confirmed", "NULL")
    sql("WITH r AS (INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes)"
        " SELECT 1, %s, service_id, 0, 'in_person', tstzrange(%s, %s), 30 FROM service JOIN office USING (office_id)"
        " WHERE office.slug = %s LIMIT 1 RETURNING *),"
        " b AS (INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference, uid, given_name,"
        " family_name, email, language, state, cancelled_at) SELECT 1, reservation_id, office_id, service_id, %s, %s,"
        f" 'Katrin', 'Brenner <i>', %s, %s, '{state[0]}', {state[1]} FROM r JOIN service USING (authority_id, service_id) RETURNING *)"
        " INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)"
        " SELECT 1, booking_id, %s, %s, %s, %s FROM b",
        details["contact_person_id"], starts_at, starts_at + datetime.timedelta(minutes=30), office, f"7KMC-{n:04}",
        f"{n:032x}@kreis.example", address, language, kind, address, language, json.dumps(details))
    mail = mail_to(site, address)
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"}
    return mail["Subject"], parts["text/plain"].replace("\r\n", "\n"), parts["text/html"]


#
# Mails
#

def test_a_mail_arrives_in_the_offices_own_words_at_once(administrator, site, sql):  # noqa: F811
    assert "Ihr Termin ist gebucht." in mailed(site, sql)[1]
    saved(administrator, subject="Termin {{service}} am {{date}}", body=BODY)
    subject, text, html = mailed(site, sql)
    assert subject.startswith("Termin Erstantrag am ")
    assert text.startswith("Guten Tag Katrin Brenner <i>,\n\nIhr Termin am ") and "Ihr Termin ist gebucht." not in text
    assert "Anliegen: Erstantrag\nOrt: Raum 214, Musterstraße 2\n\nBitte mitbringen:\n- Ausweis\n- Mietvertrag\n\n" in text
    assert "/bookings/token" in text and "Hinweis" not in text and "{{" not in text
    # Who writes is said below as ever; HTML escapes what the office and the citizen wrote.
    assert text.rstrip().endswith("Diese Nachricht wurde automatisch verschickt.") and "\n-- \nLandratsamt Kreis\n" in text
    assert "Brenner &lt;i&gt;," in html and "&lt;b&gt;&amp; Team&lt;/b&gt;" in html and 'href="http' in html
    assert html.count("Guten Tag") == 1 and "<b>" not in html
    # Other languages and other mails are the product's.
    assert mailed(site, sql, language="en")[1].startswith("Hello Katrin")
    assert "abgesagt" in mailed(site, sql, kind="cancelled")[1]
    back(administrator)
    assert "Ihr Termin ist gebucht." in mailed(site, sql)[1]


@pytest.mark.parametrize("name", MAILS)
def test_the_default_of_every_mail_can_be_saved_as_it_stands_and_says_the_same(administrator, site, sql, name):  # noqa: F811
    kind = name.split(".")[1]
    for language in "de", "en", "tr":
        default = shown(administrator, text=name, language=language)
        assert default["origin"]["standard"] and "{{" in default["values"]["body"]
        before = mailed(site, sql, kind=kind, language=language)[1]
        saved(administrator, "wohngeld", name, language, **default["values"])
        after = mailed(site, sql, kind=kind, language=language)[1]
        words = [line for line in before.splitlines() if line and not any(c.isdigit() for c in line) and ":" not in line]
        assert all(line.strip() in after for line in words if "Erstantrag" not in line and "Raum" not in line), (before, after)
        back(administrator, "wohngeld", name, language)


def test_what_the_office_does_not_say_comes_from_the_one_above(administrator, site, sql):  # noqa: F811
    saved(administrator, "sozialamt", subject="Vom Sozialamt", body="Hier: {{manage_url}}")
    document = shown(administrator)
    assert document["origin"]["from"]["name"] == "Sozialamt" and not document["origin"]["own"]
    assert document["values"] == {"subject": "Vom Sozialamt", "body": "Hier: {{manage_url}}"}
    assert mailed(site, sql)[0] == "Vom Sozialamt"
    saved(administrator, subject="Von hier", body="Da: {{manage_url}}")
    assert mailed(site, sql)[0] == "Von hier" and shown(administrator)["origin"]["own"]
    back(administrator)
    assert mailed(site, sql)[0] == "Vom Sozialamt"
    back(administrator, "sozialamt")


def test_a_discreet_office_stays_discreet_whatever_texts_say(administrator, site, sql):  # noqa: F811
    saved(administrator, "sozialamt", subject="Ihr Termin im Sozialamt", body="Sozialamt: {{service}}\n{{manage_url}}")
    subject, text, html = mailed(site, sql, "schulden")
    assert "Sozialamt" not in subject + text + html
    assert shown(administrator, "schulden")["origin"]["standard"]
    status, document = sent(administrator, "schulden", subject="Ihre Schuldnerberatung", body="Wegen privatinsolvenz: {{manage_url}}")
    assert status == 422
    assert {(e["field"], e["code"]) for e in document["errors"]} == {("subject", "names_service"), ("body", "names_service")}
    saved(administrator, "schulden", subject="Ihr Termin {{service}}", body="Es geht um {{service}}.\n{{office}} {{documents}}\nLink: {{manage_url}}")
    subject, text, html = mailed(site, sql, "schulden")
    assert subject == "Ihr Termin" or subject.startswith("Ihr Termin am")
    assert text.startswith("Link: http") and "Schuldner" not in subject + text + html and "nsolvenz" not in subject + text + html
    assert "service" not in {v["variable"].strip("{}") for v in shown(administrator, "schulden")["variables"]}
    back(administrator, "schulden")
    back(administrator, "sozialamt")


def test_words_from_before_an_office_became_discreet_or_a_service_got_its_name_are_not_sent(administrator, site, sql):  # noqa: F811
    def unsaid(office, *names):
        everything = " ".join(mailed(site, sql, office))
        return not any(name in everything for name in names) and shown(administrator, office)["origin"]["standard"]

    saved(administrator, subject="Ihr Erstantrag", body="Bis bald im Amt.\n{{manage_url}}")
    assert mailed(site, sql)[0] == "Ihr Erstantrag" and shown(administrator)["origin"]["own"]
    sql("UPDATE office SET discreet = true WHERE slug = 'wohngeld'")
    assert unsaid("wohngeld", "Erstantrag", "Bis bald")
    sql("UPDATE office SET discreet = NULL WHERE slug = 'wohngeld'")
    assert mailed(site, sql)[0] == "Ihr Erstantrag"
    saved(administrator, "schulden", subject="Bis bald", body="Ihre Zahlen, unser Plan.\n{{manage_url}}")
    assert mailed(site, sql, "schulden")[0] == "Bis bald"
    sql("UPDATE service SET texts = '{\"de\": {\"name\": \"Zahlen\"}}' WHERE slug = 'insolvenz'")
    assert unsaid("schulden", "Zahlen", "Bis bald")
    sql("UPDATE service SET texts = '{\"de\": {\"name\": \"Privatinsolvenz\"}}' WHERE slug = 'insolvenz'")
    back(administrator)
    back(administrator, "schulden")


#
# Pages
#

def test_the_offices_page_greets_in_its_own_words_and_escapes_them(administrator, site):  # noqa: F811
    citizen = Browser(site.url)
    assert citizen.call("GET", "/offices/wohngeld")[1]["greeting"] is None
    saved(administrator, "wohngeld", "page.greeting", body="Willkommen bei <b>{{office}}</b>.\nRufen Sie an: {{office_phone}}\n\nBis bald!")

    def greets():
        page = citizen.call("GET", "/offices/wohngeld", api=False)[1]
        return "Willkommen" in page and page

    page = until(greets, "the page greets")
    assert "Willkommen bei &lt;b&gt;Wohngeld&lt;/b&gt;.<br>Rufen Sie an: 07721 5</p>" in page
    assert citizen.call("GET", "/offices/wohngeld")[1]["greeting"]["text"].endswith("07721 5\n\nBis bald!")
    # Where the product says nothing, the authority's first language stands in, and says which it is.
    assert re.search(r'lang="de" dir="ltr">\s*<p class="kern-body">Willkommen',
                     citizen.call("GET", "/offices/wohngeld?lang=tr", api=False)[1])
    saved(administrator, "wohngeld", "page.greeting", "tr", body="Hoş geldiniz.")
    until(lambda: "Hoş geldiniz." in citizen.call("GET", "/offices/wohngeld?lang=tr", api=False)[1], "it greets in Turkish")
    for language in "de", "tr":
        back(administrator, "wohngeld", "page.greeting", language)
    until(lambda: citizen.call("GET", "/offices/wohngeld")[1]["greeting"] is None, "it greets no more")


def test_data_protection_of_a_page_keeps_the_products_words_in_other_languages(administrator):  # noqa: F811
    assert "{{keep}}" in shown(administrator, text="page.privacy")["values"]["body"]
    saved(administrator, "wohngeld", "page.privacy", body="Nach {{keep}} löscht {{office}} alles.")
    assert plain(shown(administrator, text="page.privacy")["preview"]["paragraphs"]) == "Nach 7 Tage löscht Wohngeld alles."
    assert shown(administrator, text="page.privacy", language="tr")["origin"]["standard"]
    back(administrator, "wohngeld", "page.privacy")


#
# The page
#

def test_mistakes_are_named_with_what_was_meant_and_nothing_typed_is_lost(administrator):  # noqa: F811
    status, document = sent(administrator, subject="Am {{datum}} {{manage_url}}", body="Ihre {{ansprechpartner}} und {{xyzzyplugh}}")
    assert status == 422
    errors = {error["field"]: error for error in document["errors"]}
    assert errors["subject"]["code"] == "unknown_variable" and errors["subject"]["meant"] == "{{date}}"
    assert errors["body"]["variable"] == "{{ansprechpartner}}, {{xyzzyplugh}}" and errors["body"]["meant"] == "{{contact_person}}"
    status, page = administrator.call("POST", TEXTS.format("wohngeld"), {
        "text": "mail.confirmation", "language": "de", "version": 0, "subject": "<Mein> Betreff", "body": "Ihre {{ansprechpartner}}"},
        api=False)
    assert status == 422 and "&lt;Mein&gt; Betreff" in page and "Ihre {{ansprechpartner}}</textarea>" in page
    assert "{{ansprechpartner}} unbekannt</mark>" in page and "Gemeint sein könnte {{contact_person}}." in page
    status, document = sent(administrator, subject="Betreff", body="Ohne Link")
    assert status == 422 and document["errors"] == [{"field": "body", "code": "variable_needed", "variable": "{{manage_url}}",
                                                     "meant": None}]
    status, document = sent(administrator, subject="", body="")
    assert {(e["field"], e["code"]) for e in document["errors"]} == {("subject", "required"), ("body", "required")}
    status, document = sent(administrator, subject="x" * 201, body="{{manage_url}}" + "x" * 5000)
    assert {(e["field"], e["code"]) for e in document["errors"]} == {("subject", "too_long"), ("body", "too_long")}
    # A cancelled appointment has no link any more.
    assert sent(administrator, text="mail.cancelled", subject="Weg", body="{{manage_url}}")[0] == 422
    assert shown(administrator)["origin"]["standard"], "nothing was saved"


def test_the_preview_is_what_would_be_sent_and_saves_nothing(administrator):  # noqa: F811
    status, document = sent(administrator, what="preview", subject="Termin {{service}}", body=BODY)
    assert status == 200 and document["origin"]["standard"] and document["values"]["body"] == BODY
    assert plain(document["preview"]["subject"]) == "Termin Erstantrag"
    text = plain(document["preview"]["paragraphs"])
    assert "Guten Tag Katrin Brenner," in text and "Ort: Raum 214, Musterstraße 2" in text and "Ihre S. Keller" in text
    assert "Diese Nachricht wurde automatisch verschickt." in plain(document["preview"]["end"])
    standard = shown(administrator)
    assert "Ihr Termin ist gebucht." in plain(standard["preview"]["paragraphs"])
    examples = {row["variable"]: row for row in standard["variables"]}
    assert examples["{{service}}"]["example"] == "Erstantrag" and examples["{{documents}}"]["example"] == "Ausweis, Mietvertrag"
    assert examples["{{manage_url}}"]["needed"] and not examples["{{date}}"]["needed"]
    assert all(row["meaning"] for row in standard["variables"])


def test_every_saving_is_a_version_that_can_be_shown_and_taken_back(who, administrator, sql):  # noqa: F811
    manager = who("office_manager")
    for n in 1, 2:
        saved(manager, text="mail.moved", subject=f"Fassung {n}", body="{{manage_url}}")
    back(manager, "wohngeld", "mail.moved")
    document = shown(administrator, text="mail.moved")
    assert [version["what_text"] for version in document["versions"][:3]] == ["Zurück zum Standardtext", "Gespeichert", "Gespeichert"]
    assert {version["who_text"] for version in document["versions"]} == {"Kim Beispiel"} and document["origin"]["standard"]
    first = document["versions"][2]
    older = shown(administrator, text="mail.moved", version=first["version"])
    assert older["values"]["subject"] == "Fassung 1" and plain(older["preview"]["subject"]) == "Fassung 1" and older["shown"]
    saved(administrator, text="mail.moved", version=older["version"], **older["values"])
    assert shown(administrator, text="mail.moved")["values"]["subject"] == "Fassung 1"
    assert administrator.call("GET", TEXTS.format("wohngeld") + "?text=mail.moved&version=999999")[0] == 404
    assert [row[0] for row in sql("SELECT action FROM audit_log WHERE kind = 'text' AND thing = 'mail.moved de'"
                                  " AND account_name <> '' ORDER BY audit_id")][-4:] == ["change", "change", "withdraw", "change"]
    with pytest.raises(Exception, match="only ever added"):
        sql("UPDATE own_text SET body = 'anders'")
    back(manager, "wohngeld", "mail.moved")


def test_who_saves_over_anothers_text_is_told(administrator, who):  # noqa: F811
    version = shown(administrator, text="mail.lost_link")["version"]
    saved(who("office_manager"), text="mail.lost_link", subject="Zuerst", body="{{manage_url}}")
    status, document = sent(administrator, text="mail.lost_link", version=version, subject="Danach", body="{{manage_url}}")
    assert status == 409 and document["code"] == "changed" and document["values"]["subject"] == "Danach"
    assert shown(administrator, text="mail.lost_link")["values"]["subject"] == "Zuerst"
    back(administrator, "wohngeld", "mail.lost_link")
    assert sent(administrator, text="mail.lost_link", what="default")[0] == 409, "there is nothing to take back"


def test_what_is_missing_in_a_language_is_shown_to_administrators_only(administrator):  # noqa: F811
    saved(administrator, subject="Deutsch", body="{{manage_url}}")
    labels = {option["value"]: option["label"] for option in shown(administrator)["languages"]}
    assert labels == {"de": "Deutsch", "en": "English (fehlt)", "tr": "Türkçe (fehlt)"}
    document = shown(administrator, language="tr")
    states = {row["text"]: [state["state"] for state in row["states"]] for row in document["overview"]}
    assert states["mail.confirmation"] == ["own", "standard", "standard"] and states["mail.moved"] == ["standard"] * 3
    missing = {row["language"]: row for row in document["missing"]}
    assert missing["de"]["count"] == 0
    assert {(row["what"], row["part"]) for row in missing["en"]["lacking"]} >= {("Erstantrag", "Kurztext"), ("Erstantrag", "Unterlagen")}
    back(administrator)


def test_unknown_texts_and_languages_are_not_there(administrator):  # noqa: F811
    for query in "text=mail.nothing", "language=fr", "text=mail.account_link", "version=x":
        assert administrator.call("GET", TEXTS.format("wohngeld") + "?" + query)[0] == 404, query


def test_texts_show_in_the_file_of_an_office_and_come_from_it(administrator, sql):  # noqa: F811
    saved(administrator, subject="Aus der Datei", body="Guten Tag,\n\n  {{manage_url}}")
    status, file = administrator.call("GET", "/staff/wohngeld/office.json")
    assert status == 200
    assert file["own_texts"] == {"mail.confirmation": {"de": {"subject": "Aus der Datei", "body": ["Guten Tag,", "", "  {{manage_url}}"]}}}
    file["own_texts"]["mail.confirmation"]["de"]["subject"] = "Neuer Betreff"
    file["own_texts"]["page.greeting"] = {"en": {"body": ["Welcome"]}}
    status, uploaded = administrator.call("POST", "/staff/wohngeld/import", {"file": file, "file_name": "wohngeld.json"})
    assert status == 201, uploaded
    changes = {tuple(change["path"]): change for change in uploaded["file"]["changes"]}
    assert any("mail.confirmation" in path for path in changes) and any("page.greeting" in path for path in changes)
    assert administrator.call("POST", uploaded["file"]["apply_path"].removeprefix("/api/v1"), {})[0] in (204, 303)
    document = shown(administrator)
    assert document["values"]["subject"] == "Neuer Betreff"
    assert document["versions"][0]["who_text"] == "Ämterdatei" and len(document["versions"]) >= 2
    back(administrator)
    back(administrator, "wohngeld", "page.greeting", "en")
