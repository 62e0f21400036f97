"""Where settings come from, and that help, README and table tell the same."""

import re

import pytest

from server import SOURCE, Server, data_folder, run

MARKERS = re.compile(r"<!-- options:begin[^>]*-->\n(.*?)<!-- options:end -->", re.DOTALL)


def table():
    return run("--help-table")[1]


def rows():
    """{name: default} of the table."""
    cells = [line.strip("|").split("|") for line in table().splitlines()[2:]]
    return {row[0].strip(" `"): row[1].strip(" `") for row in cells}


def test_the_readme_shows_the_table_the_program_has():
    readme = (SOURCE / "README.md").read_text(encoding="utf-8")
    assert MARKERS.search(readme).group(1) == table()


def test_the_help_shows_every_option_with_its_default():
    code, text, _ = run("serve", "--help")
    assert code == 0
    assert re.findall(r"^  --(\w+)=(.*)$", text, re.MULTILINE) == list(rows().items())


def test_every_default_is_possible():
    settings = [f"--{name}={default}" for name, default in rows().items() if default]
    code, text, error = run(*settings, "--version")
    assert (code, error) == (0, "") and text.startswith("amtstermin ")


@pytest.mark.parametrize(("file", "environment", "argument", "wins"), [
    ("1", None, None, "1"),
    ("1", "2", None, "2"),
    ("1", "2", "3", "3"),
    (None, "2", "3", "3"),
])
def test_command_line_before_environment_before_file(file, environment, argument, wins):
    """The number of workers tells which setting won."""
    folder = data_folder()
    variables = {}
    options = ["--workers=" + argument] if argument else []
    if file:
        (folder / "conf").write_text(f"# how many\nworkers = {file}\n", encoding="utf-8")
        variables["AMTSTERMIN_CONFIG"] = str(folder / "conf")
    if environment:
        variables["AMTSTERMIN_WORKERS"] = environment
    with Server(folder=folder, environment=variables) as server:
        server.own = True
        server.options = [o for o in server.options if "--workers" not in o] + options
        server.start()
        assert len(server.workers()) == int(wins)
