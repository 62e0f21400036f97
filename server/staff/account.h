/* account.h - the page of one's own account, shown again by what is done there. */
#pragma once

#include "server/net/request.h"

/* 422 with the account's page; the request_state() begins with a struct owner. */
handler_fn account_refuse;
