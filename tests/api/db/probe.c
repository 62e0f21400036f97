/* probe.c - small programs that use server/db as the server does. */
#include "probe.h"

#include <string.h>

#include "server/db/connection.h"
#include "server/db/migrate.h"

static void migrates(struct probe *p)
{
	struct problem why;

	if (!migrate(p->conninfo, p->argument, &why)) {
		puts(why.detail);
		exit(EXIT_FAILURE);
	}
}

static void checks_migrations(struct probe *p)
{
	struct problem why;

	if (!migrate_check(p->conninfo, p->argument, &why)) {
		puts(why.detail);
		exit(EXIT_FAILURE);
	}
}

// clang-format off
static const struct {
	const char *name;
	probe_fn *run;
} PROBES[] = {
	{"answers_everyone",           answers_everyone},
	{"undoes_refused_batch",       undoes_refused_batch},
	{"forgets_failed_preparation", forgets_failed_preparation},
	{"renews_stale_statements",    renews_stale_statements},
	{"survives_killed_backends",   survives_killed_backends},
	{"survives_restart",           survives_restart},
	{"gives_up",                   gives_up},
	{"answers_on_free",            answers_on_free},
	{"sets_up_session",            sets_up_session},
	{"reads_every_type",           reads_every_type},
	{"prepares_all",               prepares_all},
	{"follows_writers",            follows_writers},
	{"follows_across_crash",       follows_across_crash},
	{"migrates",                   migrates},
	{"checks_migrations",          checks_migrations},
};
// clang-format on

void ask(const char *what)
{
	char line[64];

	puts(what);
	fflush(stdout);
	EXPECT(fgets(line, sizeof line, stdin) && strcmp(line, "done\n") == 0);
}

void script(struct probe *p, const char *sql)
{
	struct problem why = {0};
	struct connection *c = connection_open(p->conninfo, &why);

	if (!c || !connection_script(c, sql, &why))
		fprintf(stderr, "%s\n", why.detail);
	EXPECT(why.status == 0);
	connection_close(c);
}

void make_table(struct probe *p)
{
	script(p, "CREATE TABLE probe (id int NOT NULL,"
		  " once int CONSTRAINT probe_once UNIQUE DEFERRABLE INITIALLY DEFERRED,"
		  " changed_in xid8 NOT NULL DEFAULT pg_current_xact_id())");
}

struct waiting {
	bool answered;
	struct db_result res;
};

static void keep_answer(void *ctx, const struct db_result *res)
{
	struct waiting *w = ctx;

	EXPECT(!w->answered);
	w->answered = true;
	w->res = *res;
	for (size_t i = 0; i < res->nrows; i++)
		w->res.rows[i] = PQcopyResult(res->rows[i], PG_COPYRES_TUPLES);
}

const struct db_result *run(struct probe *p, struct db *db, const struct db_query *queries,
			    size_t n)
{
	static struct waiting w;

	for (size_t i = 0; i < w.res.nrows; i++)
		PQclear(w.res.rows[i]);
	w = (struct waiting){0};
	db_run(db, queries, n, keep_answer, &w);
	EXPECT(!w.answered);
	while (!w.answered)
		event_base_loop(p->base, EVLOOP_ONCE);
	return &w.res;
}

int main(int argc, char **argv)
{
	struct probe p = {.argument = argc > 3 ? argv[3] : ""};

	EXPECT(argc > 2);
	p.conninfo = argv[2];
	p.base = event_base_new();
	for (size_t i = 0; i < sizeof PROBES / sizeof PROBES[0]; i++) {
		if (strcmp(PROBES[i].name, argv[1]) == 0) {
			PROBES[i].run(&p);
			event_base_free(p.base);
			return EXIT_SUCCESS;
		}
	}
	fprintf(stderr, "no probe %s\n", argv[1]);
	return EXIT_FAILURE;
}
