/* endpoints.h - what citizens can ask for, without an account. */
#pragma once

#include "server/net/request.h"

handler_fn theme_css_show, logo_show;

handler_fn offices_list, office_show, service_show, times_list_show;
handler_fn hold_create, hold_show, hold_extend, hold_release, hold_details, hold_confirm;
handler_fn booking_show, booking_calendar, booking_cancel, booking_erase, booking_data;
handler_fn booking_move_times, booking_move;
handler_fn link_by_key, link_by_slug;
handler_fn embed_office, embed_service, embed_script;
handler_fn rehearsal_enter, rehearsal_leave;
handler_fn lost_link_show, lost_link_send;
