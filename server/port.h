/* port.h - the port is ours before the first worker starts. */
#pragma once

/*
 * Make sure that nobody listens there, choose one if *port is 0, and keep it for
 * our workers, who listen with SO_REUSEPORT: the socket returned is bound but
 * takes no connections.  Ends the program with one sentence when it cannot be.
 */
int port_reserve(const char *address, int *port);
