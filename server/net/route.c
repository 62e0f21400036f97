/*
 * route.c - everything the product can do, as one table.
 *
 * Below /api/v1 the same paths answer with the JSON documents that the pages are
 * made of.  GET changes nothing.
 */
#include "server/net/route.h"

#include "server/admin/endpoints.h"
#include "server/citizen/endpoints.h"
#include "server/health.h"
#include "server/right.h"
#include "server/staff/endpoints.h"

// clang-format off
const struct route ROUTES[] = {
	{EVHTTP_REQ_GET,    "/healthz",                                       health_show},

	/* citizens, without an account */
	{EVHTTP_REQ_GET,    "/",                                              offices_list, true},
	{EVHTTP_REQ_GET,    "/offices",                                       offices_list, true},
	{EVHTTP_REQ_GET,    "/offices/:office",                               office_show, true},
	{EVHTTP_REQ_GET,    "/offices/:office/services/:service",             service_show, true},
	{EVHTTP_REQ_GET,    "/offices/:office/services/:service/times",       times_list_show, true},
	{EVHTTP_REQ_POST,   "/offices/:office/services/:service/holds",       hold_create},

	/* other sites: links that stay, and next free times to show there */
	{EVHTTP_REQ_GET,    "/l/:key",                                        link_by_key},
	{EVHTTP_REQ_GET,    "/l/:office/:service",                            link_by_slug},
	{EVHTTP_REQ_GET,    "/embed.js",                                      embed_script},
	{EVHTTP_REQ_GET,    "/embed/:office",                                 embed_office, true},
	{EVHTTP_REQ_GET,    "/embed/:office/:service",                        embed_service, true},

	/* how an authority's pages look */
	{EVHTTP_REQ_GET,    "/theme/:colours.css",                            theme_css_show},
	{EVHTTP_REQ_GET,    "/logo/:hash",                                    logo_show},

	/* who has a hold's token */
	{EVHTTP_REQ_GET,    "/rehearsal/:token",                              rehearsal_enter},
	{EVHTTP_REQ_POST,   "/rehearsal/end",                                 rehearsal_leave},
	{EVHTTP_REQ_GET,    "/holds/:token",                                  hold_show},
	{EVHTTP_REQ_DELETE, "/holds/:token",                                  hold_release},
	{EVHTTP_REQ_POST,   "/holds/:token/release",                          hold_release},
	{EVHTTP_REQ_POST,   "/holds/:token/extend",                           hold_extend},
	{EVHTTP_REQ_POST,   "/holds/:token/details",                          hold_details},
	{EVHTTP_REQ_POST,   "/holds/:token/confirm",                          hold_confirm},

	/* who has a manage link */
	{EVHTTP_REQ_GET,    "/bookings/:token",                               booking_show},
	{EVHTTP_REQ_DELETE, "/bookings/:token",                               booking_erase},
	{EVHTTP_REQ_GET,    "/bookings/:token.ics",                           booking_calendar},
	{EVHTTP_REQ_GET,    "/bookings/:token/data",                          booking_data},
	{EVHTTP_REQ_GET,    "/bookings/:token/move",                          booking_move_times},
	{EVHTTP_REQ_POST,   "/bookings/:token/move",                          booking_move},
	{EVHTTP_REQ_POST,   "/bookings/:token/cancel",                        booking_cancel},
	{EVHTTP_REQ_POST,   "/bookings/:token/erase",                         booking_erase},
	{EVHTTP_REQ_GET,    "/lost-link",                                     lost_link_show},
	{EVHTTP_REQ_POST,   "/lost-link",                                     lost_link_send},

	/* who has the secret address of a calendar */
	{EVHTTP_REQ_GET,    "/calendars/:token.ics",                          calendar_feed_show},

	/* staff: signing in */
	{EVHTTP_REQ_GET,    "/staff/sign-in",                                 sign_in_show,            false, RIGHT_ANYBODY},
	{EVHTTP_REQ_POST,   "/staff/sign-in",                                 sign_in,                 false, RIGHT_ANYBODY},
	{EVHTTP_REQ_GET,    "/staff/sso",                                     sso_show,                false, RIGHT_ANYBODY},
	{EVHTTP_REQ_GET,    "/staff/sso/back",                                sso_back,                false, RIGHT_ANYBODY},
	{EVHTTP_REQ_GET,    "/staff/sso/signed-out",                          sso_left,                false, RIGHT_ANYBODY},
	{EVHTTP_REQ_GET,    "/staff/forgot",                                  password_forgot_show,    false, RIGHT_ANYBODY},
	{EVHTTP_REQ_POST,   "/staff/forgot",                                  password_forgot,         false, RIGHT_ANYBODY},
	{EVHTTP_REQ_GET,    "/staff/links/:token",                            account_link_show,       false, RIGHT_ANYBODY},
	{EVHTTP_REQ_POST,   "/staff/links/:token",                            account_link_use,        false, RIGHT_ANYBODY},
	{EVHTTP_REQ_GET,    "/staff/sign-in/totp",                            second_factor_show,      false, RIGHT_STEP},
	{EVHTTP_REQ_POST,   "/staff/sign-in/totp",                            second_factor_check,     false, RIGHT_STEP},
	{EVHTTP_REQ_GET,    "/staff/account/totp",                            second_factor_set_up,    false, RIGHT_STEP},
	{EVHTTP_REQ_POST,   "/staff/account/totp",                            second_factor_confirm,   false, RIGHT_STEP},
	{EVHTTP_REQ_POST,   "/staff/account/totp/off",                        second_factor_remove,    false, RIGHT_SIGNED_IN},
	{EVHTTP_REQ_POST,   "/staff/account/recovery-codes",                  recovery_codes_renew,    false, RIGHT_SIGNED_IN},
	{EVHTTP_REQ_POST,   "/staff/sign-out",                                session_sign_out,        false, RIGHT_STEP},

	/* staff: one's own account */
	{EVHTTP_REQ_GET,    "/staff",                                         staff_home,              false, RIGHT_SIGNED_IN},
	{EVHTTP_REQ_GET,    "/staff/account",                                 account_show,            false, RIGHT_SIGNED_IN},
	{EVHTTP_REQ_POST,   "/staff/account/password",                        account_password,        false, RIGHT_SIGNED_IN},
	{EVHTTP_REQ_GET,    "/staff/sessions",                                sessions_list,           false, RIGHT_SIGNED_IN},
	{EVHTTP_REQ_POST,   "/staff/sessions/end-all",                        sessions_end,            false, RIGHT_SIGNED_IN},
	{EVHTTP_REQ_POST,   "/staff/sessions/:session/end",                   sessions_end,            false, RIGHT_SIGNED_IN},

	/* staff: the day, and one booking */
	{EVHTTP_REQ_GET,    "/staff/:office/day",                             day_show,                false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_GET,    "/staff/:office/day.csv",                         day_export,              false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_GET,    "/staff/:office/bookings/:booking",               staff_booking_show,      false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/bookings/:booking/attendance",    staff_booking_attend,    false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/bookings/:booking/note",          staff_booking_note,      false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/bookings/:booking/cancel",        staff_booking_cancel,    false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/bookings/:booking/told",          staff_booking_told,      false, RIGHT_BOOKINGS},

	/* staff: the week, and one released time in it */
	{EVHTTP_REQ_GET,    "/staff/:office/week",                            week_show,               false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/slots",                           slot_add,                false, RIGHT_HOURS},
	{EVHTTP_REQ_GET,    "/staff/:office/slots/new",                       slot_new_show,           false, RIGHT_HOURS},
	{EVHTTP_REQ_GET,    "/staff/:office/slots/:slot",                     slot_show,               false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/slots/:slot",                     slot_change,             false, RIGHT_HOURS},

	/* staff: weekly hours */
	{EVHTTP_REQ_GET,    "/staff/:office/hours",                           hours_list_show,         false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/hours",                           hours_add,               false, RIGHT_HOURS},
	{EVHTTP_REQ_GET,    "/staff/:office/hours/new",                       hours_new_show,          false, RIGHT_HOURS},
	{EVHTTP_REQ_GET,    "/staff/:office/hours/:hours",                    hours_show,              false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/hours/:hours",                    hours_change,            false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/hours/:hours/end",                hours_end,               false, RIGHT_HOURS},

	/* staff: calendars of other programs */
	{EVHTTP_REQ_GET,    "/staff/:office/calendar",                        calendar_show,           false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/calendar/feed",                   calendar_feed_change,    false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/calendar/busy",                   calendar_busy_change,    false, RIGHT_HOURS},

	/* staff: who answers for what, and why a time is (not) offered */
	{EVHTTP_REQ_GET,    "/staff/:office/responsibilities",                responsibilities_show,   false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/responsibilities",                responsibilities_change, false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/responsibilities/:service/:person", municipalities_show,   false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/responsibilities/:service/:person", municipalities_change, false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/why",                             why_show,                false, RIGHT_BOOKINGS},
	/* staff: somebody calls or stands there */
	{EVHTTP_REQ_GET,    "/staff/:office/bookings/new",                    booking_new_show,        false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/bookings",                        booking_add,             false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_GET,    "/staff/:office/bookings/:booking/move",          staff_move_show,         false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/bookings/:booking/move",          staff_move,              false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_GET,    "/staff/:office/bookings/:booking/letter",        letter_show,             false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/bookings/:booking/letter",        letter_link,             false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_GET,    "/staff/:office/search",                          search_show,             false, RIGHT_BOOKINGS},
	{EVHTTP_REQ_POST,   "/staff/:office/search",                          search_run,              false, RIGHT_BOOKINGS},

	/* staff: time taken away */
	{EVHTTP_REQ_GET,    "/staff/:office/closures",                        closures_list,           false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/closures",                        closure_save,            false, RIGHT_HOURS},
	{EVHTTP_REQ_GET,    "/staff/:office/closures/new",                    closures_list,           false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/closures/sick",                   closure_sick,            false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/closures/uncovered",              closure_uncovered,       false, RIGHT_HOURS},
	{EVHTTP_REQ_GET,    "/staff/:office/closures/:closure",               closure_show,            false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/closures/:closure",               closure_save,            false, RIGHT_HOURS},
	{EVHTTP_REQ_POST,   "/staff/:office/closures/:closure/withdraw",      closure_withdraw,        false, RIGHT_HOURS},
	{EVHTTP_REQ_GET,    "/staff/:office/closures/:closure/calls",         closure_calls,           false, RIGHT_HOURS},
	{EVHTTP_REQ_GET,    "/staff/:office/calls",                           office_calls,            false, RIGHT_BOOKINGS},

	/* administrators, and managers in their offices: server/admin */
	{EVHTTP_REQ_GET,    "/staff/:office/offices",                         offices_tree_show,       false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/offices",                         office_new,              false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/checklist",                       checklist_show,          false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/checklist",                       checklist_save,          false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/office.json",                     file_download,           false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/import",                          file_show,               false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/import",                          file_upload,             false, RIGHT_OFFICE, true},
	{EVHTTP_REQ_GET,    "/staff/:office/import/:file",                    file_changes_show,       false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/import/:file",                    file_apply,              false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/people",                          people_show,             false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/people",                          person_save,             false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/people/:person",                  people_show,             false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/people/:person",                  person_save,             false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/services",                        services_list,           false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/services",                        service_save,            false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/services/:service",               services_list,           false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/services/:service",               service_save,            false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/services/:service/loosen",        service_loosen,          false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/services/:service/questions/:question", question_show,     false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/services/:service/questions/:question", question_save,     false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/common-services",                 common_services_list,    false, RIGHT_AUTHORITY},
	{EVHTTP_REQ_POST,   "/staff/:office/common-services",                 common_service_save,     false, RIGHT_AUTHORITY},
	{EVHTTP_REQ_GET,    "/staff/:office/common-services/:common",         common_services_list,    false, RIGHT_AUTHORITY},
	{EVHTTP_REQ_POST,   "/staff/:office/common-services/:common",         common_service_save,     false, RIGHT_AUTHORITY},
	{EVHTTP_REQ_POST,   "/staff/:office/common-services/:common/remove",  common_service_remove,   false, RIGHT_AUTHORITY},
	{EVHTTP_REQ_GET,    "/staff/:office/settings",                        settings_show,           false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/settings",                        settings_save,           false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/rehearsal",                       rehearsal_show,          false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/rehearsal",                       rehearsal_make,          false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/texts",                           texts_show,              false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/texts",                           text_save,               false, RIGHT_OFFICE},

	{EVHTTP_REQ_GET,    "/staff/:office/theme",                           theme_show,              false, RIGHT_AUTHORITY},
	{EVHTTP_REQ_POST,   "/staff/:office/theme",                           theme_save,              false, RIGHT_AUTHORITY, true},
	{EVHTTP_REQ_GET,    "/staff/:office/holidays",                        holidays_show,           false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/holidays",                        closing_day_add,         false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/holidays/school",                 school_import,           false, RIGHT_AUTHORITY, true},
	{EVHTTP_REQ_POST,   "/staff/:office/holidays/school/remove",          school_remove,           false, RIGHT_AUTHORITY},
	{EVHTTP_REQ_POST,   "/staff/:office/holidays/:closure/withdraw",      closing_day_withdraw,    false, RIGHT_OFFICE},

	/* accounts and what they may */
	{EVHTTP_REQ_GET,    "/staff/:office/accounts",                     accounts_list,           false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/accounts",                     accounts_invite,         false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/accounts/table",               invite_table_show,       false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/accounts/table",               invite_table,            false, RIGHT_OFFICE, true},
	{EVHTTP_REQ_GET,    "/staff/:office/accounts/:account",            account_edit_show,       false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/accounts/:account/grants",     account_grant_add,       false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/accounts/:account/grants/:grant/withdraw", account_grant_withdraw,  false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/accounts/:account/block",      account_block,           false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/accounts/:account/unblock",    account_unblock,         false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/accounts/:account/invite",     account_invite_again,    false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/accounts/:account/second-factor", account_second_factor_reset, false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/accounts/:account/handover",   handover_show,           false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/accounts/:account/handover",   handover,                false, RIGHT_OFFICE},

	/* what is reported */
	{EVHTTP_REQ_GET,    "/staff/:office/figures",                      figures_show,            false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/figures.csv",                  figures_export,          false, RIGHT_OFFICE},
	{EVHTTP_REQ_GET,    "/staff/:office/deletions",                    deletions_show,          false, RIGHT_AUTHORITY},

	/* links for other sites, and which of these are trusted */
	{EVHTTP_REQ_GET,    "/staff/:office/links",                           links_show,              false, RIGHT_OFFICE},
	{EVHTTP_REQ_POST,   "/staff/:office/links",                           links_save,              false, RIGHT_AUTHORITY},
	{EVHTTP_REQ_GET,    "/staff/:office/links.csv",                       links_export,            false, RIGHT_OFFICE},
	{0},
};
// clang-format on
