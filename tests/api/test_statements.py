"""The statements of the server against the schema that the migrations make."""

import pathlib

import pytest

SQL = pathlib.Path(__file__).parents[2] / "server" / "sql"
BEFORE_THE_FIRST = {"migration_known", "migration_lock", "migration_table"}  # not preparable


@pytest.mark.parametrize("name", sorted(path.stem for path in SQL.glob("*.sql")))
def test_every_statement_can_be_prepared(county, name):
    if name in BEFORE_THE_FIRST:
        return
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    county.rows(f"PREPARE {name} AS {text}")
    county.rows(f"DEALLOCATE {name}")
