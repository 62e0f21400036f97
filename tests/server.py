"""The program under test, started as a user starts it: a process, its lines and its exit code."""

import atexit
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

SOURCE = pathlib.Path(__file__).parents[1]
BUILD = pathlib.Path(os.environ["AMTSTERMIN_BUILD"])
PROGRAM = BUILD / "server" / "amtstermin"
PATTERN = pathlib.Path(tempfile.gettempdir()) / f"amtstermin-pattern-{os.getpid()}"
ready_patterns = set()
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
