"""Nothing is lost: processes die in the middle of bookings, each of them, PostgreSQL too."""

import email
import email.policy
import http.client
import itertools
import json
import os
import pathlib
import random
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

import pytest

from server import Server, handles, wait_gone

CLIENTS = 6
BOOKINGS_BETWEEN_KILLS = 15
DEADLINE_SECONDS = 60

COUNTY = """
INSERT INTO authority (slug, email, federal_state, languages, texts)
    VALUES ('county', 'office@county.example', 'BW', '{de}', '{"de": {"kind": "Landratsamt", "name": "Kreis"}}');
INSERT INTO office (authority_id, slug, state, lead_minutes, horizon_days, texts)
    VALUES (1, 'office', 'live', 0, 90, '{"de": {"name": "Amt"}}');
INSERT INTO service (authority_id, office_id, slug, minutes, channels, texts)
    VALUES (1, 1, 'service', 10, '{in_person}', '{"de": {"name": "Anliegen"}}');
INSERT INTO contact_person (authority_id, office_id, slug, name, lanes) VALUES (1, 1, 'counter', 'Schalter', 8);
INSERT INTO responsibility (authority_id, contact_person_id, service_id) VALUES (1, 1, 1);
INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels)
    SELECT 1, 1, tstzrange(d + interval '8 hours', d + interval '16 hours'), 10, '{in_person}'
    FROM generate_series(date_trunc('day', now() + interval '1 day'), now() + interval '80 days', '1 day') d;
"""


@pytest.fixture(name="server")
def fixture_server():
    with Server("--holds_per_client=10000") as server:
        server.start()
        sql(server, COUNTY)
        await_office(server)
        yield server


def database(server):
    """Socket folder and database of the server's own PostgreSQL, as its processes tell."""
    command = next(name for name in server.pids().values() if "bin/postgres -D" in name)
    folder = command.split('unix_socket_directories="')[1].split('"')[0]
    return ["psql", "-qAtX", "-h", folder, "-U", "amtstermin", "-d", "amtstermin"]


def sql(server, text):
    done = subprocess.run([*database(server), "-c", text], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def await_office(server):
    end = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < end:
        try:
            if server.get("/api/v1/offices")[1].get("offices"):
                return
        except OSError:
            pass
    raise AssertionError("the office does not show")


def post(server, path, body):
    request = urllib.request.Request(server.url + path, json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


class Citizens:
    """Clients that book as fast as they can and note which bookings they were told of."""

    def __init__(self, server):
        self.server = server
        self.told = []  # references of 201 replies
        self.numbers = itertools.count()
        self.done = threading.Event()
        self.progress = threading.Condition()
        self.threads = [threading.Thread(target=self.run, args=(n,)) for n in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def run(self, seed):
        chance = random.Random(seed)
        while not self.done.is_set():
            try:
                self.book(chance)
            except (OSError, ValueError, http.client.HTTPException):
                pass  # the server died under us: try again

    def book(self, chance):
        service = "/api/v1/offices/office/services/service"
        status, page = self.server.get(f"{service}/times?days=60")
        if status != 200 or not page["times"]:
            return
        status, hold = post(self.server, f"{service}/holds", {"starts_at": chance.choice(page["times"])["starts_at"]})
        if status != 201:
            return
        person = {"given_name": "Mira", "family_name": "Muster", "email": f"m{next(self.numbers)}@citizens.example"}
        status, booking = post(self.server, f"/api/v1/holds/{hold['token']}/confirm", person)
        if status in (200, 201):
            with self.progress:
                self.told.append(booking["reference"])
                self.progress.notify_all()

    def await_more(self, n):
        with self.progress:
            aim = len(self.told) + n
            assert self.progress.wait_for(lambda: len(self.told) >= aim, DEADLINE_SECONDS), "no bookings any more"

    def stop(self):
        self.done.set()
        for thread in self.threads:
            thread.join()


def kill(server, part):
    pid = next(pid for pid, name in server.pids().items() if part in name)
    gone = handles([pid])
    os.kill(pid, signal.SIGKILL)
    assert wait_gone(gone)


def mails(server):
    """References of the mails, which stand in their text."""
    found = []
    for path in pathlib.Path(server.folder, "var", "mail").glob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        found.append(mail.get_body(("plain",)).get_content())
    return found


def await_mails(server, references):
    end = time.monotonic() + DEADLINE_SECONDS
    missing = set(references)
    while missing and time.monotonic() < end:
        texts = mails(server)
        missing = {reference for reference in missing if not any(reference in text for text in texts)}
    return missing


def test_whatever_dies_every_confirmed_booking_is_there_and_gets_its_mail(server):
    citizens = Citizens(server)
    try:
        for part in ["amtstermin: web", "amtstermin: jobs", "bin/postgres -D", "amtstermin: web", "amtstermin: jobs"]:
            citizens.await_more(BOOKINGS_BETWEEN_KILLS)
            kill(server, part)
        citizens.await_more(BOOKINGS_BETWEEN_KILLS)
    finally:
        citizens.stop()
    await_office(server)
    assert len(set(citizens.told)) == len(citizens.told)
    booked = set(sql(server, "SELECT reference FROM booking WHERE state = 'confirmed'"))
    assert set(citizens.told) <= booked
    # What a killed jobs process had taken waits for the end of its lease, some minutes: let them pass.
    sql(server, "UPDATE message SET due_at = now() WHERE sent_at IS NULL")
    missing = await_mails(server, booked)
    assert not missing, (len(booked), sql(server, "SELECT kind, attempts, last_error, due_at - now(), sent_at, failed_at FROM message "
                                                   "WHERE sent_at IS NULL ORDER BY message_id LIMIT 5"))
    assert sql(server, "SELECT count(*) FROM reservation a JOIN reservation b ON a.contact_person_id = b.contact_person_id "
                       "AND a.lane = b.lane AND a.reservation_id < b.reservation_id AND a.during && b.during "
                       "WHERE a.released_at IS NULL AND b.released_at IS NULL") == ["0"]
