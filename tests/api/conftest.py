"""A real PostgreSQL for the tests, private to them: a folder and a unix socket."""

import ctypes
import os
import pathlib
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile

import psycopg2
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))  # for `from server import ...`

USER = "postgres"  # of the database, and of the system where root runs the tests

PR_SET_CHILD_SUBREAPER = 36  # prctl(2)

# Nothing here has to survive a power cut, only the death of processes.
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "log_min_messages": "warning",
}


def programs():
    """The folder of the newest initdb and postgres."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"),
                   key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("PostgreSQL's server programs are not installed")
    return found[-1].parent


class Postgres:
    """One server in a folder of its own.  start() after stop() or kill() finds the same data."""

    def __init__(self, folder=None, **settings):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="amtstermin-pg-"))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.bin = programs()
        self.databases = 0
        if os.geteuid() == 0:
            owner = pwd.getpwnam(USER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "--pgdata", self.data, "--username", USER, "--auth", "trust",
                  "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            for name, value in (SETTINGS | settings).items():
                conf.write(f"{name} = {value}\n")
            conf.write(f"unix_socket_directories = '{self.folder}'\n")

    def _run(self, program, *arguments):
        """PostgreSQL refuses to be root."""
        command = [str(self.bin / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", USER, "--", *command]
        done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            log = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
            raise RuntimeError(f"{program} failed:\n{done.stdout}\n{log}")

    def start(self):
        adopt_orphans()
        self._run("pg_ctl", "start", "--wait", "--pgdata", self.data, "--log", self.log)

    def stop(self, mode="fast"):
        """mode "immediate" is a crash as after a power cut: no checkpoint, recovery at start."""
        self._run("pg_ctl", "stop", "--wait", "--pgdata", self.data, "--mode", mode)

    def kill(self):
        """SIGKILL to the server and all its processes; returns when they are gone."""
        main = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        children = pathlib.Path(f"/proc/{main}/task/{main}/children").read_text(encoding="utf-8")
        pids = [main, *map(int, children.split())]
        handles = [handle for handle in map(pidfd, pids) if handle is not None]
        for handle in handles:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        for handle in handles:
            select.select([handle], [], [])
            os.close(handle)
        for pid in pids:
            reap(pid)

    @property
    def is_running(self):
        status = subprocess.run([self.bin / "pg_isready", "-q", "-h", self.folder], check=False)
        return status.returncode == 0

    def conninfo(self, database="postgres"):
        return f"host={self.folder} user={USER} dbname={database}"

    def connect(self, database="postgres"):
        connection = psycopg2.connect(self.conninfo(database))
        connection.autocommit = True
        return connection

    def psql(self, sql, database="postgres", *parameters):
        """Run SQL; the rows as a list of tuples, [] when there are none."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, parameters or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def new_database(self, template="template1"):
        """The name of a new, empty database, or of a copy of another one."""
        self.databases += 1
        name = f"test_{self.databases}"
        self.psql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def remove(self):
        if (self.data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder)


def pidfd(pid):
    """A handle that cannot come to mean another process, or None when it is gone."""
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def adopt_orphans():
    """Become the parent of servers that pg_ctl leaves behind.  In a container whose first
    process does not wait for orphans, a killed server would otherwise stay as a zombie, and
    PostgreSQL takes its old lock file for that of a living one."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap(pid):
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:  # the server's own children may have been its to wait for
        pass


@pytest.fixture(scope="session")
def postgres():
    """One running server for all tests; who stops it starts it again."""
    server = Postgres()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def build():
    """The build folder, where the programs under test are."""
    return pathlib.Path(os.environ["AMTSTERMIN_BUILD"])


@pytest.fixture(scope="session", name="county")
def fixture_county(postgres):
    """The server with two workers over the tests' county, for all tests of the citizen's way."""
    from county import County, seed
    from server import Server, run

    name = postgres.new_database()
    database = f"--database={postgres.conninfo(name)}"
    code, _, error = run("migrate", database)
    assert code == 0, error
    connection = postgres.connect(name)
    with connection.cursor() as cursor:
        seed(cursor)
    with Server(database, "--trusted_proxies=127.0.0.1") as server:
        (server.folder / "var").mkdir()  # for mails: the database is another
        yield County(server.start(), connection, postgres.conninfo(name))
        log = server.log.read_text(encoding="utf-8")
        assert "Sanitizer" not in log and "runtime error" not in log, log
        assert " error " not in log, log
    connection.close()


@pytest.fixture
def client(county):
    """Somebody nobody has seen before."""
    client = county.client()
    yield client
    client.close()


@pytest.fixture(scope="session")
def source():
    return pathlib.Path(__file__).parents[2]
