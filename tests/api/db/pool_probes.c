/* pool_probes.c - what server/db/pool.h promises. */
#include "probe.h"

#include <jansson.h>
#include <string.h>

#include "server/db/connection.h"
#include "server/db/rows.h"

enum { CONNECTIONS = 4, JOBS = 200, KILLS = 5 };

struct tally {
	struct db *db;
	int answers, ok, down;
	struct asked {
		struct tally *tally;
		char number[12];
		int answers;
		enum db_status status;
	} asked[JOBS];
};

static void count_answer(void *ctx, const struct db_result *res)
{
	struct asked *a = ctx;

	EXPECT(a->answers++ == 0);
	a->status = res->status;
	a->tally->answers++;
	a->tally->ok += res->status == DB_OK;
	a->tally->down += res->status == DB_DOWN;
	if (res->status == DB_OK && PQntuples(res->rows[0]) == 1)
		EXPECT(strcmp(PQgetvalue(res->rows[0], 0, 0), a->number) == 0);
}

static void ask_all(struct tally *t, enum statement statement)
{
	for (int i = 0; i < JOBS; i++) {
		struct asked *a = &t->asked[i];
		struct db_query query;

		a->tally = t;
		snprintf(a->number, sizeof a->number, "%d", i);
		query = (struct db_query)DB_QUERY(statement, a->number);
		db_run(t->db, &query, 1, count_answer, a);
	}
	EXPECT(t->answers == 0);
}

void answers_everyone(struct probe *p)
{
	struct tally t = {.db = db_new(p->base, p->conninfo, CONNECTIONS)};

	ask_all(&t, SQL_PROBE_ECHO);
	while (t.answers < JOBS)
		event_base_loop(p->base, EVLOOP_ONCE);
	EXPECT(t.ok == JOBS);
	EXPECT(db_ready(t.db) > 0);
	db_free(t.db);
}

/* Both a statement and the commit can refuse. */
void undoes_refused_batch(struct probe *p)
{
	struct db *db = db_new(p->base, p->conninfo, 1);
	struct db_query divide[] = {DB_QUERY(SQL_PROBE_INSERT, "1"),
				    DB_QUERY(SQL_PROBE_DIVIDE, "0"),
				    DB_QUERY(SQL_PROBE_INSERT, "2")};
	struct db_query twice[] = {DB_QUERY(SQL_PROBE_INSERT_UNIQUE, "3", "7"),
				   DB_QUERY(SQL_PROBE_INSERT_UNIQUE, "4", "7")};
	struct db_query null = DB_QUERY(SQL_PROBE_INSERT, NULL);
	struct db_query good[] = {DB_QUERY(SQL_PROBE_INSERT, "5"), DB_QUERY(SQL_PROBE_LIST, NULL)};
	const struct db_result *res;

	make_table(p);
	res = run(p, db, divide, 3);
	EXPECT(res->status == DB_REFUSED && res->nrows == 1);
	EXPECT(strcmp(res->sqlstate, "22012") == 0);
	res = run(p, db, twice, 2);
	EXPECT(res->status == DB_REFUSED && strcmp(res->sqlstate, "23505") == 0);
	EXPECT(strcmp(res->constraint, "probe_once") == 0);
	res = run(p, db, &null, 1);
	EXPECT(res->status == DB_REFUSED && strcmp(res->constraint, "id") == 0);
	good[1].nparams = 0;
	res = run(p, db, good, 2);
	EXPECT(res->status == DB_OK && res->nrows == 2 && PQntuples(res->rows[1]) == 1);
	EXPECT(row_integer(res->rows[1], 0, "id") == 5);
	db_free(db);
}

void forgets_failed_preparation(struct probe *p)
{
	struct db *db = db_new(p->base, p->conninfo, 1);
	struct db_query insert = DB_QUERY(SQL_PROBE_INSERT, "1");
	struct db_query prepared = DB_QUERY(SQL_PROBE_PREPARED, "probe_insert");
	const struct db_result *res = run(p, db, &insert, 1);

	EXPECT(res->status == DB_REFUSED && strcmp(res->sqlstate, "42P01") == 0);
	make_table(p);
	EXPECT(run(p, db, &insert, 1)->status == DB_OK);
	EXPECT(run(p, db, &insert, 1)->status == DB_OK);
	res = run(p, db, &prepared, 1);
	EXPECT(row_integer(res->rows[0], 0, "n") == 1);
	db_free(db);
}

void renews_stale_statements(struct probe *p)
{
	struct db *db = db_new(p->base, p->conninfo, 1);
	struct db_query star = {.statement = SQL_PROBE_STAR};
	const struct db_result *res;

	script(p, "CREATE TABLE probe_star (a int)");
	EXPECT(run(p, db, &star, 1)->status == DB_OK);
	script(p, "ALTER TABLE probe_star ADD b int");
	res = run(p, db, &star, 1);
	EXPECT(res->status == DB_OK && PQnfields(res->rows[0]) == 2);
	db_free(db);
}

/* What was answered DB_OK is there, whatever happened to the others. */
static void expect_kept(struct probe *p, const struct tally *t)
{
	struct db_query list = {.statement = SQL_PROBE_LIST};
	const struct db_result *res = run(p, t->db, &list, 1);
	bool there[JOBS] = {0};

	EXPECT(res->status == DB_OK);
	for (int i = 0; i < PQntuples(res->rows[0]); i++) {
		int64_t id = row_integer(res->rows[0], i, "id");

		EXPECT(!there[id]);
		there[id] = true;
	}
	for (int i = 0; i < JOBS; i++)
		EXPECT(t->asked[i].answers == 1 && (there[i] || t->asked[i].status != DB_OK));
}

void survives_killed_backends(struct probe *p)
{
	struct tally t = {.db = db_new(p->base, p->conninfo, CONNECTIONS)};
	struct db_query kill = {.statement = SQL_PROBE_TERMINATE};
	struct problem why;
	struct connection *killer = connection_open(p->conninfo, &why);
	int kills = 0;

	EXPECT(killer != NULL);
	make_table(p);
	ask_all(&t, SQL_PROBE_INSERT);
	while (t.answers < JOBS) {
		if (kills < KILLS && t.answers >= (kills + 1) * JOBS / (KILLS + 1)) {
			PGresult *rows = connection_query(killer, &kill, &why);

			EXPECT(rows && row_integer(rows, 0, "n") > 0);
			PQclear(rows);
			kills++;
		}
		event_base_loop(p->base, EVLOOP_ONCE);
	}
	EXPECT(kills == KILLS && t.ok + t.down == JOBS && t.ok > 0);
	connection_close(killer);
	expect_kept(p, &t);
	db_free(t.db);
}

/* The test starts the server while the jobs wait. */
void survives_restart(struct probe *p)
{
	struct tally t = {.db = db_new(p->base, p->conninfo, CONNECTIONS)};
	struct db_query list = {.statement = SQL_PROBE_LIST};

	make_table(p);
	EXPECT(run(p, t.db, &list, 1)->status == DB_OK);
	ask("stop");
	while (db_ready(t.db) > 0)
		event_base_loop(p->base, EVLOOP_ONCE);
	ask_all(&t, SQL_PROBE_INSERT);
	puts("start");
	fflush(stdout);
	while (t.answers < JOBS)
		event_base_loop(p->base, EVLOOP_ONCE);
	EXPECT(t.ok == JOBS);
	expect_kept(p, &t);
	db_free(t.db);
}

void gives_up(struct probe *p)
{
	struct db *db = db_new(p->base, "host=/nonexistent", 2);
	struct db_query echo = DB_QUERY(SQL_PROBE_ECHO, "1");

	EXPECT(run(p, db, &echo, 1)->status == DB_DOWN);
	db_free(db);
}

void answers_on_free(struct probe *p)
{
	struct tally t = {.db = db_new(p->base, p->conninfo, CONNECTIONS)};

	make_table(p);
	ask_all(&t, SQL_PROBE_INSERT);
	while (t.answers < JOBS / 2)
		event_base_loop(p->base, EVLOOP_ONCE);
	db_free(t.db);
	EXPECT(t.answers == JOBS && t.down > 0);
}

void sets_up_session(struct probe *p)
{
	char conninfo[512];
	struct db_query settings = {.statement = SQL_PROBE_SETTINGS};
	const struct db_result *res;
	struct db *db;

	snprintf(conninfo, sizeof conninfo,
		 "%s application_name=mine options='-c statement_timeout=7s'", p->conninfo);
	db = db_new(p->base, conninfo, 1);
	res = run(p, db, &settings, 1);
	EXPECT(strcmp(row_text(res->rows[0], 0, "timezone"), "UTC") == 0);
	EXPECT(strcmp(row_text(res->rows[0], 0, "synchronous_commit"), "on") == 0);
	EXPECT(strcmp(row_text(res->rows[0], 0, "application_name"), "mine") == 0);
	EXPECT(strcmp(row_text(res->rows[0], 0, "statement_timeout"), "7s") == 0);
	db_free(db);
}

void reads_every_type(struct probe *p)
{
	struct db *db = db_new(p->base, p->conninfo, 1);
	struct db_query types = {.statement = SQL_PROBE_TYPES};
	const struct db_result *res = run(p, db, &types, 1);
	json_auto_t *list = rows_json(res->rows[0]);
	json_t *row = json_array_get(list, 0);
	json_auto_t *expected =
		json_pack("{s:b, s:i, s:i, s:I, s:n, s:{s:[i]}, s:s, s:s}", "b", 1, "i2", 2, "i4",
			  4, "i8", (json_int_t)8000000000, "n", "jb", "a", 1, "j", "s", "t", "x");

	/* JSON allows numbers of any size; one that does not fit stays text. */
	EXPECT(json_string_length(json_object_get(row, "big")) == 401);
	json_object_del(row, "big");
	EXPECT(json_equal(row, expected));
	EXPECT(row_text(res->rows[0], 0, "n") == NULL && row_integer(res->rows[0], 0, "n") == 0);
	EXPECT(row_bool(res->rows[0], 0, "b") && !row_bool(res->rows[0], 0, "n"));
	db_free(db);
}

/* Against the migrated schema: says which statements do not fit it. */
void prepares_all(struct probe *p)
{
	PGconn *pg = PQconnectdb(p->conninfo);
	int refused = 0;

	for (int i = 0; i < SQL_COUNT; i++) {
		PGresult *pr;

		if (strncmp(STATEMENTS[i].name, "probe_", 6) == 0)
			continue;
		pr = PQprepare(pg, STATEMENTS[i].name, STATEMENTS[i].text, 0, NULL);
		if (PQresultStatus(pr) != PGRES_COMMAND_OK) {
			printf("%s: %s", STATEMENTS[i].name, PQresultErrorMessage(pr));
			refused++;
		}
		PQclear(pr);
	}
	PQfinish(pg);
	if (refused)
		exit(EXIT_FAILURE);
}
