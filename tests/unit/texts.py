"""Pages and mails against the texts: none missing, none unused, all languages alike."""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
MAIN_LANGUAGE = "de"

# Families that handlers look up by a name put together (web/pages/README.md, section 5).
FAMILIES = re.compile(
    r"language\.|format\.|moment\.|count\.|retry\.|channels?\.|responsible\.|error\.|error_page\.\w+\.(title|detail)$|mail\.\w+\.subject$|calendar\.|embed\.")
STAFF_FAMILIES = re.compile(
    r"staff\.(device|nav|done|action|attendance|role|repeat|nth|rule|valid|scope|reason|length|decision|all|confirmation|show|calendar\.kinds|calendar\.failure|whom"
    r"|resp|count|state|setting|setting_hint|setting_unit|setting_group|unit|yes_no|contact_by|submit|item|who|audit|message|tell)\."
    r"|staff\.(calendar\.failed|offices\.empty|settings\.(as_above|inherited|other_change|own)|closures\.(all_day|no_substitute)|conflicts\.(absent|away|closed|hours|shorter|news|tell_\w+)|why\.(\w+\.\w+|offered|refused)|changed\.(title|field)|since|at|just_now"
    r"|week\.(title|number|short|free_time|released))$"
    r"|staff\.links\.(office|ags)$"
    r"|staff\.label\.answers$"
    r"|staff\.(account_word|figure_word|holding)\.")
PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other"}
TAG = re.compile(r"\{\{[#^/>&]?\s*([\w.]+)\s*\}\}")

problems = []


def complain(sentence):
    problems.append(sentence)


def forms_of(text):
    return list(text.values()) if isinstance(text, dict) else [text]


def variables_of(text):
    return {name for form in forms_of(text) for name in TAG.findall(form)}


def templates():
    """Name and text of every page and mail."""
    for folder, ending in (("pages", ".html"), ("mail", ".html"), ("mail", ".txt")):
        for path in sorted((WEB / folder).rglob("*" + ending)):
            yield path.relative_to(WEB), path.read_text(encoding="utf-8")


def partial_exists(path, name):
    if name.startswith("mail."):
        return (WEB / "mail" / (name[5:] + path.suffix)).exists()
    return (WEB / "pages" / (name.replace(".", "/") + ".html")).exists()


def text_check(language, key, text):
    if isinstance(text, dict) and (set(text) - PLURAL_FORMS or "other" not in text):
        complain(f"{language}: {key} has unknown plural forms, or lacks 'other'")
    for form in forms_of(text):
        if not form.strip():
            complain(f"{language}: {key} is empty")
        if re.search(r"[<>&\"]", re.sub(r"\{\{>", "", form)):
            complain(f"{language}: {key} holds markup; texts go into HTML and into text mails alike")
        if form != form.strip():
            complain(f"{language}: {key} begins or ends with a space")


locales = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((WEB / "locales").glob("*.json"))}
main = locales[MAIN_LANGUAGE]

for language, texts in locales.items():
    for key in main.keys() ^ texts.keys():
        complain(f"{key} is in only one of {MAIN_LANGUAGE} and {language}")
    for key in main.keys() & texts.keys():
        text_check(language, key, texts[key])
        if variables_of(main[key]) != variables_of(texts[key]):
            complain(f"{language}: {key} uses other variables than {MAIN_LANGUAGE}")

used = set()
for path, template in templates():
    for name in re.findall(r"\{\{>\s*([\w.]+)\s*\}\}", template):
        if name.startswith("text."):
            used.add(name[5:])
            if name[5:] not in main:
                complain(f"{path}: there is no text {name[5:]}")
        elif not partial_exists(path, name):
            complain(f"{path}: there is no partial {name}")
    if path.suffix == ".html" and path.parts[0] == "pages" and re.search(r"<style|\sstyle=|\son\w+=|<script(?! src)", template):
        complain(f"{path}: style or script within the page, which the content security policy forbids")

for key in main:
    if key not in used and not FAMILIES.match(key) and not STAFF_FAMILIES.match(key):
        complain(f"nobody uses the text {key}")

for code in re.findall(r'X\(\w+,\s+"(\w+)"\)', (ROOT / "lib/field.h").read_text(encoding="utf-8")):
    if f"error.{code}" not in main:
        complain(f"the error code {code} of lib/field.h has no text error.{code}")

for sentence in problems:
    print(sentence, file=sys.stderr)
print(f"{len(main)} texts, {len(locales)} languages, {len(problems)} problems")
sys.exit(1 if problems else 0)
