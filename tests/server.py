"""The program under test, started as a user starts it: a process, its lines and its exit code."""

import atexit
import datetime
import http.client
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

SOURCE = pathlib.Path(__file__).parents[1]
BUILD = pathlib.Path(os.environ["AMTSTERMIN_BUILD"])
PROGRAM = BUILD / "server" / "amtstermin"
PATTERN = pathlib.Path(tempfile.gettempdir()) / f"amtstermin-pattern-{os.getpid()}"
ready_patterns = set()
running = {}  # {host: Server}
DEADLINE_SECONDS = 120  # nothing here takes so long; a test must end all the same


def clean_environment(**extra):
    """Without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("AMTSTERMIN_", "PG")) and name != "JOURNAL_STREAM"}
    return kept | extra


def data_folder():
    """Below a folder that other users may enter: PostgreSQL is not root where the tests are."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="amtstermin-test-"))
    folder.chmod(0o755)
    return folder


def run(*arguments, environment=None, folder=SOURCE):
    """Run a command to its end: (exit code, standard output, standard error)."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, text=True,
                          env=clean_environment(**(environment or {})), capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=DEADLINE_SECONDS, check=False)
    return done.returncode, done.stdout, done.stderr


def new_cluster(var):
    """A migrated database in a data folder; the first one is kept as the pattern of all others."""
    if PATTERN not in ready_patterns:
        PATTERN.mkdir(parents=True)
        PATTERN.chmod(0o755)
        atexit.register(shutil.rmtree, PATTERN)
        code, _, error = run("migrate", f"--data={PATTERN / 'var'}")
        if code:
            raise RuntimeError(error)
        ready_patterns.add(PATTERN)
    subprocess.run(["cp", "-a", PATTERN / "var", var], check=True)


class Server:
    """amtstermin serve on any free port, with a data folder that goes with it."""

    def __init__(self, *options, folder=None, environment=None):
        self.own = folder is None
        self.folder = pathlib.Path(folder or data_folder())
        self.log = self.folder / "stderr"
        self.options = ["--port=0", f"--data={self.folder / 'var'}", f"--static={static()}",
                        "--workers=2", *options]
        self.environment = clean_environment(**(environment or {}))
        self.process = None
        self.url = None
        self.changed_by = None

    def start(self):
        if not (self.folder / "var").exists():
            new_cluster(self.folder / "var")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", *self.options], cwd=SOURCE, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        for line in self.process.stdout:
            if line.startswith("ready "):
                self.url = line.split()[1]
                running[urllib.parse.urlsplit(self.url).netloc] = self
                return self
        raise RuntimeError(f"not ready: exit code {self.process.wait()}\n{self.log.read_text()}")

    def pids(self):
        """The processes of this server: {pid: name}, the supervisor first."""
        found, todo = {}, [self.process.pid]
        while todo:
            pid = todo.pop(0)
            proc = pathlib.Path(f"/proc/{pid}")
            try:
                found[pid] = (proc / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                todo += map(int, (proc / f"task/{pid}/children").read_text().split())
            except (FileNotFoundError, ProcessLookupError):
                found.pop(pid, None)
        return found

    def workers(self):
        return [pid for pid, name in self.pids().items() if name.startswith("amtstermin: web")]

    def changed(self, connection):
        """Something was written over this connection, whose worker is the first to know."""
        self.changed_by = connection

    def settle(self, connection):
        """Before this connection reads: what was written over another is known to every worker."""
        if self.changed_by in (None, connection):
            return
        self.changed_by = None
        now = datetime.datetime.now(datetime.UTC)
        late, end = set(self.workers()), time.monotonic() + DEADLINE_SECONDS
        while late:
            if time.monotonic() > end:
                raise TimeoutError(f"workers {late} know nothing of what was written at {now}")
            late -= self.informed(now, late)

    def informed(self, now, workers):
        """One of these workers, if it was the one that answered and knows what was written until now."""
        asked = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=DEADLINE_SECONDS)
        try:
            asked.request("GET", "/healthz")
            known = json.load(asked.getresponse()).get("as_of")
            pid = other_end(asked.sock, workers)
        finally:
            asked.close()
        return {pid} if known and datetime.datetime.fromisoformat(known) > now else set()

    def get(self, path):
        """(status, document); errors of HTTP are answers too."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=DEADLINE_SECONDS) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def works(self):
        """Whether a worker answers and has read the database, where there is no authority yet."""
        try:
            status, document = self.get("/healthz")
        except OSError:
            return False
        return status == 200 or "no authority" in document["reason"]

    def stop(self, how=signal.SIGTERM):
        """The exit code."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(DEADLINE_SECONDS)
            self.process.stdout.close()
        return self.process.returncode if self.process else None

    def remove(self):
        self.stop()
        if self.own:
            shutil.rmtree(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


def other_end(sock, pids):
    """Which of these processes holds the other end of this connection; None when none does."""
    port, own = sock.getpeername()[1], sock.getsockname()[1]
    for line in pathlib.Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        columns = line.split()
        if columns[1].endswith(f":{port:04X}") and columns[2].endswith(f":{own:04X}"):
            return next((pid for pid in pids if has_socket(pid, columns[9])), None)
    return None


def has_socket(pid, inode):
    try:
        handles = list(pathlib.Path(f"/proc/{pid}/fd").iterdir())
    except FileNotFoundError:
        return False
    for handle in handles:
        try:
            if os.readlink(handle) == f"socket:[{inode}]":
                return True
        except FileNotFoundError:
            pass
    return False


def static():
    """Where the styles and scripts were built."""
    return BUILD / "web"


def handles(pids):
    """Handles of processes: they cannot come to mean others."""
    found = []
    for pid in pids:
        try:
            found.append(os.pidfd_open(pid))
        except ProcessLookupError:
            pass
    return found


def wait_gone(found):
    """True when all these processes end in time."""
    try:
        return all(select.select([handle], [], [], DEADLINE_SECONDS)[0] for handle in found)
    finally:
        for handle in found:
            os.close(handle)
