"""What the bench measures with: wrk, nginx, a bare evhttp, pgbench, and our own load client."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
SQL = SOURCE / "server" / "sql"
CONNECTIONS = 64
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_port(port):
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.01)


def get(port, path, accept="application/json"):
    """(status, headers, body) of one request."""
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    c.request("GET", path, headers={"Accept": accept})
    reply = c.getresponse()
    body = reply.read()
    c.close()
    return reply.status, reply.getheaders(), body


def wrk(port, paths, seconds, accept="application/json", connections=CONNECTIONS):
    """(requests a second, p50 us, p99 us) of these paths asked in turn."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as f:
        f.write("\n".join(paths) + "\n")
        f.flush()
        out = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", f"Accept: {accept}",
             "-s", HERE / "wrk.lua", f"http://127.0.0.1:{port}/"],
            env=os.environ | {"PATHS": f.name}, capture_output=True, text=True, check=True).stdout
    requests, duration, p50, p99, errors = map(int, re.search(r"result (.*)", out)[1].split())
    if errors:
        raise RuntimeError(f"{errors} errors with {paths[0]}:\n{out}")
    return requests * 1e6 / duration, p50, p99


def medians(rows):
    return tuple(statistics.median(column) for column in zip(*rows))


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class Bare:
    """evhttp with a constant answer, in as many processes as there are workers."""

    def __init__(self, program, processes, size, headers):
        self.port = free_port()
        self.process = subprocess.Popen([program, *map(str, (self.port, processes, size, headers))])
        wait_port(self.port)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Nginx:
    """nginx with a static file of any size: /SIZE."""

    def __init__(self, folder, processes):
        self.folder = folder / "nginx"
        self.folder.mkdir(mode=0o755)
        self.port = free_port()
        conf = self.folder / "conf"
        conf.write_text(f"""daemon off; worker_processes {processes}; pid {self.folder}/pid; error_log stderr error;
            events {{ worker_connections 4096; }}
            http {{ access_log off; keepalive_requests 100000000; sendfile on; open_file_cache max=100;
                    default_type application/json;
                    server {{ listen 127.0.0.1:{self.port} reuseport; root {self.folder}; }} }}""")
        self.process = subprocess.Popen(["nginx", "-p", self.folder, "-c", conf],
                                        stderr=subprocess.DEVNULL)
        wait_port(self.port)

    def file(self, size):
        path = self.folder / str(size)
        path.write_bytes(b"x" * size)
        path.chmod(0o644)
        return f"/{size}"

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Server:
    """amtstermin serve on a data folder of its own."""

    def __init__(self, build, folder, workers):
        folder.mkdir(mode=0o755, exist_ok=True)
        self.port = free_port()
        self.workers = workers
        self.arguments = [build / "server" / "amtstermin", "serve", f"--port={self.port}",
                          f"--data={folder / 'var'}", f"--workers={workers}",
                          f"--static={build / 'web'}", "--connections_max=4000",
                          "--holds_per_client=10000", "--trusted_proxies=127.0.0.1"]
        self.sockets = folder / "var" / "postgresql"
        self.log = open(folder / "log", "ab")
        self.process = None

    def start(self):
        """Seconds until it was ready and had given its first answer."""
        begun = time.monotonic()
        self.process = subprocess.Popen(self.arguments, cwd=SOURCE, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True)
        for line in self.process.stdout:
            if line.startswith("ready "):
                break
        get(self.port, "/api/v1/offices")
        return time.monotonic() - begun

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def pids(self, name="amtstermin: web"):
        children = subprocess.run(["pgrep", "-P", str(self.process.pid), "-a"],
                                  capture_output=True, text=True, check=True).stdout
        return [int(line.split()[0]) for line in children.splitlines() if name in line]

    @contextlib.contextmanager
    def paused(self):
        """Only PostgreSQL runs: nobody follows what is written."""
        pids = self.pids("amtstermin: ")
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def memory(self):
        """(RSS, PSS) in MiB of the largest worker."""
        found = []
        for pid in self.pids():
            text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
            found.append(tuple(int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1]) / 1024
                               for name in ("Rss", "Pss")))
        return max(found)

    def cpu(self):
        """Seconds of CPU that all workers have used."""
        used = 0
        for pid in self.pids():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            used += (int(fields[11]) + int(fields[12])) / TICKS
        return used

    def psql(self, *arguments, **kwargs):
        return subprocess.run(["psql", "-X", "-h", self.sockets, "-U", "amtstermin", "-d", "amtstermin",
                               *arguments], check=True, text=True, capture_output=True, **kwargs).stdout


def load(program, port, jobs, connections, rate=0):
    """POST these (path, document): ([(index, status, us, token, bytes)], jobs a second)."""
    lines = "".join(f"{path}\t{json.dumps(document)}\n" for path, document in jobs)
    out = subprocess.run([program, str(port), str(connections), str(rate)], input=lines,
                         capture_output=True, text=True, check=True).stdout.splitlines()
    total = int(out.pop().split()[1])
    rows = [line.split() for line in out]
    return ([(int(r[0]), int(r[1]), int(r[2]), r[3], int(r[4])) for r in rows],
            len(rows) * 1e6 / total)


def statement(name, first, given):
    """The server's statement for pgbench, which knows no text parameters: they come from `given`."""
    text = (SQL / f"{name}.sql").read_text()
    if {int(number) for number in re.findall(r"\$(\d+)", re.sub(r"--.*", "", text))} != set(first):
        raise RuntimeError(f"{name}.sql has other parameters than the bench gives it")
    for number in sorted(first, reverse=True):
        text = text.replace(f"${number}::", f"({first[number]})::").replace(f"${number}", f"({first[number]})")
    text = re.sub(r"--.*", "", text)
    return text.replace("WITH ", f"WITH given AS ({given}), ", 1).strip().rstrip(";") + ";\n"


def pgbench(server, script, transactions, clients, rate=0):
    """(transactions a second, p50 us, p99 us); `:n` counts from base upwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "script"
        path.write_text(script)
        done = subprocess.run(
            ["pgbench", "-h", server.sockets, "-U", "amtstermin", "-n", "-D", "i=-1", "-M", "prepared", "-f", path,
             "-c", str(clients), "-j", "1", "-t", str(transactions // clients), "-l",
             *(["-R", str(rate)] if rate else []), "amtstermin"],
            cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        times = [int(line.split()[2]) for log in pathlib.Path(folder).glob("pgbench_log.*")
                 for line in log.read_text().splitlines()]
    return float(re.search(r"tps = ([\d.]+)", done.stdout)[1]), percentile(times, .5), percentile(times, .99)


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)
