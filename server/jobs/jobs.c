/* jobs.c - the process and its timetable. */
#include "server/jobs/jobs.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/db/pool.h"
#include "server/jobs/busy.h"
#include "server/jobs/chore.h"
#include "server/jobs/figures.h"
#include "server/jobs/going_live.h"
#include "server/jobs/holidays.h"
#include "server/jobs/outbox.h"
#include "server/jobs/release.h"
#include "server/jobs/reminders.h"
#include "server/jobs/retention.h"
#include "server/jobs/series.h"
#include "server/log.h"
#include "server/net/site.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };

enum {
	CHORE_HOLDS,
	CHORE_RELEASE,
	CHORE_HOLIDAYS,
	CHORE_SERIES,
	CHORE_REMINDERS,
	CHORE_RETENTION,
	CHORE_BUSY,
	CHORE_FIGURES,
	CHORE_SEARCHES,
	CHORE_MAIL_FILES,
	CHORE_GOING_LIVE,
	CHORES
};

struct jobs {
	const struct config *config;
	struct event_base *base;
	struct db *db;
	struct outbox *outbox;
	struct busy *busy;
	struct figures *figures;
	struct going_live *going_live;
	struct chore chores[CHORES];
	unsigned holiday_runs;
	unsigned char ready;
	int ready_fd;
};

// clang-format off
static const struct chore TIMETABLE[CHORES] = {
	[CHORE_HOLDS]     = {"holds",     SECOND_MS,      holds_run},
	[CHORE_RELEASE]   = {"release",   SECOND_MS,      release_run},
	[CHORE_HOLIDAYS]  = {"holidays",  10 * SECOND_MS, holidays_run},
	[CHORE_SERIES]    = {"series",    HOUR_MS,        series_run},
	[CHORE_REMINDERS] = {"reminders", MINUTE_MS,      reminders_run},
	[CHORE_RETENTION] = {"retention", HOUR_MS,        retention_run},
	[CHORE_BUSY]      = {"busy",      SECOND_MS,      busy_run},
	[CHORE_FIGURES]   = {"figures",   5 * SECOND_MS,  figures_run},
	[CHORE_SEARCHES]  = {"searches",  5 * SECOND_MS,  searches_run},
	[CHORE_MAIL_FILES] = {"mail_files", HOUR_MS,      mail_files_run},
	[CHORE_GOING_LIVE] = {"going_live", SECOND_MS,    going_live_run},
};
// clang-format on

static void on_drained(void *arg)
{
	struct jobs *j = arg;

	event_base_loopexit(j->base, NULL);
}

static void on_term(evutil_socket_t fd, short what, void *arg)
{
	struct jobs *j = arg;

	(void)fd, (void)what;
	for (int i = 0; i < CHORES; i++)
		chore_stop(&j->chores[i]);
	event_base_loopexit(j->base, &(struct timeval){.tv_sec = JOBS_DRAIN_SECONDS});
	outbox_drain(j->outbox, on_drained, j);
}

static void on_released(void *arg)
{
	const struct jobs *j = arg;

	if (write(j->ready_fd, &j->ready, sizeof j->ready) != sizeof j->ready)
		log_error("ready_failed reason=\"%s\"", strerror(errno));
}

static void chores_start(struct jobs *j)
{
	for (int i = 0; i < CHORES; i++) {
		j->chores[i] = TIMETABLE[i];
		if (i == CHORE_BUSY)
			j->chores[i].ctx = j->busy;
		else if (i == CHORE_FIGURES || i == CHORE_SEARCHES)
			j->chores[i].ctx = j->figures;
		else if (i == CHORE_GOING_LIVE)
			j->chores[i].ctx = j->going_live;
		else if (i == CHORE_MAIL_FILES || i == CHORE_REMINDERS)
			j->chores[i].ctx = &j->config;
		else
			j->chores[i].ctx = &j->holiday_runs;
		if (i == CHORE_RELEASE) {
			j->chores[i].caught_up = on_released;
			j->chores[i].arg = j;
		}
		chore_start(&j->chores[i], j->base, j->db);
	}
}

int jobs_run(const struct config *config, const struct shared *shared, unsigned char ready,
	     int ready_fd)
{
	struct jobs j = {.base = event_base_new(), .ready = ready, .ready_fd = ready_fd};
	struct event *term = evsignal_new(j.base, SIGTERM, on_term, &j);

	j.db = db_new(j.base, config->database, JOBS_CONNECTIONS);
	j.outbox = outbox_new(j.base, j.db, config, shared->site);
	if (!j.outbox)
		return EXIT_FAILED;
	j.busy = busy_new(j.base, config);
	j.figures = figures_new(j.base, config, shared);
	j.going_live = going_live_new(j.base, config, shared->site);
	j.config = config;
	chores_start(&j);
	event_add(term, NULL);
	event_base_dispatch(j.base);

	for (int i = 0; i < CHORES; i++)
		chore_stop(&j.chores[i]);
	figures_stop(j.figures);
	going_live_stop(j.going_live);
	db_free(j.db); /* answers whoever still asks */
	outbox_free(j.outbox);
	busy_free(j.busy);
	figures_free(j.figures);
	going_live_free(j.going_live);
	for (int i = 0; i < CHORES; i++)
		chore_done(&j.chores[i]);
	event_free(term);
	event_base_free(j.base);
	return EXIT_SUCCESS;
}
