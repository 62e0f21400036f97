/* programs.h - where PostgreSQL's initdb and postgres are on this machine. */
#pragma once

/*
 * The folder of the programs, which the caller frees; *major becomes their
 * version.  bin is the folder to take, "" for Debian's: the one of version
 * *major, or if that is 0 the newest.  Ends the program with one sentence when
 * there is none, or when its version does not fit to the cluster in `folder`.
 */
char *programs_find(const char *bin, int *major, const char *folder);
