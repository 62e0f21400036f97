"""What server/db promises, tried with tests/api/db/probe against a real PostgreSQL."""

import hashlib
import subprocess

import pytest

SECONDS = 120  # until a probe that hangs is a failure


class Probe:
    def __init__(self, program, postgres):
        self.program = program
        self.postgres = postgres

    def start(self, name, conninfo, *arguments):
        return subprocess.Popen([self.program, name, conninfo, *map(str, arguments)], text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def finish(self, process):
        out, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, out + err
        return out, err

    def run(self, name, conninfo=None, **wishes):
        """Run a probe in a new database; wishes: what to do when it asks for it."""
        conninfo = conninfo or self.postgres.conninfo(self.postgres.new_database())
        process = self.start(name, conninfo)
        for wish, fulfil in wishes.items():
            assert process.stdout.readline() == f"{wish}\n", process.communicate()[1]
            fulfil()
            if wish != "start":
                process.stdin.write("done\n")
                process.stdin.flush()
        return self.finish(process)


@pytest.fixture
def probe(build, postgres):
    return Probe(build / "tests/api/db/probe", postgres)


def test_two_hundred_batches_over_four_connections_are_all_answered(probe):
    probe.run("answers_everyone")


def test_a_refused_statement_or_commit_undoes_its_batch_and_no_other(probe):
    probe.run("undoes_refused_batch")


def test_a_statement_that_could_not_be_prepared_works_once_its_table_exists(probe):
    probe.run("forgets_failed_preparation")


def test_a_statement_whose_table_changed_is_prepared_again(probe):
    probe.run("renews_stale_statements")


def test_every_job_gets_one_answer_when_backends_are_killed_under_load(probe):
    probe.run("survives_killed_backends")


def test_jobs_wait_while_the_server_restarts(probe, postgres):
    probe.run("survives_restart", stop=postgres.stop, start=postgres.start)


def test_jobs_wait_while_a_killed_server_comes_back(probe, postgres):
    probe.run("survives_restart", stop=postgres.kill, start=postgres.start)


def test_a_job_is_told_when_the_database_stays_away(probe):
    probe.run("gives_up")


def test_whoever_waits_is_answered_when_the_pool_ends(probe):
    probe.run("answers_on_free")


def test_the_session_is_set_up_and_the_connection_string_goes_before(probe):
    probe.run("sets_up_session")


def test_rows_become_json_by_their_types(probe):
    probe.run("reads_every_type")


def test_the_feed_misses_no_row_of_eight_overtaking_writers(probe):
    probe.run("follows_writers")


def test_the_feed_starts_over_and_misses_nothing_after_a_crash(probe, postgres):
    def crash():
        postgres.stop("immediate")
        postgres.start()

    probe.run("follows_across_crash", crash=crash)


def test_every_statement_can_be_prepared_against_the_migrated_schema(probe, postgres, source):
    conninfo = postgres.conninfo(postgres.new_database())
    probe.finish(probe.start("migrates", conninfo, source / "migrations"))
    probe.run("prepares_all", conninfo)


#
# Migrations
#


class Migrations:
    def __init__(self, probe, folder, database):
        self.probe = probe
        self.folder = folder
        self.database = database
        self.conninfo = probe.postgres.conninfo(database)
        self.add("0001_first.sql", "CREATE TABLE first (n int); INSERT INTO first VALUES (1);")
        self.add("0002_second.sql", "SELECT pg_sleep(0.3); INSERT INTO first VALUES (2);")

    def add(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def start(self, name="migrates"):
        return self.probe.start(name, self.conninfo, self.folder)

    def apply(self):
        self.probe.finish(self.start())

    def refusal(self, name="migrates"):
        process = self.start(name)
        out, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 1 and not err.count("Sanitizer"), err
        return out.strip()

    def rows(self, sql):
        return self.probe.postgres.psql(sql, self.database)

    def applied(self):
        return self.rows("SELECT number, name, sha256 FROM schema_migration ORDER BY number")


@pytest.fixture
def migrations(probe, tmp_path, postgres):
    return Migrations(probe, tmp_path, postgres.new_database())


def test_migrations_are_applied_once_by_runs_at_the_same_time(migrations):
    runs = [migrations.start() for _ in range(4)]
    for run in runs:
        migrations.probe.finish(run)
    assert migrations.rows("SELECT n FROM first ORDER BY n") == [(1,), (2,)]
    first = (migrations.folder / "0001_first.sql").read_bytes()
    assert migrations.applied()[0] == (1, "0001_first.sql", hashlib.sha256(first).hexdigest())
    migrations.add("0003_third.sql", "INSERT INTO first VALUES (3)")
    migrations.apply()
    assert migrations.rows("SELECT count(*) FROM first") == [(3,)]


def test_a_migration_that_changed_after_it_was_applied_is_refused(migrations):
    migrations.apply()
    migrations.add("0001_first.sql", "CREATE TABLE first (n bigint)")
    assert migrations.refusal() == "0001_first.sql was changed after it had been applied"


def test_a_database_newer_than_the_program_is_refused(migrations):
    migrations.apply()
    (migrations.folder / "0002_second.sql").unlink()
    assert "the database is at migration 2, this program knows 1" in migrations.refusal()


@pytest.mark.parametrize("name", ["0004_gap.sql", "0002_double.sql", "3_short.sql", "third.sql"])
def test_gaps_doubles_and_other_names_among_migrations_are_refused(migrations, name):
    migrations.add(name, "SELECT 1")
    assert "was expected" in migrations.refusal()
    assert migrations.rows("SELECT to_regclass('schema_migration')") == [(None,)]


@pytest.mark.parametrize("text", [
    "INSERT INTO first VALUES (3); SELECT * FROM missing",
    "INSERT INTO first VALUES (3); COPY first FROM STDIN",
    "INSERT INTO first VALUES (3); ROLLBACK",
    "INSERT INTO first VALUES (3); BEGIN; ROLLBACK",
])
def test_a_migration_that_fails_leaves_nothing_and_names_its_file(migrations, text):
    migrations.add("0003_third.sql", text)
    assert migrations.refusal().startswith("0003_third.sql: ")
    assert migrations.rows("SELECT n FROM first ORDER BY n") == [(1,), (2,)]
    assert len(migrations.applied()) == 2


def test_what_is_missing_can_be_asked_without_changing_anything(migrations):
    assert "migration 0 of 2" in migrations.refusal("checks_migrations")
    assert migrations.rows("SELECT to_regclass('schema_migration')") == [(None,)]
    migrations.apply()
    migrations.probe.finish(migrations.start("checks_migrations"))


def test_a_database_out_of_reach_is_said_in_one_sentence(migrations):
    migrations.conninfo = "host=/nonexistent"
    assert "No such file or directory" in migrations.refusal()
    assert "\n" not in migrations.refusal()
