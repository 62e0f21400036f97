"""The citizen's way in each language there is, and who is answered in which."""

import re

import pytest

from county import until

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
