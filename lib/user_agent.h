/*
 * user_agent.h - what a browser says of itself (RFC 9110 section 10.1.5), in two words.
 *
 * Only so that its owner knows a session again; nothing depends on it.
 */
#pragma once

/* "Firefox" and "Windows"; NULL when it is none that many people have. */
const char *user_agent_browser(const char *user_agent);
const char *user_agent_system(const char *user_agent);
