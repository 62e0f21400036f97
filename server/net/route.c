/*
 * route.c - everything the product can do, as one table.
 *
 * Below /api/v1 the same paths answer with the JSON documents that the pages are
 * made of.  GET changes nothing.
 */
#include "server/net/route.h"

#include "server/citizen/endpoints.h"
#include "server/health.h"

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

	/* who has a hold's token */
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
	{EVHTTP_REQ_GET,    "/bookings/:token/move",                          booking_move_times},
	{EVHTTP_REQ_POST,   "/bookings/:token/move",                          booking_move},
	{EVHTTP_REQ_POST,   "/bookings/:token/cancel",                        booking_cancel},
	{EVHTTP_REQ_POST,   "/bookings/:token/erase",                         booking_erase},
	{EVHTTP_REQ_GET,    "/lost-link",                                     lost_link_show},
	{EVHTTP_REQ_POST,   "/lost-link",                                     lost_link_send},
	{0},
};
// clang-format on
