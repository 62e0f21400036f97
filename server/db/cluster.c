/* cluster.c - the data folder of a PostgreSQL of our own, and who it belongs to. */
#include "server/db/cluster.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/db/programs.h"
#include "server/log.h"
#include "server/process.h"
#include "server/text.h"

enum {
	FREE_MIN_MEGABYTES = 100, /* an empty cluster and its first WAL files take 40 */
	NAME_MAX_BYTES = 40,
	OPEN_FILES = 16,
};

static const char ELSEWHERE[] = "/var/lib/amtstermin";
static const char SOCKET_NAME[] = "/.s.PGSQL.5432";

static void folder_make(const char *path, mode_t mode)
{
	struct stat st;

	if (mkdir(path, mode) == 0)
		return;
	if (errno == ENOENT) {
		str_auto_t *parent = xstrdup(path);
		char *slash = strrchr(parent, '/');

		if (slash && slash != parent) {
			*slash = '\0';
			folder_make(parent, 0755);
			if (mkdir(path, mode) == 0)
				return;
		}
	}
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return;
	die("data: cannot make the folder %s: %s; make it or choose another with --data=FOLDER",
	    path, strerror(errno == EEXIST ? ENOTDIR : errno));
}

/* FNV-1a, for names that stay the same. */
static uint32_t path_hash(const char *path)
{
	uint32_t h = UINT32_C(2166136261);

	for (; *path; path++)
		h = (h ^ (unsigned char)*path) * UINT32_C(16777619);
	return h;
}

static void child_become(uid_t uid, gid_t gid)
{
	if (getuid() != 0)
		return;
	if (setgroups(0, NULL) == -1 || setgid(gid) == -1 || setuid(uid) == -1)
		_exit(EXIT_FAILURE);
}

/* Try it as that user: whatever rules the file system has, this one knows them. */
static bool user_reaches(const struct cluster *c, const char *path)
{
	pid_t pid;

	if (getuid() != 0)
		return true;
	pid = fork();
	if (pid == 0) {
		child_become(c->uid, c->gid);
		_exit(access(path, X_OK) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	return pid != -1 && process_wait(pid) == EXIT_SUCCESS;
}

static void user_choose(struct cluster *c)
{
	struct passwd *user;

	c->uid = getuid();
	c->gid = getgid();
	if (c->uid != 0)
		return;
	user = getpwnam("postgres");
	if (!user)
		die("PostgreSQL never runs as root and there is no user postgres: install the "
		    "package postgresql-common, or start the server as another user");
	c->uid = user->pw_uid;
	c->gid = user->pw_gid;
}

/* An existing cluster says itself who runs it. */
static void owner_follow(struct cluster *c)
{
	struct stat st;
	struct passwd *owner;

	if (lstat(c->folder, &st) == -1 || st.st_uid == c->uid)
		return;
	if (getuid() == 0 && st.st_uid != 0) {
		c->uid = st.st_uid;
		c->gid = st.st_gid;
		return;
	}
	owner = getpwuid(st.st_uid);
	die("data: %s belongs to user %s: start the server as that user or as root, or choose "
	    "another folder with --data=FOLDER",
	    c->folder, owner ? owner->pw_name : "unknown");
}

/* "/root/amtstermin/var" is found again as "root-amtstermin-var-c0ffee00". */
static char *elsewhere_name(const char *data)
{
	size_t len = strlen(data);
	char *path = text_format("%s/%s-%08x", ELSEWHERE,
				 data + (len > NAME_MAX_BYTES ? len - NAME_MAX_BYTES : 1),
				 path_hash(data));

	for (char *p = path + sizeof ELSEWHERE; *p; p++)
		if (*p == '/')
			*p = '-';
	return path;
}

static void folder_choose(struct cluster *c)
{
	c->folder = text_format("%s/postgresql", c->data);
	if (user_reaches(c, c->data))
		return;
	free(c->folder);
	c->folder = elsewhere_name(c->data);
	c->elsewhere = true;
	folder_make(ELSEWHERE, 0755);
}

/* The system allows 107 bytes for a socket's path (unix(7)). */
static void sockets_choose(struct cluster *c)
{
	struct sockaddr_un addr;
	struct stat st;

	if (strlen(c->folder) + strlen(SOCKET_NAME) < sizeof addr.sun_path) {
		c->sockets = xstrdup(c->folder);
		return;
	}
	c->sockets = text_format("%s/amtstermin-%08x", getuid() == 0 ? "/run" : "/tmp",
				 path_hash(c->folder));
	if (mkdir(c->sockets, 0700) == 0 && chown(c->sockets, c->uid, c->gid) == -1)
		die("data: cannot give %s to PostgreSQL: %s", c->sockets, strerror(errno));
	/* Everybody may make folders in /tmp; a foreign one must not lead us astray. */
	if (lstat(c->sockets, &st) == -1 || !S_ISDIR(st.st_mode) || st.st_uid != c->uid ||
	    (st.st_mode & 077))
		die("data: the path %s is too long for a socket and %s is not ours to use "
		    "instead; choose a shorter --data=FOLDER",
		    c->folder, c->sockets);
}

/* The major version that made the cluster; 0 when there is none. */
static int cluster_major(const struct cluster *c)
{
	str_auto_t *path = text_format("%s/PG_VERSION", c->folder);
	FILE *in = fopen(path, "re");
	int major = 0;

	if (!in)
		return 0;
	if (fscanf(in, "%d", &major) != 1)
		major = 0;
	fclose(in);
	return major;
}

bool cluster_exists(const struct cluster *c)
{
	return cluster_major(c) != 0;
}

static bool folder_is_empty(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	bool empty = true;

	if (!dir)
		return errno == ENOENT;
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			empty = false;
	closedir(dir);
	return empty;
}

/* Room, and the right to write, before initdb says the same in ten lines. */
static void room_check(const struct cluster *c)
{
	str_auto_t *parent = xstrdup(c->folder);
	struct statvfs fs;
	unsigned long long megabytes;

	*strrchr(parent, '/') = '\0';
	if (access(parent, W_OK | X_OK) == -1)
		die("data: cannot write into %s: %s; correct its owner or choose another folder "
		    "with --data=FOLDER",
		    parent, strerror(errno));
	if (statvfs(parent, &fs) == -1)
		return;
	megabytes = (unsigned long long)fs.f_bavail * fs.f_frsize >> 20;
	if (megabytes < FREE_MIN_MEGABYTES)
		die("data: no disk space: %s has %llu MB free and the database needs %d to begin; "
		    "make room or choose another folder with --data=FOLDER",
		    parent, megabytes, FREE_MIN_MEGABYTES);
}

void cluster_open(struct cluster *c, const char *data, const char *bin)
{
	int major;

	*c = (struct cluster){0};
	folder_make(data, 0755);
	c->data = realpath(data, NULL);
	if (!c->data)
		die("data: cannot enter %s: %s", data, strerror(errno));
	user_choose(c);
	folder_choose(c);
	owner_follow(c);
	c->log = text_format("%s/postgresql.log", c->data);
	major = cluster_major(c);
	if (major == 0 && !folder_is_empty(c->folder))
		die("data: %s holds something else than a PostgreSQL cluster, or cannot be read; "
		    "choose another folder with --data=FOLDER",
		    c->folder);
	c->bin = programs_find(bin, &major, c->folder);
	if (!cluster_exists(c))
		room_check(c);
	sockets_choose(c);
}

static int entry_remove(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

static void initdb_exec(const struct cluster *c, pid_t parent, const char *folder)
{
	str_auto_t *command = text_format("%s/initdb", c->bin);
	int log = open(c->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (log == -1)
		_exit(EXIT_FAILURE);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	cluster_become_user(c);
	process_follow_parent(parent, SIGTERM);
	/* Who may use the socket is decided by its folder. */
	execl(command, command, "--pgdata", folder, "--encoding=UTF8", "--locale=C.UTF-8",
	      "--auth=trust", "--username=amtstermin", "--data-checksums", "--no-instructions",
	      "--no-sync", (char *)NULL);
	_exit(EXIT_FAILURE);
}

/* One sync of the whole takes a fraction of the time of initdb's thousand. */
static void folder_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1 || syncfs(fd) == -1)
		die("data: cannot write %s to disk: %s", path, strerror(errno));
	close(fd);
}

/* Under another name first: what was interrupted is never taken for a cluster. */
void cluster_create(const struct cluster *c)
{
	str_auto_t *young = text_format("%s.new", c->folder);
	pid_t parent = getpid(), pid;

	nftw(young, entry_remove, OPEN_FILES, FTW_DEPTH | FTW_PHYS);
	folder_make(young, 0700);
	if (getuid() == 0 && chown(young, c->uid, c->gid) == -1)
		die("data: cannot give %s to PostgreSQL: %s", young, strerror(errno));
	pid = fork();
	if (pid == 0)
		initdb_exec(c, parent, young);
	if (pid == -1 || process_wait(pid) != EXIT_SUCCESS)
		die("data: PostgreSQL could not make its folder %s; its reason is at the end of %s",
		    young, c->log);
	folder_sync(young);
	rmdir(c->folder);
	if (rename(young, c->folder) == -1)
		die("data: cannot rename %s: %s", young, strerror(errno));
}

void cluster_become_user(const struct cluster *c)
{
	child_become(c->uid, c->gid);
}

void cluster_done(struct cluster *c)
{
	free(c->data);
	free(c->folder);
	free(c->sockets);
	free(c->bin);
	free(c->log);
}
