/*
 * demo.h - sign-ins of the demo county that everybody may use.
 *
 * They open something only while the option `demo` is on (server/sql/sign_in_account.sql),
 * can change nothing about themselves, and so need no second factor.
 */
#pragma once

/* One account for each role, at the only authority; ends the program when the database fails. */
void demo_accounts_add(const char *conninfo);

/* Print them, when there are any. */
void demo_sign_ins_print(const char *conninfo);
