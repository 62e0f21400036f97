"""What a request costs, in counts that are the same on every machine.

Statements from PostgreSQL's own log, allocations by a counting library in the server, bytes as they
go over the line, instructions of a search for free times by callgrind.  A bound that is
exceeded is either a mistake, or the price of something new that is worth a word where it is raised.
"""

import contextlib
import gzip
import os
import pathlib
import re
import struct
import subprocess
import tempfile

import pytest

from county import Client, citizen, post_hold
from server import Server

EXECUTED = re.compile(r"^(amtstermin web \d+) .*execute [^:]*: /\* (\w+) \*/", re.M)
REQUESTS = 40  # to count allocations of, some times over

# The citizen's way, and what each step asks of the database.
READING = ["/", "/?q=wohngeld", "/offices/wohngeld", "/offices/wohngeld/services/antrag",
           "/offices/wohngeld/services/antrag/times?surname=Meier",
           "/offices/wohngeld/services/antrag/times?surname=Meier&view=month"]
HOLD = ["hold_create", "hold_show"]
SHOW_HOLD = ["hold_show"]
CONFIRM = ["booking_show", "hold_confirm"]
SHOW_BOOKING = ["booking_show"]


@pytest.fixture(scope="module")
def statements(postgres, county):
    """A function that runs something and gives the statements that web workers sent meanwhile."""
    for setting in ("log_statement = 'all'", "log_line_prefix = '%a '"):
        postgres.psql(f"ALTER SYSTEM SET {setting}")
    postgres.psql("SELECT pg_reload_conf()")

    def run_and_count(request):
        begin = postgres.log.stat().st_size
        reply = request()
        with open(postgres.log, encoding="utf-8") as log:
            log.seek(begin)
            found = [name for _, name in EXECUTED.findall(log.read()) if name != "feed"]
        return reply, sorted(found)

    yield run_and_count
    for setting in "log_statement", "log_line_prefix":
        postgres.psql(f"ALTER SYSTEM RESET {setting}")
    postgres.psql("SELECT pg_reload_conf()")


@pytest.fixture(scope="module")
def way(statements, county):
    """The whole way of one citizen: {step: (reply, statements)}."""
    client, service = county.client(), "grundsicherung/beratung"
    asked = {"municipality": "08326074"}
    wanted = county.a_time(service, **asked)
    found = {"hold": statements(lambda: post_hold(client, service, wanted, **asked))}
    token = found["hold"][0]["token"]
    for step, request in {
            "details": lambda: client.page(f"/holds/{token}"),
            "confirm": lambda: client.post(f"/holds/{token}/confirm", citizen()),
            "again": lambda: client.post(f"/holds/{token}/confirm", citizen()),
            "manage": lambda: client.page(f"/bookings/{token}"),
            "calendar": lambda: client.page(f"/bookings/{token}.ics"),
            "cancel": lambda: client.post(f"/bookings/{token}/cancel")}.items():
        found[step] = statements(request)
    return found


@pytest.mark.parametrize("path", READING)
def test_reading_never_asks_the_database(statements, county, path):
    client = county.client()
    reply, found = statements(lambda: client.page(path))
    assert reply.status == 200
    assert found == []


@pytest.mark.parametrize("step, status, expected", [
    ("hold", 201, HOLD),
    ("details", 200, SHOW_HOLD),
    ("confirm", 201, CONFIRM),
    ("again", 200, CONFIRM),
    ("manage", 200, SHOW_BOOKING),
    ("calendar", 200, SHOW_BOOKING)])
def test_each_step_of_a_booking_asks_the_database_only_for_this(way, step, status, expected):
    reply, found = way[step]
    assert reply.status == status, reply
    assert found == expected


def test_cancelling_takes_at_most_two_trips(way):
    reply, found = way["cancel"]
    assert reply.status == 200, reply
    assert 1 <= len(found) <= 4, found


def test_the_first_visit_takes_less_than_60_kb_of_page_styles_and_scripts(county):
    client = county.client()
    page = client.page("/", Accept_Encoding="gzip").body
    total = len(page) if page[:2] == b"\x1f\x8b" else len(gzip.compress(page))
    text = client.page("/").text
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', text))
    assert files
    for path in files:
        total += len(client.request("GET", path, Accept_Encoding="br, gzip").body)
    assert total < 60_000


@pytest.fixture(scope="module")
def counted(postgres, county, build):
    """A server with one worker and a function that counts the allocations of a request."""
    library = build / "tests" / "api" / "libcount_allocations.so"
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes(8))
        file.flush()
        options = os.environ.get("ASAN_OPTIONS", "")
        with Server(f"--database={county.conninfo}", "--workers=1", "--trusted_proxies=127.0.0.1",
                    environment={"LD_PRELOAD": str(library), "COUNT_ALLOCATIONS": file.name,
                                 "ASAN_OPTIONS": options + ":verify_asan_link_order=0"}) as server:
            (server.folder / "var").mkdir()
            server.start()
            client = Client(server.url)

            def number():
                return struct.unpack("Q", pathlib.Path(file.name).read_bytes())[0]

            def reading(path, first):
                before = number()
                for n in range(first, first + REQUESTS):
                    assert client.get(path.replace("{N}", str(n))).status == 200
                return (number() - before) / REQUESTS

            def count(path):
                """The least of some readings: the change feed allocates, too, now and then."""
                return min(reading(path, n * REQUESTS) for n in range(5))

            yield count
            client.close()


# Measured 84, and 6,000 for a list of 500 times: 12 for each.
@pytest.mark.parametrize("name, path, most", [
    ("kept", "/offices/wohngeld/services/antrag/times?surname=Meier", 110),
    ("made anew", "/offices/wohngeld/services/antrag/times?surname=Meier&days=14&x={N}", 8000)])
def test_a_reading_request_allocates_no_more_than_this(counted, name, path, most):
    assert 0 < counted(path) < most, name


@contextlib.contextmanager
def compiled(source):
    """The search for free times as it is released, without sanitizers."""
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "free_time_cost"
        parts = ["bits", "buffer", "calendar", "free_time", "id_table", "next_memo", "quota", "slot_class",
                 "xalloc"]
        subprocess.run(["gcc", "-std=c11", "-D_GNU_SOURCE", "-O3", "-I", source,
                        source / "tests/api/free_time_cost.c",
                        *(source / f"lib/{part}.c" for part in parts), "-o", program], check=True)
        yield program


# Of one contact person: 60 days; the next one, which is two weeks away; the next once more.  Measured
# 26,500, 7,700 and 135 with gcc 12; other compilers may need some more.
@pytest.mark.parametrize("what, most", [("days", 40_000), ("next", 12_000), ("again", 250)])
def test_a_search_for_free_times_takes_no_more_instructions_than_this(source, what, most):
    def instructions(n):
        done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                               program, what, str(n)], capture_output=True, text=True, check=True)
        return int(re.search(r"Collected : (\d+)", done.stderr)[1])

    with compiled(source) as program:
        each = (instructions(2000) - instructions(1000)) / 1000
    assert 0 < each < most
