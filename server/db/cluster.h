/*
 * cluster.h - the data folder of a PostgreSQL of our own, and who it belongs to.
 *
 * It lies in DATA/postgresql and belongs to whoever runs the server; PostgreSQL
 * refuses to be root, so root has it run as the folder's owner, else as the user
 * "postgres".  Where that user cannot reach DATA (a clone below /root), it lies
 * in /var/lib/amtstermin instead, under a name made from DATA's path.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct cluster {
	char *data;     /* absolute path of DATA */
	char *folder;   /* absolute path of the cluster */
	char *sockets;  /* folder of the unix socket */
	char *bin;      /* folder of initdb and postgres */
	char *log;      /* file of PostgreSQL's own log */
	bool elsewhere; /* the cluster lies outside of DATA */
	uid_t uid;      /* who PostgreSQL runs as */
	gid_t gid;
};

/*
 * Find out where everything lies and make the folders; nothing of an existing
 * cluster changes.  bin is the folder of PostgreSQL's programs, "" for Debian's
 * newest that fits.  Ends the program with one sentence when it cannot be.
 */
void cluster_open(struct cluster *c, const char *data, const char *bin);

/* initdb, where there is no cluster yet.  The caller holds the lock on DATA. */
void cluster_create(const struct cluster *c);
bool cluster_exists(const struct cluster *c);

void cluster_done(struct cluster *c);

/* In a child process: become the user PostgreSQL runs as. */
void cluster_become_user(const struct cluster *c);
