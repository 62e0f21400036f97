"""A small county made for the tests, and the clients that visit it.

Every office has one trait of its own, so that a test can say what it is about by its name.
Slots are every day of the week, 8 to 12 and 13 to 17 o'clock in Berlin, from tomorrow on.
"""

import datetime
import http.client
import itertools
import json
import pathlib
import threading
import time
import zoneinfo
from urllib.parse import quote, urlencode, urlsplit

from server import other_end, running

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
DEADLINE_SECONDS = 20  # for what happens "within a second": the machine may be busy
SLOT_DAYS = 60
BUFFER_MAX = datetime.timedelta(minutes=15)  # of any service below
VILLINGEN, DONAUESCHINGEN, FURTWANGEN = "08326074", "08326012", "08326017"

QUESTIONS = [
    {"key": "note", "type": "text", "required": False, "max_length": 20,
     "texts": {"de": {"label": "Anmerkung"}, "en": {"label": "Note"}}},
    {"key": "housing", "type": "choice", "required": True,
     "texts": {"de": {"label": "Wie wohnen Sie?"}, "en": {"label": "How do you live?"}},
     "choices": [{"value": "rent", "texts": {"de": {"label": "Zur Miete"}}},
                 {"value": "own", "texts": {"de": {"label": "Im eigenen Haus"}}}]},
    {"key": "since", "type": "date", "required": True,
     "texts": {"de": {"label": "Seit wann?"}}},
    {"key": "persons", "type": "number", "required": True, "min": 1, "max": 12,
     "texts": {"de": {"label": "Wie viele Personen?"}}},
]

# slug: columns of the office beside its state
OFFICES = {
    "wohngeld": {"parent": "sozialamt", "phone": "07721 913-7000", "bookings_per_email": 100},
    "grundsicherung": {}, "schalter": {"bookings_per_email": 100}, "puffer": {},
    "vorlauf": {"lead_minutes": 3 * 1440, "horizon_days": 9},
    "kurz": {"hold_minutes": 1}, "frist": {"change_deadline_minutes": 43200},
    "eine": {"bookings_per_email": 1},
    "nur-email": {"contact_by": "email"}, "nur-telefon": {"contact_by": "phone"},
    "eins-von-beiden": {"contact_by": "email_or_phone"},
    "beides": {"contact_by": "email_and_phone"}, "fragen": {},
    "ferien": {}, "wettlauf": {"bookings_per_email": 100},
    "entwurf": {"state": "draft"},
}

# (office, slug): name, minutes, buffer, channels, questions
SERVICES = {
    ("wohngeld", "antrag"): ("Wohngeld neu beantragen", 30, 0, "{in_person,phone,video}", []),
    ("wohngeld", "nachweise"): ("Unterlagen nachreichen", 10, 0, "{in_person}", []),
    ("grundsicherung", "beratung"): ("Beratung zur Grundsicherung", 30, 0, "{in_person}", []),
    ("schalter", "ausweis"): ("Schwerbehindertenausweis abholen", 20, 0, "{in_person}", []),
    ("puffer", "gespraech"): ("Gespräch mit Nachbereitung", 30, 15, "{in_person}", []),
    ("fragen", "fragen"): ("Anliegen mit Fragen", 20, 0, "{in_person}", QUESTIONS),
} | {(office, "termin"): (f"Termin {office}", 20, 0, "{in_person}", []) for office in (
    "vorlauf", "kurz", "frist", "eine", "nur-email", "nur-telefon", "eins-von-beiden",
    "beides", "ferien", "wettlauf", "entwurf")}

# (office, slug): name, lanes, step of the slots, what the person answers for as
# (service, first letters or None, municipalities)
PERSONS = {
    ("wohngeld", "steinhuber"): ("Annika Steinhuber", 1, 10, [
        ("antrag", ("A", "Kl"), ()), ("nachweise", ("A", "M"), ())]),
    ("wohngeld", "benz"): ("Beate Benz", 1, 10, [("antrag", ("Km", "Z"), ())]),
    ("grundsicherung", "maier"): ("Jörg Maier", 1, 30, [
        ("beratung", None, (VILLINGEN,))]),
    ("grundsicherung", "oezdemir"): ("Aylin Özdemir", 1, 30, [
        ("beratung", None, (DONAUESCHINGEN,))]),
    ("schalter", "schalter"): ("Schalter", 3, 20, [("ausweis", None, ())]),
    ("puffer", "weiss"): ("Ida Weiß", 1, 15, [("gespraech", None, ())]),
    ("fragen", "frager"): ("Frieda Frager", 1, 20, [("fragen", None, ())]),
} | {(office, "person"): (f"Person {office}", 1, 20, [("termin", None, ())]) for office in (
    "vorlauf", "kurz", "frist", "eine", "nur-email", "nur-telefon", "eins-von-beiden",
    "beides", "ferien", "wettlauf", "entwurf")}


def today():
    return datetime.datetime.now(BERLIN).date()


def day(after):
    return today() + datetime.timedelta(days=after)


def seed(cursor):
    """Write the county; one authority, the first."""
    cursor.execute(
        "INSERT INTO authority (slug, email, federal_state, languages, texts, address, phone)"
        " VALUES ('kreis', 'termine@kreis.example', 'BW', '{de,en}', %s, %s, '07721 913-0')",
        [json.dumps({"de": {"kind": "Landratsamt", "name": "Musterkreis"}}),
         json.dumps({"lines": ["Musterstraße 2", "78050 Villingen-Schwenningen"]})])
    for key, name, postcode in ((VILLINGEN, "Villingen-Schwenningen", "78050"),
                                (DONAUESCHINGEN, "Donaueschingen", "78166"),
                                (FURTWANGEN, "Furtwangen", "78120")):
        cursor.execute("INSERT INTO municipality VALUES (1, %s, %s, %s)", [key, name, postcode])
    offices = seed_offices(cursor)
    services = seed_services(cursor, offices)
    seed_persons(cursor, offices, services)
    cursor.execute(
        "INSERT INTO closure (authority_id, office_id, during, reason)"
        " VALUES (1, %s, tstzrange(%s::date::timestamp AT TIME ZONE 'Europe/Berlin',"
        " (%s::date + 1)::timestamp AT TIME ZONE 'Europe/Berlin'), '{}')",
        [offices["ferien"], day(3), day(3)])
    # Public holidays stay open here, so that the tests do not depend on the day they run on:
    # one that was withdrawn is not closed again.
    cursor.execute(
        "INSERT INTO closure (authority_id, holiday_on, during, withdrawn_at)"
        " SELECT 1, d::date, tstzrange(d AT TIME ZONE 'Europe/Berlin',"
        " (d + interval '1 day') AT TIME ZONE 'Europe/Berlin'), now()"
        " FROM generate_series(%s::timestamp, %s::timestamp, '1 day') AS d",
        [day(0), day(SLOT_DAYS + 1)])


def insert(cursor, table, key, **columns):
    names = ", ".join(columns)
    places = ", ".join(["%s"] * len(columns))
    cursor.execute(f"INSERT INTO {table} (authority_id, {names}) VALUES (1, {places})"
                   f" RETURNING {key}", list(columns.values()))
    return cursor.fetchone()[0]


def seed_offices(cursor):
    texts = json.dumps({"de": {"name": "Sozialamt"}, "en": {"name": "Social office"}})
    found = {"sozialamt": insert(cursor, "office", "office_id", slug="sozialamt", state="live",
                                 texts=texts)}
    for slug, columns in OFFICES.items():
        columns = {"state": "live"} | columns
        parent = columns.pop("parent", None)
        texts = {"de": {"name": f"Amt {slug}", "summary": f"Kurz über {slug}"},
                 "en": {"name": f"Office {slug}"}}
        found[slug] = insert(cursor, "office", "office_id", slug=slug, parent_id=found.get(parent),
                             texts=json.dumps(texts), **columns)
    return found


def seed_services(cursor, offices):
    found = {}
    for (office, slug), (name, minutes, buffer, channels, questions) in SERVICES.items():
        texts = {"de": {"name": name, "documents": ["Ausweis", "Mietvertrag"]},
                 "en": {"name": f"{slug} in English", "documents": ["ID card", "Lease"]}}
        found[office, slug] = insert(
            cursor, "service", "service_id", office_id=offices[office], slug=slug,
            minutes=minutes, buffer_minutes=buffer, channels=channels, texts=json.dumps(texts),
            questions=json.dumps(questions))
    return found


def seed_persons(cursor, offices, services):
    for (office, slug), (name, lanes, step, answers_for) in PERSONS.items():
        person = insert(cursor, "contact_person", "contact_person_id", office_id=offices[office],
                        slug=slug, name=name, lanes=lanes, phone="07721 913-7012",
                        video_url="https://video.example/" + slug,
                        room=json.dumps({"de": {"room": "Zimmer 214"}}))
        for service, letters, municipalities in answers_for:
            first, last = letters or (None, None)
            row = insert(cursor, "responsibility", "responsibility_id", contact_person_id=person,
                         service_id=services[office, service], surname_from=first, surname_to=last)
            for key in municipalities:
                cursor.execute("INSERT INTO responsibility_municipality VALUES (1, %s, %s)",
                               [row, key])
        cursor.execute(
            "INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels)"
            " SELECT 1, %s, tstzrange((d::date + f) AT TIME ZONE 'Europe/Berlin',"
            " (d::date + f + interval '4 hours') AT TIME ZONE 'Europe/Berlin'), %s,"
            " '{in_person,phone,video}'"
            " FROM generate_series(%s::timestamp, %s::timestamp, '1 day') AS d,"
            " unnest('{08:00,13:00}'::time[]) AS f",
            [person, step, day(1), day(SLOT_DAYS)])


class Reply:
    """What came back: status, headers, text, and the document when it is JSON."""

    def __init__(self, reply, body):
        self.status = reply.status
        self.headers = reply.headers
        self.body = body

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:2000]!r}"

    def __getitem__(self, member):
        return self.json[member]


class Client:
    """One connection that stays open, so that one worker answers all of it."""

    def __init__(self, url, address=None):
        parts = urlsplit(url)
        self.url = url
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        self.server = running.get(parts.netloc)
        self.headers = {"X-Forwarded-For": address or next_address()}

    def request(self, method, path, body=None, **headers):
        if self.server:
            self.server.settle(self.connection)
        headers = self.headers | {name.replace("_", "-"): value
                                  for name, value in headers.items()}
        try:
            self.connection.request(method, path, body, headers)
            reply = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if method != "GET":
                raise
            self.connection.close()  # kept open for too long: the server may end it
            self.connection.request(method, path, body, headers)
            reply = self.connection.getresponse()
        return Reply(reply, reply.read())

    def get(self, path, **headers):
        """JSON of the API."""
        return self.request("GET", "/api/v1" + path, **headers)

    def post(self, path, document=None, **headers):
        body = None if document is None else json.dumps(document)
        kind = {} if body is None else {"Content-Type": "application/json"}
        return self.request("POST", "/api/v1" + path, body, **kind, **headers)

    def delete(self, path, **headers):
        return self.request("DELETE", "/api/v1" + path, **headers)

    def page(self, path, **headers):
        return self.request("GET", path, Accept="text/html", **headers)

    def send(self, path, fields, **headers):
        """A form, as browsers send it."""
        return self.request("POST", path, urlencode(fields), Accept="text/html",
                            Content_Type="application/x-www-form-urlencoded", **headers)

    def close(self):
        self.connection.close()

    def worker(self, workers):
        """Which of these processes holds the other end of this connection."""
        self.get("/offices/none")  # makes sure that it was accepted
        return other_end(self.connection.sock, workers)


numbers = itertools.count(1)


def next_address():
    """A client that nobody has seen before."""
    n = next(numbers)
    return f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"


def until(condition, seconds=DEADLINE_SECONDS):
    """Ask again until it holds: what it returned, or the last answer when the time is over."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer


class County:
    """The running server, its database, and times that no other test uses."""

    sql = pathlib.Path(__file__).parents[2] / "server" / "sql"

    def __init__(self, server, database, conninfo=""):
        self.server = server
        self.conninfo = conninfo
        self.database = database
        self.unused = {}
        self.given = {}  # to tests: {contact person: [(from, to)]}
        self.lock = threading.Lock()

    def client(self, **options):
        return Client(self.server.url, **options)

    def rows(self, sql, *parameters):
        with self.database.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            if not sql.startswith("SELECT"):
                self.server.changed(self.database)
            return cursor.fetchall() if cursor.description else []

    def times(self, service, client=None, **query):
        """Path like "wohngeld/antrag"."""
        office, slug = service.split("/")
        return (client or self.client()).get(
            f"/offices/{office}/services/{slug}/times?" + urlencode(query, doseq=True))

    def a_time(self, service, **query):
        """A free time that touches none given to other tests; those of a day come in order."""
        key = (service, tuple(sorted(query.items())))
        with self.lock:
            if key not in self.unused:
                self.unused[key] = self.each_time(service, **query)
            return next(filter(self.is_own, self.unused[key]))

    def is_own(self, wanted):
        begin = local(wanted["starts_at"])
        end = local(wanted["ends_at"]) + BUFFER_MAX
        given = self.given.setdefault(wanted["contact_person"]["name"], [])
        own = all(end <= other_begin or begin >= other_end for other_begin, other_end in given)
        if own:
            given.append((begin, end))
        return own

    def each_time(self, service, **query):
        reply = self.times(service, **query)
        yield from reply["times"]
        while reply["next_from"]:
            reply = self.times(service, **query | {"from": reply["next_from"]})
            yield from reply["times"]

    def hold(self, service, client=None, wanted=None, **asked):
        """POST a hold; the reply."""
        wanted = wanted or self.a_time(service, **asked)
        return post_hold(client or self.client(), service, wanted, **asked)

    def booking(self, service, client=None, wanted=None, details=None, **asked):
        """A confirmed booking, as its document."""
        client = client or self.client()
        held = self.hold(service, client, wanted, **asked)
        assert held.status == 201, held
        booked = client.post(f"/holds/{held['token']}/confirm", details or citizen())
        assert booked.status == 201, booked
        return booked.json


def post_hold(client, service, wanted, **asked):
    office, slug = service.split("/")
    return client.post(f"/offices/{office}/services/{slug}/holds",
                       {"starts_at": wanted["starts_at"], "channel": wanted["channel"]} | asked)


def citizen(**other):
    """Details of somebody with an address that nobody else has."""
    n = next(numbers)
    return {"family_name": f"Testmann-{n}", "given_name": "Erika", "language": "de",
            "email": f"erika.{n}@citizen.example", "phone": "07721 555 000"} | other


def starts(reply):
    return [time["starts_at"] for time in reply["times"]]


def local(text):
    """An instant of the API in Berlin."""
    return datetime.datetime.fromisoformat(text).astimezone(BERLIN)


def quoted(text):
    return quote(text, safe="")
