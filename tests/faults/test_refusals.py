"""A start that cannot succeed says why and what to do, in one sentence, and leaves nothing behind."""

import os
import pathlib
import shutil
import socket
import subprocess

import pytest

from server import data_folder, run


@pytest.fixture(name="folder")
def fixture_folder():
    folder = data_folder()
    yield folder
    shutil.rmtree(folder)


def refused(code, *arguments, environment=None):
    """The sentence."""
    got, out, error = run(*arguments, environment=environment)
    assert got == code, error
    assert "ready" not in out
    assert error.startswith("amtstermin: ") and error.count("\n") == 1
    return error


def serve(folder, *options):
    return ("serve", "--port=0", f"--data={folder / 'var'}", *options)


def test_a_taken_port(folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        error = refused(1, "serve", f"--port={port}", f"--data={folder / 'var'}")
    assert f"port {port} is taken" in error and "--port=" in error
    assert not (folder / "var").exists()


@pytest.mark.parametrize(("arguments", "words"), [
    (["serve", "--prot=80"], "--prot=80: there is no such option"),
    (["serve", "--port=65536"], "--port: \"65536\" is not possible here; give 0 to 65535"),
    (["serve", "--port=80x"], "--port: \"80x\""),
    (["serve", "--port="], "--port: \"\""),
    (["serve", "--port"], "--port: needs a value"),
    (["serve", "--log_level=loud"], "give error, warn, info or debug"),
    (["serve", "--demo=perhaps"], "give yes or no"),
    (["serve", "--data="], "--data: \"\""),
    (["serve", "--address=localhost"], "no IP address"),
    (["serve", "--public_url=termine.example"], "https://"),
    (["serve", "--smtp_url=mail.example"], "smtp://"),
    (["serve", "--smtp_url=smtp://user:secret@mail.example"], "smtp_password_file"),
    (["serve", "--smtp_password_file=/nowhere"], "cannot read /nowhere"),
    (["serve", "--database=host=db password=secret"], "AMTSTERMIN_DATABASE"),
    (["serve", "--database=postgresql://user:secret@db/name"], "AMTSTERMIN_DATABASE"),
    (["serve", "--config=/nowhere"], "cannot read /nowhere"),
    (["serve", "everything"], "everything"),
    (["dance"], "no command \"dance\""),
    ([], "amtstermin serve"),
])
def test_bad_settings(arguments, words):
    assert words in refused(2, *arguments)


@pytest.mark.parametrize(("name", "value", "words"), [
    ("AMTSTERMIN_PROT", "80", "AMTSTERMIN_PROT: there is no such option"),
    ("AMTSTERMIN_PORT", "eighty", "AMTSTERMIN_PORT: \"eighty\""),
    ("AMTSTERMIN_PORT", "", "AMTSTERMIN_PORT: \"\""),
])
def test_bad_environment(name, value, words):
    assert words in refused(2, "serve", environment={name: value})


@pytest.mark.parametrize(("text", "words"), [
    ("prot = 80\n", ":1: there is no option \"prot\""),
    ("# ports\n\nport = 0\nport = eighty\n", ":4 port: \"eighty\""),
    ("port 80\n", ":1: write \"name = value\""),
    ("config = other.conf\n", ":1: there is no option \"config\""),
])
def test_bad_configuration_file(folder, text, words):
    path = folder / "amtstermin.conf"
    path.write_text(text, encoding="utf-8")
    assert f"{path}{words}" in refused(2, "serve", f"--config={path}")
    assert f"{path}{words}" in refused(2, "serve", environment={"AMTSTERMIN_CONFIG": str(path)})


def test_no_postgresql_programs(folder):
    error = refused(1, *serve(folder, f"--postgresql={folder}"))
    assert "no initdb and postgres" in error and str(folder) in error


def owned_by_postgres(path):
    if os.geteuid() == 0:
        shutil.chown(path, "postgres")


def test_a_data_folder_of_another_major_version(folder):
    cluster = folder / "var/postgresql"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("9\n", encoding="ascii")
    owned_by_postgres(cluster)
    error = refused(1, *serve(folder))
    assert "made by PostgreSQL 9" in error and "pg_upgrade" in error


def test_a_data_folder_of_something_else(folder):
    cluster = folder / "var/postgresql"
    cluster.mkdir(parents=True)
    (cluster / "photo.jpg").write_bytes(b"")
    owned_by_postgres(cluster)
    assert "something else than a PostgreSQL cluster" in refused(1, *serve(folder))
    assert (cluster / "photo.jpg").exists()


def test_a_file_in_the_place_of_the_data_folder(folder):
    (folder / "var").write_bytes(b"")
    assert "Not a directory" in refused(1, *serve(folder))


def test_no_disk_space(folder):
    full = folder / "var"
    full.mkdir()
    root = [] if os.geteuid() == 0 else ["sudo"]
    subprocess.run([*root, "mount", "-t", "tmpfs", "-o", "size=8m,mode=0777", "none", full],
                   check=True)
    try:
        error = refused(1, *serve(folder))
    finally:
        subprocess.run([*root, "umount", full], check=True)
    assert "no disk space" in error and "8 MB" in error


def test_a_migrations_folder_that_is_not_there(folder):
    error = refused(1, "migrate", f"--data={folder / 'var'}", "--migrations=/nowhere")
    assert error.startswith("amtstermin: migrations: ")
    assert not pathlib.Path(folder / "var/postgresql/postmaster.pid").exists()
