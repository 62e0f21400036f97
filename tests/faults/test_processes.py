"""What happens to a server's processes when they are stopped, killed, or left behind."""

import os
import signal
import socket

import pytest

from server import Server, handles, run, wait_gone


@pytest.fixture(name="server")
def fixture_server():
    with Server() as server:
        yield server.start()


def test_a_ready_server_answers_and_says_that_it_serves_nobody_yet(server):
    status, document = server.get("/healthz")
    assert status == 503 and document["status"] == "unavailable"
    assert document["reason"] == "there is no authority yet"


def test_its_processes_say_what_they_are(server):
    names = sorted(server.pids().values())
    assert "amtstermin: web 0" in names and "amtstermin: web 1" in names


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_well_and_leaves_no_process(server, how):
    processes = handles(server.pids())
    assert server.stop(how) == 0
    assert wait_gone(processes)
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1])))


def test_killed_workers_are_replaced_and_the_server_goes_on(server):
    before = server.workers()
    processes = handles(before)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert wait_gone(processes)
    await_works(server)
    assert not set(server.workers()) & set(before)


def test_a_killed_supervisor_takes_its_processes_along(server):
    children = list(server.pids())[1:]
    processes = handles(children)
    server.stop(signal.SIGKILL)
    assert wait_gone(processes)


def test_after_a_killed_supervisor_the_next_start_finds_its_data(server):
    server.stop(signal.SIGKILL)
    server.start()
    assert server.works()
    assert "making a new database" not in server.log.read_text(encoding="utf-8")


def test_a_postgresql_left_running_is_stopped_and_its_data_taken_over(server):
    """PostgreSQL itself hangs while its supervisor is killed, and goes on later."""
    postgres = next(pid for pid, name in server.pids().items() if "bin/postgres" in name)
    left = handles([postgres])
    os.kill(postgres, signal.SIGSTOP)
    server.stop(signal.SIGKILL)
    os.kill(postgres, signal.SIGCONT)
    server.start()
    assert wait_gone(left)
    assert server.works()


def test_a_killed_postgresql_is_started_again(server):
    postgres = next(pid for pid, name in server.pids().items() if "bin/postgres" in name)
    gone = handles([postgres])
    os.kill(postgres, signal.SIGKILL)
    assert wait_gone(gone)
    await_works(server)
    assert server.stop() == 0


def test_the_second_start_keeps_the_data(server):
    assert server.stop() == 0
    before = (server.folder / "var/postgresql/PG_VERSION").stat().st_mtime_ns
    server.start()
    assert server.works()
    assert (server.folder / "var/postgresql/PG_VERSION").stat().st_mtime_ns == before


def test_two_servers_do_not_share_a_data_folder(server):
    code, _, error = run("serve", "--port=0", f"--data={server.folder / 'var'}")
    assert code == 1
    assert "another amtstermin runs on" in error and "--data" in error


def test_a_command_uses_the_database_of_the_running_server(server):
    code, _, error = run("migrate", f"--data={server.folder / 'var'}")
    assert (code, error) == (0, "")
    assert server.works()


def test_a_command_without_a_server_starts_and_stops_the_database(server):
    server.stop()
    code, _, _ = run("migrate", f"--data={server.folder / 'var'}")
    assert code == 0
    assert not (server.folder / "var/postgresql/postmaster.pid").exists()


def await_works(server):
    """The supervisor is at it; the test ends by meson's deadline when it never comes."""
    while not server.works():
        pass
