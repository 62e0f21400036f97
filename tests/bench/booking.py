"""The cases that write: hold, confirm, cancel, all beside reading, a rush, and how old a worker's view is."""

import collections
import http.client
import itertools
import json
import threading
import time

import measure

DB_CONNECTIONS = 16  # two workers with the default of 8 each
FEED_CONNECTIONS = 4  # PostgreSQL of our own has few to spare
SERVICE = "beratung"
DETAILS = {"given_name": "Maxi", "family_name": "Muster", "language": "de"}
RUSH_CLIENTS, RUSH_TIMES = 2000, 500

HOLD = {1: "1", 2: "SELECT contact_person_id FROM given", 3: "0", 4: "SELECT service_id FROM given",
        5: "'in_person'", 6: "SELECT starts_at FROM given", 7: "sha256(('hold' || :n)::bytea)", 8: "10",
        9: "SELECT path FROM given", 10: "NULL", 11: "false", 12: "false"}
CONFIRM = {1: "1", 2: "sha256(('hold' || :n)::bytea)", 3: "SELECT office_id FROM given",
           4: "'M-' || :n", 5: "'uid' || :n || '@messland.example'", 6: "'Muster'", 7: "'Maxi'",
           8: "'m' || :n || '@messland.example'", 9: "NULL::text", 10: "'de'", 11: "'{}'", 12: "100",
           13: "'token'", 14: "'{}'", 15: "true"}
CANCEL = {1: "1", 2: "sha256(('hold' || :n)::bytea)", 3: "'token'", 4: "60"}
GIVEN = "SELECT * FROM bench_time WHERE n = :n"


def script(name, parameters, base, clients=DB_CONNECTIONS):
    """Clients take the rows of bench_time in turn, from base on."""
    return (f"\\set i :i + 1\n\\set n {base} + :i * {clients} + :client_id + 1\n"
            + measure.statement(name, parameters, GIVEN))


def free_times(port, office, wanted, before=None):
    """Starts that one office's service offers, as hold jobs."""
    path = f"/api/v1/offices/{office}/services/{SERVICE}"
    found, begin = [], ""
    while len(found) < wanted and begin is not None:
        document = json.loads(measure.get(port, f"{path}/times?channel=in_person&days=62{begin}")[2])
        found += [(f"{path}/holds", {"starts_at": t["starts_at"], "channel": "in_person"})
                  for t in document["times"] if not before or t["starts_at"] < before]
        more = document["next_from"]
        begin = f"&from={more}" if more and (not before or more < before) else None
    return found[:wanted]


class Times:
    """Jobs to hold free times, fetched office by office: no time is given out twice."""

    def __init__(self, bench, offices, days):
        self.offices = offices
        before = time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86400 * 3 / 5))
        lists = [free_times(bench.server.port, f"amt-{o}", 400, before) for o in range(1, offices + 1)]
        mixed = itertools.chain.from_iterable(itertools.zip_longest(*lists))
        self.jobs = collections.deque(job for job in mixed if job)

    def take(self, n):
        return [self.jobs.popleft() for _ in range(min(n, len(self.jobs)))]


def counted(rows):
    return dict(collections.Counter(status for _, status, *_ in rows))


def confirm_jobs(rows, mark):
    return [(f"/api/v1/holds/{token}/confirm", DETAILS | {"email": f"{mark}-{i}@messland.example"})
            for i, status, _, token, _ in rows if status == 201]


def cancel_jobs(confirmed, rows):
    """The manage links are those of the holds."""
    done = {i for i, status, *_ in rows if status == 201}
    return [(path.removesuffix("/confirm").replace("/holds/", "/bookings/") + "/cancel", {})
            for i, (path, _) in enumerate(confirmed) if i in done]


def hold_confirm_cancel(bench, times, n, rounds):
    """Ours and the statements alone in turn."""
    measured = {what: ([], []) for what in ("hold", "confirm", "cancel")}

    def step(what, jobs, statement, parameters, base):
        """One round of ours, then one of the statement alone."""
        rows, per_second = measure.load(bench.load, bench.server.port, jobs, 32)
        latencies = [us for _, _, us, _, _ in rows]
        ours, theirs = measured[what]
        ours.append((per_second, measure.percentile(latencies, .5), measure.percentile(latencies, .99)))
        theirs.append(measure.pgbench(bench.server, script(statement, parameters, base), n, DB_CONNECTIONS))
        return rows

    for r in range(rounds):
        bench.server.psql("-q", "-c", "CHECKPOINT")  # what was written before is on disk, not on its way there
        held = step("hold", times.take(n), "hold_create", HOLD, r * n)
        jobs = confirm_jobs(held, f"r{r}")
        made = step("confirm", jobs, "hold_confirm", CONFIRM, r * n)
        gone = step("cancel", cancel_jobs(jobs, made), "booking_cancel", CANCEL, r * n)
        print(f"(holds {counted(held)}, confirmed {counted(made)}, cancelled {counted(gone)})", flush=True)
    for what, (ours, theirs) in measured.items():
        o, t = measure.medians(ours), measure.medians(theirs)
        bench.row(f"{what}: per second; pgbench", o[0], t[0], o[0] / t[0], o[1], o[2])


def mix(bench, times, n):
    """Lines for wrk: of twenty requests one books, by turns a hold and a confirmation of one made before."""
    held, _ = measure.load(bench.load, bench.server.port, times.take(n), 32)
    posts = itertools.chain.from_iterable(zip(times.take(n), confirm_jobs(held, f"mix{len(times.jobs)}")))
    reads = itertools.cycle(f"/api/v1/offices/amt-{office}/services/antrag/times?surname={letter}ei"
                            for letter in "ABDEFGHJKLMNPRSTUVWZ" for office in range(1, times.offices + 1))
    return [line for path, document in posts
            for line in (*itertools.islice(reads, 19), f"{path}\t{json.dumps(document)}")]


def mixed(bench, case, lines, beside=None):
    """Reading and booking against the same reading alone, measured right before."""
    reads = [line for line in lines if "\t" not in line]
    alone = measure.wrk(bench.server.port, reads, bench.a.seconds)
    other = threading.Thread(target=beside or (lambda: None))
    other.start()
    got = measure.wrk(bench.server.port, lines, bench.a.seconds)
    other.join()
    bench.row(case, got[0], alone[0], got[0] / alone[0], got[1], got[2])


def grown(bench, small):
    """One client books, here and there by turns: what does a hold take in a larger county?"""
    n, found = 16 if bench.a.quick else 100, {small: [], bench.server: []}
    jobs = {server: collections.deque(free_times(server.port, "amt-2", n * bench.a.rounds)) for server in found}
    for _ in range(bench.a.rounds):
        for server, latencies in found.items():
            rows, _ = measure.load(bench.load, server.port, [jobs[server].popleft() for _ in range(n)], 1)
            latencies += [us for _, status, us, *_ in rows if status == 201]
    few, many = (measure.percentile(latencies, .5) for latencies in found.values())
    bench.row("growth from 3 offices, one hold at a time, µs (median)", many, few, many / few)


def rush(bench):
    """Everybody wants one of the first times of one person, four clients each, at once."""
    wanted = free_times(bench.server.port, "rush", RUSH_TIMES)
    jobs = [wanted[i % len(wanted)] for i in range(RUSH_CLIENTS)]
    rows, _ = measure.load(bench.load, bench.server.port, jobs, RUSH_CLIENTS)
    won = [i % len(wanted) for i, status, *_ in rows if status == 201]
    lost = [size for _, status, _, _, size in rows if status == 409]
    times = [us for _, _, us, _, _ in rows]
    once = len(won) == len(set(won)) == len(wanted)
    bench.row(f"rush, {RUSH_CLIENTS} clients for {len(wanted)} times: won; others with alternatives", len(won),
              sum(size > 500 for size in lost), 0, measure.percentile(times, .5), measure.percentile(times, .99))
    print(f"(every time went to {'exactly one' if once else 'NOT exactly one'} client; {counted(rows)})")


def seen_after(c, path, starts_at):
    """Poll until this start is gone from the worker behind this connection."""
    while True:
        c.request("GET", path)
        if f'"starts_at":"{starts_at}' not in c.getresponse().read().decode():
            return time.monotonic()
        time.sleep(0.002)


def staleness(bench, rounds):
    """Someone else books in the database: when does a worker know?"""
    path, ages = f"/api/v1/offices/rush/services/{SERVICE}/times?channel=in_person&days=62&from=", []
    rows = bench.server.psql("-At", "-c", f"""
        SELECT sl.contact_person_id, to_char(start AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD"T"HH24:MI'), start
        FROM office o JOIN contact_person p USING (authority_id, office_id) JOIN slot sl USING (authority_id, contact_person_id),
             generate_series(lower(sl.during), upper(sl.during) - interval '30 minutes', interval '30 minutes') AS start
        WHERE o.slug = 'rush' AND NOT EXISTS (SELECT FROM reservation r WHERE r.contact_person_id = sl.contact_person_id
              AND r.during && tstzrange(start, start + interval '30 minutes'))
        ORDER BY start LIMIT {rounds}""").split("\n")
    c = http.client.HTTPConnection("127.0.0.1", bench.server.port)
    for person, local, start in (line.split("|") for line in rows if line):
        bench.server.psql("-q", "-c", f"""INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes)
            SELECT 1, {person}, service_id, 0, 'in_person', tstzrange('{start}', '{start}'::timestamptz + interval '30 minutes'), 30
            FROM service ORDER BY service_id DESC LIMIT 1""")
        committed = time.monotonic()
        ages.append((seen_after(c, path + local[:10], local) - committed) * 1e6)
    bench.row(f"a booking made elsewhere is seen after, {len(ages)} times", "", "", 0,
              measure.percentile(ages, .5), measure.percentile(ages, .99))


def cases(bench):
    quick, offices = bench.a.quick, {"S": 3, "M": 50, "L": 50}[bench.a.world]
    days = {"S": 90}.get(bench.a.world, 180)
    times = Times(bench, offices, days)
    n, rounds = (64, 1) if quick else (960, bench.a.rounds)
    hold_confirm_cancel(bench, times, n, rounds)
    fed = itertools.count(rounds * n, 100 if quick else 6000)
    rate = 50 if quick else 500

    def feed(seconds):
        """Somebody else books in the database."""
        base = next(fed)
        measure.pgbench(bench.server, script("hold_create", HOLD, base, FEED_CONNECTIONS), rate * seconds, FEED_CONNECTIONS, rate)

    many = 100 if quick else 2000
    mixed(bench, "95 % reading, 5 % booking: requests/s; reading alone", mix(bench, times, many))
    mixed(bench, f"… while others book {rate}/s", mix(bench, times, many), lambda: feed(bench.a.seconds))
    mixed(bench, f"reading while others book {rate}/s: requests/s; alone", ["/api/v1/offices/amt-1/services/antrag/times?surname=Meier"],
          lambda: feed(bench.a.seconds))
    rush(bench)
    other = threading.Thread(target=feed, args=(2 if quick else 10,))
    other.start()
    staleness(bench, 20 if quick else 100)
    other.join()
