"""The citizen's way in each language there is, and who is answered in which."""

import html.parser
import json
import re

import pytest

from county import citizen, until
from test_pages import FRAGEN, TYPED, Browser, to_details

LANGUAGES = {"de": "ltr", "en": "ltr", "de-simple": "ltr", "tr": "ltr", "uk": "ltr", "ar": "rtl"}
SERVICE = "/offices/wohngeld/services/antrag"
PAGES = ["/", "/?q=Wohngeld", "/?q=xyzzy", "/offices/wohngeld", SERVICE, f"{SERVICE}/times",
         f"{SERVICE}/times?surname=B&whole_surname=true&channel=in_person", f"{SERVICE}/times?surname=B&whole_surname=true&channel=phone&view=month",
         "/lost-link", "/lost-link?sent=1", "/nothing"]
# What a page must never show: an unresolved tag, or the name of a text.
UNWRITTEN = re.compile(r"\{\{|\}\}|>\s*[a-z_]+(\.[a-z_]+)+\s*<")


@pytest.fixture
def languages(county):
    county.rows("UPDATE authority SET languages = '{de,en,de-simple,tr,uk,ar}'")
    assert until(lambda: all('lang="ar"' in county.client().page("/?lang=ar").text for _ in range(24)))
    yield county
    county.rows("UPDATE office SET languages = NULL")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_speaks_the_language_and_shows_no_name_of_a_text(languages, lang):
    for path in PAGES:
        reply = languages.client().page(path + ("&" if "?" in path else "?") + f"lang={lang}")
        assert f'<html lang="{lang}" dir="{LANGUAGES[lang]}">' in reply.text, path
        assert not UNWRITTEN.search(reply.text), (path, UNWRITTEN.search(reply.text))


class Spoken(html.parser.HTMLParser):
    """What a page says, each with the language and the direction that hold where it stands."""

    VOID = {"br", "hr", "img", "input", "link", "meta", "col", "wbr"}

    def __init__(self, text):
        super().__init__()
        self.open = [(None, None, None)]
        self.said = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag not in self.VOID:
            self.open.append((tag, a.get("lang", self.open[-1][1]), a.get("dir", self.open[-1][2])))

    def handle_endtag(self, tag):
        while tag in (name for name, _, _ in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.open[-1][0] != "title" and data.strip():
            self.said.append((data, *self.open[-1][1:]))


# What the office of questions says in German only, beside what each office of the county does.
OWN = {"office": {"summary": "Kurz gesagt", "access": "Aufzug im Hof", "phone_hours": ["Montag frueh"]},
       "service": {"summary": "Worum es geht", "text": "Ausführlich gesagt", "documents_note": "Kopien genügen"},
       "person": {"room": "Zimmer 214", "floor": "Im dritten Stock"}}
GERMAN = ["Landratsamt", "Musterkreis", "Amt fragen", "Anliegen mit Fragen", "Ausweis", "Mietvertrag", "Anmerkung",
          "Wie wohnen Sie?", "Zur Miete", "Im eigenen Haus", "Seit wann?", "Wie viele Personen?"]
FRAGEN_SERVICE = "/offices/fragen/services/fragen"


def own_texts():
    for kind in OWN.values():
        for text in kind.values():
            yield from text if isinstance(text, list) else [text]


@pytest.fixture
def german_only(languages):
    before = [(table, column, languages.rows(f"SELECT {table}_id, {column}::text FROM {table}"))
              for table, column in (("office", "texts"), ("service", "texts"), ("contact_person", "room"))]
    languages.rows("UPDATE office SET texts = jsonb_set(texts, '{de}', texts->'de' || %s) WHERE slug = 'fragen'",
                   json.dumps(OWN["office"]))
    languages.rows("UPDATE service SET texts = jsonb_set(texts, '{de}', texts->'de' || %s) WHERE slug = 'fragen'",
                   json.dumps(OWN["service"]))
    languages.rows("UPDATE contact_person SET room = %s", json.dumps({"de": OWN["person"]}))
    yield languages
    for table, column, rows in before:
        for key, value in rows:
            languages.rows(f"UPDATE {table} SET {column} = %s WHERE {table}_id = %s", value, key)


def the_way(county, lang):
    """Path and text of each page on the way to an appointment with the office of questions, and after it."""
    browser = Browser(county)

    def went():
        assert f'<html lang="{lang}"' in browser.reply.text, browser.path
        return browser.path, browser.reply.text

    for path in ("/?", "/?q=fragen&", "/offices/fragen?", f"{FRAGEN_SERVICE}?", f"{FRAGEN_SERVICE}/times?",
                 f"{FRAGEN_SERVICE}/times?view=month&", "/embed/fragen?", "/embed/fragen/fragen?"):
        browser.go(f"{path}lang={lang}")
        yield went()
    to_details(browser, county.a_time("fragen/fragen"), "fragen", "fragen", f"&lang={lang}")
    yield went()
    browser.submit("/details", lambda b: "formaction" not in b, **TYPED | {"email": citizen()["email"]},
                   **{name.replace(".", "__"): value for name, value in FRAGEN.items()})
    yield went()
    browser.submit("/confirm", lambda b: "formaction" not in b)
    yield went()
    manage = browser.path.split("?")[0]
    for rest in "?view=print&", "?", "/move?":
        browser.go(f"{manage}{rest}lang={lang}")
        yield went()
    browser.follow("/move[?]starts_at")
    yield went()
    browser.go(f"{manage}?lang={lang}").submit("/cancel")
    yield went()


@pytest.mark.parametrize("lang", ["ar", "de-simple", "en"])
def test_what_is_there_in_another_language_only_says_which_on_every_page(german_only, lang):
    seen = set()
    names = [*GERMAN, *own_texts()]
    if lang == "en":  # which lacks these alone
        names = ["Landratsamt", "Musterkreis", "Im eigenen Haus", "Seit wann?", *own_texts()]
    for path, text in the_way(german_only, lang):
        for said, language, direction in Spoken(text).said:
            for name in names:
                if name == said.strip():
                    seen.add(name)
                    assert (language, direction) == ("de", "ltr"), (path, said)
    assert seen == set(names)


def test_the_title_of_a_page_is_in_the_language_of_the_name_it_is_called_by(languages):
    for path in "/offices/fragen", FRAGEN_SERVICE:
        assert '<title lang="de" dir="ltr">' in languages.client().page(f"{path}?lang=ar").text
        assert "<title>" in languages.client().page(f"{path}?lang=de").text


def test_programs_are_told_which_texts_are_in_another_language(languages):
    client = languages.client()
    office = client.get("/offices/fragen?lang=en").json
    assert office["written_in"] == {"summary": {"language": "de", "dir": "ltr"}}
    assert office["services"][0]["written_in"] is None
    other = client.get(f"{FRAGEN_SERVICE}?lang=ar").json["written_in"]
    assert other.keys() == {"name", "documents"} and {text["language"] for text in other.values()} == {"de"}
    assert client.get("/offices/fragen?lang=de").json["written_in"] is None
