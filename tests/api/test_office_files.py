"""Office files: checked, imported, exported; the database says what the files say, no more."""

import copy
import json
import os
import random
import re
import subprocess

import jsonschema
import pytest

DEMO = ["schwarzwald-baar-kreis", "sozialamt", "wohngeld", "grundsicherung", "schwerbehindertenrecht"]
TABLES = ["authority", "municipality", "common_service", "office", "service", "contact_person", "responsibility",
          "responsibility_municipality", "weekly_hours", "closure", "catalogue_change"]
SEEDS = range(12)


def clean_environment():
    return {name: value for name, value in os.environ.items()
            if not name.startswith(("AMTSTERMIN_", "PG"))}


class Office:
    """The program and a database of its own."""

    def __init__(self, program, postgres, source, folder):
        self.program, self.postgres, self.source, self.folder = program, postgres, source, folder
        self.database = postgres.new_database()
        self.conninfo = postgres.conninfo(self.database)
        self.run("migrate")

    def start(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], cwd=self.source, text=True,
                              env=clean_environment() | {"AMTSTERMIN_DATABASE": self.conninfo},
                              capture_output=True, stdin=subprocess.DEVNULL, check=False)

    def run(self, *arguments):
        done = self.start(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *arguments):
        done = self.start(*arguments)
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, document, name="office.json"):
        path = self.folder / name
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    def save(self, document, *options):
        return self.run("office", "import", self.write(document), *options)

    def export(self, slug):
        return json.loads(self.run("office", "export", slug))

    def sql(self, text, *parameters):
        return self.postgres.psql(text, self.database, *parameters)

    def versions(self):
        """Which transaction wrote each row."""
        return {table: self.sql(f"SELECT xmin::text, ctid::text, t::text FROM {table} t ORDER BY 3")
                for table in TABLES}


@pytest.fixture(scope="module")
def demo_office(build, source, postgres, tmp_path_factory):
    office = Office(build / "server" / "amtstermin", postgres, source,
                    tmp_path_factory.mktemp("office"))
    office.run("demo")
    return office


@pytest.fixture
def office(demo_office, postgres):
    """A fresh copy of the demo county."""
    fresh = copy.copy(demo_office)
    fresh.database = postgres.new_database(demo_office.database)
    fresh.conninfo = postgres.conninfo(fresh.database)
    return fresh


def demo_file(source, name):
    return source / "server" / "demo" / f"{name}.json"


def demo_document(source, name):
    return json.loads(demo_file(source, name).read_text(encoding="utf-8"))


# Checking


def test_the_demo_county_is_complete_in_german_and_english(demo_office, source):
    told = demo_office.run("office", "check", *(demo_file(source, name) for name in DEMO)).splitlines()
    # Of the other languages it shows what an office looks like that is translated in part.
    in_part = re.compile(r'warning: \S+: there is no (text|"\w+") in the language "(de-simple|tr|uk|ar)"$')
    assert [line for line in told if not in_part.search(line)] == []


def put(*path_and_value):
    *path, last, value = path_and_value

    def change(document):
        for step in path:
            document = document[step]
        document[last] = value
    return change


def drop(*path):
    *path, last = path

    def change(document):
        for step in path:
            document = document[step]
        del document[last]
    return change


def tell_what_for(document):
    document["rules"] = {"discreet": True}
    document["own_texts"] = {"mail.moved": {"de": {
        "subject": "Ihr Termin", "body": [document["services"][0]["texts"]["de"]["name"], "{{manage_url}}"]}}}


MISTAKES = [
    (put("servces", []), "/servces", 'did you mean "services"?'),
    (put("services", 0, "minuts", 5), "/services/0/minuts", 'did you mean "minutes"?'),
    (put("services", 0, "minutes", 33), "/services/0/minutes", "a multiple of 5"),
    (put("services", 0, "minutes", "30"), "/services/0/minutes", '"30" is not possible here'),
    (drop("services", 0, "minutes"), "/services/0", '"minutes" is missing'),
    (put("services", 0, "channels", ["fon"]), "/services/0/channels/0", "not possible here"),
    (put("services", 0, "channels", ["phone", "phone"]), "/services/0/channels/1", "stands there twice"),
    (put("services", 1, "slug", "neu-beantragen"), "/services/1/slug", "stands there twice"),
    (put("services", 0, "slug", "Neu beantragen"), "/services/0/slug", "small letters"),
    (put("services", 0, "texts", {"de": {"name": "A"}, "xx_": {"name": "B"}}), "/services/0/texts/xx_",
     "texts per language"),
    (put("services", 0, "texts", {"en": {"name": "A"}}), "/services/0/texts", "first language"),
    (put("services", 3, "common", "beratung-per-vide"), "/services/3/common", 'did you mean "beratung-per-video"?'),
    (put("services", 3, "common", "sprechstunde"), "/services/3/common", "add it to the authority's file"),
    (put("services", 3, "leika", "99107023017000"), "/services/3/leika", "that of the common service"),
    (drop("services", 0, "texts"), "/services/0", '"texts" is missing'),
    (drop("services", 0, "texts", "en", "name"), "/services/0/texts/en", '"name" is missing'),
    (put("services", 0, "questions", 0, "type", "text"), "/services/0/questions/0", '"choices"'),
    (drop("services", 0, "questions", 0, "choices"), "/services/0/questions/0", 'needs "choices"'),
    (put("services", 0, "buffer_minutes", 500), "/services/0/buffer_minutes", "0 to 240"),
    (put("state", "alive"), "/state", 'did you mean "live"?'),
    (put("parent", "wohngeld"), "/parent", "its own parent"),
    (put("phone", ""), "/phone", "a phone number"),
    (put("email", "not an address"), "/email", "a mail address"),
    (put("rules", {"days_open_at": "24:00"}), "/rules/days_open_at", "23:55"),
    (put("rules", {"kept_percent": 101}), "/rules/kept_percent", "100"),
    (put("rules", {"horizon_days": 900}), "/rules/horizon_days", "1 to 366"),
    (put("responsibilities", 0, "contact_person", "steinhube"), "/responsibilities/0/contact_person",
     'did you mean "steinhuber"?'),
    (put("responsibilities", 0, "services", 0, "nothing"), "/responsibilities/0/services/0",
     'there is no service "nothing"'),
    (put("responsibilities", 0, "surnames", "from", "Z"), "/responsibilities/0/surnames",
     "comes after"),
    (put("responsibilities", 0, "municipalities", ["01234567"]), "/responsibilities/0/municipalities/0",
     "no municipality"),
    (put("weekly_hours", 0, "rule", "FREQ=DAILY"), "/weekly_hours/0/rule", "WEEKLY or MONTHLY"),
    (put("weekly_hours", 0, "to", "08:00"), "/weekly_hours/0", "must begin before it ends"),
    (put("weekly_hours", 0, "from", "02:00"), "/weekly_hours/0", "time change"),
    (put("weekly_hours", 0, "from", "8:00"), "/weekly_hours/0/from", "a local time such as"),
    (put("weekly_hours", 0, "room", "x" * 61), "/weekly_hours/0/room", "up to 60 characters"),
    (put("weekly_hours", 0, "valid_from", "2026-02-30"), "/weekly_hours/0/valid_from", "a day that exists"),
    (put("weekly_hours", 0, "contact_person", "nobody"), "/weekly_hours/0/contact_person",
     "there is no contact person"),
    (put("closures", [{"from": "2026-12-24", "to": "2026-12-23"}]), "/closures/0",
     "ends before it begins"),
    (put("closures", [{"from": "2026-12-24T02:30", "to": "2026-12-24"}]), "/closures/0/from",
     "not from 2:00 to 3:00"),
    (put("contact_persons", 0, "lanes", 33), "/contact_persons/0/lanes", "from 1 to 32"),
    (put("contact_persons", 0, "video_url", "http://a.example"), "/contact_persons/0/video_url", "https://"),
    (put("format", "amtstermin-office-2"), "/format", "amtstermin-office-1"),
    (tell_what_for, "/own_texts/mail.moved/de/body", "must not name"),
]


@pytest.mark.parametrize("change, pointer, words", MISTAKES, ids=[words for _, _, words in MISTAKES])
def test_every_mistake_is_named_with_its_place_and_the_remedy(demo_office, source, change, pointer, words):
    document = demo_document(source, "wohngeld")
    change(document)
    path = demo_office.write(document)
    told = demo_office.refused("office", "check", path,
                               f"--authority={demo_file(source, 'schwarzwald-baar-kreis')}")
    lines = [line for line in told.splitlines() if f": mistake: {pointer}: " in line and words in line]
    assert lines, told
    number = int(lines[0].removeprefix(f"{path}:").split(":")[0])
    last = [step for step in pointer.split("/") if step and not step.isdigit()][-1]
    text = path.read_text(encoding="utf-8").splitlines()
    assert any(f'"{last}"' in line for line in text[max(0, number - 4):number]), (number, told)


WARNINGS = [
    (drop("responsibilities", 2), "/services/0", "surnames Sci to Z: nobody is responsible"),
    (put("responsibilities", 1, "surnames", "from", "K"), "/services/0",
     "surnames K to K: 2 contact persons"),
    (drop("responsibilities"), "/services/0", "nobody is responsible for the service"),
    (put("weekly_hours", []), "/contact_persons/0", "has no weekly hours"),
    (put("services", 3, "minutes", 240), "/services/3", "longer, with its buffer, than any weekly hours"),
    (put("services", 2, "channels", ["phone", "video"]), "/services/2", 'no weekly hours offer the channel'),
    (put("weekly_hours", 1, "channels", ["video", "phone"]), "/weekly_hours/1", 'offered by "phone"'),
    (drop("services", 0, "texts", "en"), "/services/0/texts", 'no text in the language "en"'),
    (drop("services", 0, "texts", "en", "documents"), "/services/0/texts/en", 'no "documents"'),
    (drop("contact_persons", 0, "video_url"), "/contact_persons/0", 'no "video_url"'),
]


@pytest.mark.parametrize("change, pointer, words", WARNINGS, ids=[words for _, _, words in WARNINGS])
def test_what_is_probably_not_meant_is_a_warning(demo_office, source, change, pointer, words):
    document = demo_document(source, "wohngeld")
    change(document)
    told = demo_office.run("office", "check", demo_office.write(document),
                           f"--authority={demo_file(source, 'schwarzwald-baar-kreis')}")
    assert any(f": warning: {pointer}: " in line and words in line for line in told.splitlines()), told


def test_a_syntax_error_has_line_and_column(demo_office):
    path = demo_office.folder / "broken.json"
    path.write_text('{\n  "format": "amtstermin-office-1",\n  "slug" "x"\n}\n', encoding="utf-8")
    assert f"{path}:3:" in demo_office.refused("office", "check", path)


def test_a_member_that_stands_there_twice_is_a_mistake(demo_office):
    path = demo_office.folder / "twice.json"
    path.write_text('{"format": "amtstermin-office-1",\n"slug": "a",\n"slug": "b"}', encoding="utf-8")
    assert "slug" in demo_office.refused("office", "check", path)


# The JSON Schemas say what a schema can


# What only `office check` can see: it takes more than one member to see it.
BEYOND_SCHEMA = {
    "must not name": "/own_texts/mail.moved/de/body",
    "stands there twice": "/services/1/slug", "first language": "/services/0/texts",
    '"choices"': "/services/0/questions/0", 'needs "choices"': "/services/0/questions/0",
    'did you mean "beratung-per-video"?': "/services/3/common", "add it to the authority's file": "/services/3/common",
    "its own parent": "/parent", 'did you mean "steinhuber"?': "/responsibilities/0/contact_person",
    'there is no service "nothing"': "/responsibilities/0/services/0",
    "comes after": "/responsibilities/0/surnames", "no municipality": "/responsibilities/0/municipalities/0",
    "WEEKLY or MONTHLY": "/weekly_hours/0/rule", "must begin before it ends": "/weekly_hours/0",
    "time change": "/weekly_hours/0", "a day that exists": "/weekly_hours/0/valid_from",
    "there is no contact person": "/weekly_hours/0/contact_person", "ends before it begins": "/closures/0",
}


def schema(source, kind):
    found = json.loads((source / "lib" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def test_the_schemas_accept_the_demo_county(source):
    for name in DEMO:
        kind = "authority" if name == DEMO[0] else "office"
        assert not list(schema(source, kind).iter_errors(demo_document(source, name))), name


@pytest.mark.parametrize("change, pointer, words", MISTAKES, ids=[words for _, _, words in MISTAKES])
def test_the_schema_refuses_what_one_member_tells(source, change, pointer, words):
    document = demo_document(source, "wohngeld")
    change(document)
    assert schema(source, "office").is_valid(document) == (BEYOND_SCHEMA.get(words) == pointer)


def places(value, path=()):
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in steps:
        yield from places(item, (*path, step))


def spoilt(document, rng):
    """Something else at one place: another kind of value, nothing, too much."""
    document = copy.deepcopy(document)
    *path, last = rng.choice([place for place in places(document) if place])
    parent = document
    for step in path:
        parent = parent[step]
    if rng.random() < 0.3:
        del parent[last]
    else:
        parent[last] = rng.choice([None, "", "?", 7, -1, 4.5, True, [], {}, ["x", "x"], {"x": 1}, "x" * 5000])
    return document


@pytest.mark.parametrize("name", DEMO)
def test_what_the_schema_refuses_is_a_mistake(demo_office, source, name):
    rng = random.Random(name)
    validator = schema(source, "authority" if name == DEMO[0] else "office")
    documents = [spoilt(demo_document(source, name), rng) for _ in range(120)]
    paths = [demo_office.write(d, f"spoilt-{i}.json") for i, d in enumerate(documents)]
    told = demo_office.refused("office", "check", *paths)
    refused = {line.split(":")[0] for line in told.splitlines() if ": mistake: " in line}
    wrong = [str(path) for path, d in zip(paths, documents) if not validator.is_valid(d)]
    assert wrong and set(wrong) <= refused


# Importing


def test_importing_again_writes_no_row(office, source):
    before = office.versions()
    told = office.run("office", "import", *(demo_file(source, name) for name in DEMO))
    assert told.count("nothing changes") == len(DEMO)
    assert office.versions() == before


def test_export_then_import_changes_nothing(office):
    before = office.versions()
    for slug in DEMO:
        document = office.export(slug)
        assert "nothing changes" in office.save(document)
    assert office.versions() == before


SITES = ("return_origins", "frame_origins")


def sites(office):
    return office.sql("SELECT return_origins, frame_origins FROM authority")[0]


def test_the_sites_that_may_be_led_back_to_and_may_show_pages_come_back_as_they_went_in(office):
    lists = (["https://portal.example:8443", "https://www.landkreis.example"], ["https://www.landkreis.example"])
    office.sql("UPDATE authority SET return_origins = %s, frame_origins = %s", *lists)
    document = office.export(DEMO[0])
    assert tuple(document[name] for name in SITES) == lists
    before = office.versions()
    assert "nothing changes" in office.save(document) and office.versions() == before
    office.sql("UPDATE authority SET return_origins = '{}', frame_origins = '{}'")
    told = office.save(document)
    assert "return_origins" in told and "frame_origins" in told
    assert sites(office) == lists
    office.save({name: value for name, value in document.items() if name not in SITES})
    assert sites(office) == ([], [])


@pytest.mark.parametrize("site", ["https://www.landkreis.example/", "HTTPS://a.example", "http://a.example", "*", "https://a b"])
def test_what_is_no_site_is_a_mistake_of_the_authority_file(office, source, site):
    document = demo_document(source, DEMO[0]) | {"frame_origins": [site]}
    told = office.refused("office", "check", office.write(document))
    assert "/frame_origins/0" in told and "a site in small letters" in told


def test_a_dry_run_tells_the_difference_and_changes_nothing(office, source):
    document = demo_document(source, "wohngeld")
    document["services"][0]["minutes"] = 40
    document["contact_persons"].pop()
    document["responsibilities"].pop()
    document["weekly_hours"] = [h for h in document["weekly_hours"] if h["contact_person"] != "dornacker"]
    before = office.versions()
    told = office.save(document, "--dry-run")
    assert "changed services neu-beantragen minutes: 30 -> 40" in told
    assert "removed contact_persons dornacker" in told
    assert office.versions() == before
    assert told.replace("dry run: nothing was changed\n", "") == office.save(document)


def test_a_file_with_a_mistake_changes_nothing_of_the_others(office, source):
    good, bad = demo_document(source, "sozialamt"), demo_document(source, "wohngeld")
    good["position"], bad["position"] = 77, "first"
    before = office.versions()
    assert "/position" in office.refused("office", "import", office.write(good, "good.json"),
                                         office.write(bad, "bad.json"))
    assert office.versions() == before


def test_files_may_come_in_any_order(demo_office, postgres, source):
    office = copy.copy(demo_office)
    office.database = postgres.new_database()
    office.conninfo = postgres.conninfo(office.database)
    office.run("migrate")
    office.run("office", "import", *(demo_file(source, name) for name in reversed(DEMO)))
    assert office.export("wohngeld")["parent"] == "sozialamt"


def test_a_parent_must_exist_and_not_lie_below(office, source):
    child, top = demo_document(source, "wohngeld"), demo_document(source, "sozialamt")
    child["parent"], top["parent"] = "nowhere", "wohngeld"
    assert "does not exist" in office.refused("office", "import", office.write(child))
    assert "below this office" in office.refused("office", "import", office.write(top))


def test_what_nothing_refers_to_is_deleted_and_the_rest_becomes_inactive(office, source):
    person = office.sql("SELECT authority_id, contact_person_id FROM contact_person WHERE slug = 'steinhuber'")[0]
    service = office.sql("SELECT service_id FROM service WHERE slug = 'neu-beantragen'")[0][0]
    office.sql("INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes) "
               "VALUES (%s, %s, %s, 0, 'phone', '[2030-01-07 09:00Z, 2030-01-07 09:30Z)', 30)", *person, service)
    document = demo_document(source, "wohngeld")
    gone = {"neu-beantragen", "aenderung-mitteilen"}
    document["services"] = [s for s in document["services"] if s["slug"] not in gone]
    document["contact_persons"] = document["contact_persons"][1:]
    document["responsibilities"] = [r | {"services": [s for s in r["services"] if s not in gone]}
                                    for r in document["responsibilities"][1:]]
    document["weekly_hours"] = [h for h in document["weekly_hours"] if h["contact_person"] != "steinhuber"]
    office.save(document)
    rows = office.sql("SELECT s.slug, s.active FROM service s JOIN office o USING (authority_id, office_id) "
                      "WHERE o.slug = 'wohngeld'")
    assert dict(rows) == {"neu-beantragen": False, "weiter-beantragen": True, "video-beratung": True}
    assert office.sql("SELECT active FROM contact_person WHERE slug = 'steinhuber'") == [(False,)]
    assert office.sql("SELECT count(*) FROM weekly_hours WHERE contact_person_id = %s AND ended_at IS NULL",
                      person[1]) == [(0,)]
    assert "steinhuber" not in json.dumps(office.export("wohngeld"))
    office.run("office", "import", demo_file(source, "wohngeld"))
    assert office.sql("SELECT contact_person_id, active FROM contact_person WHERE slug = 'steinhuber'") == [
        (person[1], True)]
    assert office.sql("SELECT active FROM service WHERE service_id = %s", service) == [(True,)]


def test_hours_and_closures_that_are_gone_end_and_are_withdrawn(office, source):
    document = demo_document(source, "schwerbehindertenrecht")
    gone = next(h for h in document["weekly_hours"] if "INTERVAL=2" in h["rule"])
    document["weekly_hours"].remove(gone)
    document["closures"] = []
    office.save(document)
    assert office.sql("SELECT ended_at IS NOT NULL FROM weekly_hours WHERE rule = %s", gone["rule"]) == [(True,)]
    assert office.sql("SELECT count(*) FROM closure WHERE contact_person_id IS NOT NULL AND withdrawn_at IS NULL"
                      ) == [(0,)]


def test_whole_days_are_days_of_local_time(office):
    rows = office.sql("SELECT lower(during)::text, upper(during)::text FROM (SELECT during FROM closure "
                      "WHERE contact_person_id IS NOT NULL) c, set_config('TimeZone', 'UTC', false)")
    assert rows == [("2026-12-27 23:00:00+00", "2027-01-05 23:00:00+00")]


def test_a_municipality_that_is_needed_cannot_be_taken_away(office, source):
    document = demo_document(source, "schwarzwald-baar-kreis")
    document["municipalities"].pop()
    assert 'office "grundsicherung"' in office.refused("office", "import", office.write(document))


def test_a_common_service_that_an_office_offers_cannot_be_taken_away(office, source):
    document = demo_document(source, "schwarzwald-baar-kreis")
    del document["common_services"]
    assert 'office "schwerbehindertenrecht"' in office.refused("office", "import", office.write(document))
    for name in "wohngeld", "schwerbehindertenrecht":
        changed = demo_document(source, name)
        changed["services"] = [s | {"texts": {"de": {"name": "A"}, "en": {"name": "A"}}} for s in changed["services"]]
        for service in changed["services"]:
            service.pop("common", None)
        office.save(changed)
    office.save(document)
    assert office.sql("SELECT count(*) FROM common_service") == [(0,)]


def test_a_common_service_in_the_authoritys_file_reaches_the_offices_and_not_their_own_texts(office, source):
    document = demo_document(source, "schwarzwald-baar-kreis")
    document["common_services"][0] |= {"leika": "99107023017000"}
    document["common_services"][0]["texts"]["de"] |= {"name": "Video", "text": "Neu"}
    before = [office.export(name) for name in ("wohngeld", "schwerbehindertenrecht")]
    assert "changed common_services beratung-per-video texts de name" in office.save(document)
    assert [office.export(name) for name in ("wohngeld", "schwerbehindertenrecht")] == before
    assert office.sql("SELECT slug, texts -> 'de' ->> 'name', texts -> 'de' ->> 'text', leika FROM service"
                      " WHERE common_service_id IS NOT NULL ORDER BY slug") == [
        ("video-beratung", "Beratung zum Wohngeld per Video", "Neu", "99107023017000"),
        ("video-sprechstunde", "Video-Sprechstunde", before[1]["services"][2]["texts"]["de"]["text"], "99107023017000")]


def test_a_file_makes_an_offices_own_service_one_of_a_common_one_and_back(office, source):
    document = demo_document(source, "wohngeld")
    plain = document["services"][3] | {"texts": {"de": {"name": "Selbst"}, "en": {"name": "Own"}}}
    del plain["common"]
    was = document["services"][3]
    for service, name in ((plain, "Selbst"), (was, "Beratung zum Wohngeld per Video")):
        document["services"][3] = service
        office.save(document)
        assert office.sql("SELECT texts -> 'de' ->> 'name' FROM service WHERE slug = 'video-beratung'") == [(name,)]
        assert office.export("wohngeld")["services"][3].get("common") == service.get("common")


def test_two_common_services_of_one_name_or_without_a_name_are_mistakes(demo_office, source):
    document = demo_document(source, "schwarzwald-baar-kreis")
    document["common_services"] *= 2
    assert "/common_services/1/slug: " in demo_office.refused("office", "check", demo_office.write(document))
    del document["common_services"][0]["texts"]["en"]["name"]
    document["common_services"].pop()
    assert "/common_services/0/texts/en: \"name\" is missing" in demo_office.refused("office", "check", demo_office.write(document))


def test_the_demo_county_is_only_brought_into_an_empty_database(office):
    before = office.versions()
    assert "nothing was changed" in office.run("demo")
    assert office.versions() == before


# Any office at all comes back as it went in


def random_office(rng):
    texts = {"de": {"name": rng.choice(["Büro", "Amt „Süd“", "X"])}, "en": {"name": "Office"}}
    services = [{"slug": f"s{i}", "minutes": rng.randrange(5, 65, 5), "texts": texts,
                 "channels": rng.sample(["in_person", "phone", "video"], rng.randint(1, 3)),
                 "buffer_minutes": rng.choice([0, 5, 10])} for i in range(rng.randint(1, 4))]
    if rng.random() < 0.5:
        del services[0]["texts"]
        services[0] |= {"common": "beratung-per-video"} | rng.choice([{}, {"texts": {"de": {"summary": "Hier"}}}, {"texts": {"tr": {"name": "A"}}}])
    if rng.random() < 0.5:
        services[0]["questions"] = [{"key": "k", "type": "number", "min": 1, "texts": {"de": {"label": "?"}, "en": {"label": "?"}}}]
    persons = [{"slug": f"p{i}", "name": f"Person {i}"} | rng.choice([{}, {"lanes": 2}, {"phone": "07721 0000-1"}, {"kind": "team"},
               {"room": {"de": {"room": "1"}, "en": {"room": "1"}}}]) for i in range(rng.randint(1, 4))]
    slugs, people = [s["slug"] for s in services], [p["slug"] for p in persons]
    keys = ["08326074", "08326012", "08326003"]
    responsibilities, seen = [], set()
    for _ in range(rng.randint(0, 6)):
        entry = {"contact_person": rng.choice(people), "services": rng.sample(slugs, rng.randint(1, len(slugs)))}
        entry |= rng.choice([{}, {"surnames": {"from": "A", "to": rng.choice(["K", "Sch"])}}])
        entry |= rng.choice([{}, {"municipalities": rng.sample(keys, 2)}])
        heads = {(entry["contact_person"], s, str(entry.get("surnames")), str(sorted(entry.get("municipalities", []))))
                 for s in entry["services"]}
        if not heads & seen:
            seen |= heads
            responsibilities.append(entry)
    hours = {json.dumps({"contact_person": rng.choice(people), "rule": rng.choice(
        ["FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "FREQ=MONTHLY;BYDAY=-1FR"]),
        "from": rng.choice(["08:00", "09:30"]), "to": rng.choice(["12:00", "24:00"]), "step_minutes": 15,
        "channels": rng.sample(["phone", "in_person"], rng.randint(1, 2)), "valid_from": "2026-01-01",
        "valid_until": rng.choice(["2027-01-01", "2028-06-30"])}
        | rng.choice([{}, {"services": rng.sample(slugs, 1)}]) | rng.choice([{}, {"room": "Saal 3"}])
        | rng.choice([{}, {"kept_until_hours": rng.randint(1, 720)}])) for _ in range(rng.randint(0, 5))}
    unlike = {json.dumps(h | {"channels": sorted(h["channels"])}): h for h in map(json.loads, sorted(hours))}
    closures = [{"from": f"2026-1{i}-01", "to": f"2026-1{i}-0{rng.randint(1, 9)}"} for i in range(rng.randint(0, 3))]
    if rng.random() < 0.5:
        closures.append({"contact_person": people[0], "from": "2026-10-25T00:00", "to": "2026-10-25T12:30",
                         "reason": {"de": "Zeitumstellung", "en": "Change of time"}})
    office = {"format": "amtstermin-office-1", "slug": "random", "texts": texts, "services": services,
              "contact_persons": persons, "responsibilities": responsibilities, "closures": closures,
              "weekly_hours": list(unlike.values())}
    for name, value in {"parent": "sozialamt", "state": "live", "position": 3, "phone": "07721 0000-2", "languages": ["en", "de"], "rules": {"lead_minutes": 0, "discreet": False, "calendar_names": True, "days_open_at": "08:05", "reminder_hours": 0, "kept_percent": 0, "kept_hours": 1},
                        "own_texts": {"mail.moved": {"de": {"subject": "Am {{date}}", "body": ["Guten Tag,", "", " {{manage_url}}", "", "", "Ihr Amt"]}},
                                      "page.greeting": {"en": {"body": ["Hello {{office}}"]}, "de": {"body": ["Hallo", "Du"]}}},
                        "address": {"lines": ["A"], "geo": {"latitude": 48.0601234567, "longitude": 8}}}.items():
        if rng.random() < 0.5:
            office[name] = value
    return office


def test_any_office_comes_back_as_it_went_in(office):
    for seed in SEEDS:
        rng = random.Random(seed)
        office.save(random_office(rng))
        exported = office.export("random")
        before = office.versions()
        assert "nothing changes" in office.save(exported), seed
        shuffled = copy.deepcopy(exported)
        for name in ("responsibilities", "weekly_hours", "closures"):
            rng.shuffle(shuffled.get(name, []))
        items = list(shuffled.items())
        rng.shuffle(items)
        assert "nothing changes" in office.save(dict(items)), seed
        assert office.versions() == before, seed


def some_office(source, nr):
    """One more office, made of one of the demo county's."""
    return demo_document(source, "wohngeld") | {
        "slug": f"amt-{nr:02}", "state": "draft", "position": nr,
        "texts": {code: {"name": f"Amt {nr}"} for code in ("de", "en")}}


def test_thirty_offices_come_at_once_and_no_row_of_the_others_is_written(office, source):
    kept = [table for table in TABLES if table != "catalogue_change"]  # by which the workers hear of it
    before = office.versions()
    files = [office.write(some_office(source, nr), f"amt-{nr:02}.json") for nr in range(30)]
    office.run("office", "import", *files)
    after = office.versions()
    assert all(set(map(tuple, before[table])) <= set(map(tuple, after[table])) for table in kept)
    assert office.sql("SELECT count(*) FROM office WHERE slug LIKE 'amt-__' AND state = 'draft'") == [(30,)]
    assert office.export("amt-00")["services"] == office.export("amt-29")["services"] == office.export("wohngeld")["services"]
    office.run("office", "import", *files)
    assert office.versions() == after
    # One mistake in thirty, and nothing comes of the rest.
    more = [office.write(some_office(source, nr), f"amt-{nr:02}.json") for nr in range(30, 59)]
    office.refused("office", "import", *more, office.write(some_office(source, 59) | {"parent": "nowhere"}, "amt-59.json"))
    assert office.versions() == after
