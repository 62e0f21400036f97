/* endpoints.h - what staff can ask for. */
#pragma once

#include "server/net/request.h"

handler_fn sign_in_show, sign_in, password_forgot_show, password_forgot;
handler_fn account_link_show, account_link_use, sso_show, sso_back, sso_left;
handler_fn second_factor_show, second_factor_check;
handler_fn second_factor_set_up, second_factor_confirm, second_factor_remove, recovery_codes_renew;
handler_fn staff_home, account_show, account_password;
handler_fn sessions_list, sessions_end, session_sign_out;
handler_fn booking_new_show, booking_add, staff_move_show, staff_move;
handler_fn letter_show, letter_link, search_show, search_run;
handler_fn day_show, day_export;
handler_fn staff_booking_show, staff_booking_note, staff_booking_cancel, staff_booking_attend,
	staff_booking_told;
handler_fn hours_list_show, hours_new_show, hours_show, hours_add, hours_change, hours_end;
handler_fn responsibilities_show, responsibilities_change, municipalities_show,
	municipalities_change, why_show;
handler_fn week_show, slot_new_show, slot_show, slot_add, slot_change;
handler_fn office_calls, closure_uncovered;
handler_fn closures_list, closure_show, closure_save, closure_sick, closure_withdraw, closure_calls;

/* calendar.c, calendar_feed.c */
handler_fn calendar_show, calendar_feed_change, calendar_busy_change, calendar_feed_show;
