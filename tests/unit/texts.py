"""Pages and mails against the texts: none missing, none unused, all languages alike."""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
MAIN_LANGUAGE = "de"
STAFF_LANGUAGES = {"de", "en"}

# Families that handlers look up by a name put together (web/pages/README.md, section 5).
FAMILIES = re.compile(
    r"language\.|format\.|moment\.|count\.|retry\.|channels?\.|responsible\.|error\.|error_page\.\w+\.(title|detail)$|mail\.\w+\.subject$|calendar\.|embed\.")
STAFF_FAMILIES = re.compile(
    r"staff\.(device|nav|done|action|attendance|role|repeat|nth|rule|valid|scope|reason|length|decision|all|confirmation|show|calendar\.kinds|calendar\.failure|whom"
    r"|resp|own_text|text_state|variable|count|state|check|copy|part|person_kind|did|file_kind|setting|setting_hint|setting_unit|setting_group|unit|yes_no|contact_by|submit|item|who|audit|message|tell|theme_pair|land|school_fault|theme_colour|theme_colour_hint|finding|wanted)\."
    r"|staff\.(calendar\.failed|offices\.(empty|top|from_scratch|place)|import\.line|settings\.(as_above|inherited|other_change|own)|closures\.(all_day|no_substitute)|conflicts\.(absent|away|closed|hours|shorter|news|uncovered|tell_\w+)|why\.(\w+\.\w+|offered|refused)|changed\.(title|field)|week\.kept|week\.kept_share|hours\.kept|since|at|just_now"
    r"|week\.(title|number|short|free_time|released))$"
    r"|staff\.checklist\.(checked|meter|ready|complete|send_test|no_successor|refused|not_followed|mail_(sent|failed|later|waits)|did\.\w+)$"
    r"|staff\.links\.(office|ags)$"
    r"|staff\.holidays\.(all|line)$"
    r"|staff\.theme\.(ratio|note|ornament_note|dark|light|standard|logo_changed)$"
    r"|staff\.label\.answers$"
    r"|staff\.texts\.(language_missing|said|withdrawn|by_file|example_text)$"
    r"|staff\.(account_word|figure_word|holding)\.|staff\.question\.(type\.|label$|hint$|choices$)")

# What staff and administrators alone see is written in German and English, the citizen's way in every language.
# A text is the citizen's when a page or mail of the citizen's way reaches it, or when a handler looks it up by one of these names.
STAFF_TEMPLATE = re.compile(r"pages/(staff|admin)/|mail/(account|staff)_")
CITIZEN_FAMILIES = re.compile(
    r"language\.|format\.(?!date_input|date_dots)|moment\.|count\.|retry\.|channels?\.|responsible\.|error_page\.\d+\.|calendar\.(?!staff_)|embed\."
    r"|mail\.(?!account_|staff_)\w+\.subject$")
CITIZEN_FIELDS = "given_name|family_name|email|phone|reference|surname|municipality|channel|question"
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
        # Those of findings quote JSON: no template holds them, handlers word them, and pages escape what comes of it.
        if not key.startswith(("staff.finding.", "staff.wanted.")) and re.search(r"[<>&\"]", re.sub(r"\{\{>", "", form)):
            complain(f"{language}: {key} holds markup; texts go into HTML and into text mails alike")
        if form != form.strip():
            complain(f"{language}: {key} begins or ends with a space")


locales = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((WEB / "locales").glob("*.json"))}
main = locales[MAIN_LANGUAGE]

def partials_of(text):
    return re.findall(r"\{\{>\s*([\w.]+)\s*\}\}", text)


def texts_of(text):
    return {name[5:] for name in partials_of(text) if name.startswith("text.")}


errors = re.findall(r'X\((\w+),\s+"(\w+)"\)', (ROOT / "lib/field.h").read_text(encoding="utf-8"))
error_codes = [code for _, code in errors]


def citizen_errors():
    """Those that what reads the citizen's forms can note."""
    sources = [*(ROOT / "lib").glob("field*.c"), *(ROOT / "server/citizen").glob("*.c"), ROOT / "server/details.c"]
    noted = set(re.findall(r"\bFIELD_(\w+)", "".join(path.read_text(encoding="utf-8") for path in sources)))
    codes = "|".join(code for name, code in errors if name in noted)
    return re.compile(rf"error\.(({CITIZEN_FIELDS})\.)?({codes})$")


def citizen_texts():
    """Keys that every language has."""
    found, mistakes = set(), citizen_errors()
    ahead = {key for key in main if CITIZEN_FAMILIES.match(key) or mistakes.match(key)}
    for path, template in templates():
        if not STAFF_TEMPLATE.match(path.as_posix()):
            ahead |= texts_of(template)
    while ahead := (ahead & main.keys()) - found:
        found |= ahead
        ahead = {name for key in ahead for form in forms_of(main[key]) for name in texts_of(form)}
    return found


citizens = citizen_texts()
for language, texts in locales.items():
    staff_too = language in STAFF_LANGUAGES or any(key.startswith("staff.") for key in texts)
    for key in (main.keys() if staff_too else citizens) - texts.keys():
        complain(f"{language} lacks {key}" + (", which citizens see" if key in citizens else ""))
    for key in texts.keys() - main.keys():
        complain(f"{language}: {key} is not in {MAIN_LANGUAGE}")
    for key in main.keys() & texts.keys():
        text_check(language, key, texts[key])
        if variables_of(main[key]) != variables_of(texts[key]):
            complain(f"{language}: {key} uses other variables than {MAIN_LANGUAGE}")

used = set()
for path, template in templates():
    for name in partials_of(template):
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

for code in error_codes:
    if f"error.{code}" not in main:
        complain(f"the error code {code} of lib/field.h has no text error.{code}")

# What is wrong with a file is told in words of these families (server/finding_words.c).
for path in sorted(ROOT.glob("lib/*.c")) + sorted(ROOT.glob("server/office_*.c")):
    source = path.read_text(encoding="utf-8")
    told = {("finding", code) for code in re.findall(r'finding_(?:mistake|warning)(?:_at)?\(\s*[^",;]+,\s*(?:"[^"]*"|[^",;()]+),\s*"([a-z_]+)"', source)}
    told |= {("wanted", name) for name in re.findall(r'= \{SHAPE_\w+,\s*"((?:[^"\\]|\\.)*)"', source)}
    for family, name in sorted(told):
        if f"staff.{family}.{name}" not in main:
            complain(f"{path.name}: there is no text staff.{family}.{name}")

for sentence in problems:
    print(sentence, file=sys.stderr)
print(f"{len(main)} texts, {len(citizens)} of them the citizen's, {len(locales)} languages, {len(problems)} problems")
sys.exit(1 if problems else 0)
