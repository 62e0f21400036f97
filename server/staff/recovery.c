/* recovery.c - codes that open in place of the app. */
#include "server/staff/recovery.h"

#include "lib/cleanup.h"
#include "server/net/reply.h"
#include "server/staff/account.h"
#include "server/staff/endpoints.h"
#include "server/staff/owner.h"

enum { RECOVERY_CODES = 10 };

static continuation_fn codes_renewed;
static handler_fn codes_proven;

struct renewal {
	struct owner owner;
	json_t *codes; /* kept by the request */
};

static void json_release(void *json)
{
	json_decref(json);
}

json_t *recovery_make(struct request *rq, struct buffer *hashes)
{
	char code[RECOVERY_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
	json_t *codes = json_array();

	request_keep(rq, codes, json_release);
	for (int i = 0; i < RECOVERY_CODES; i++) {
		recovery_draw(code);
		secret_hash(hash, code);
		json_array_append_new(codes, json_string(code));
		/* Within an array a backslash is written twice. */
		buffer_printf(hashes, "%c\"\\%s\"", i ? ',' : '{', hash);
	}
	buffer_puts(hashes, "}");
	return codes;
}

void recovery_reply(struct request *rq, json_t *codes)
{
	reply_document(rq, 200, "staff.recovery_codes", json_pack("{s:O}", "codes", codes));
}

/*
 * POST /staff/account/recovery-codes
 */

void recovery_codes_renew(struct request *rq)
{
	struct renewal *r = request_state(rq, sizeof *r);

	if (owner_begin(rq, &r->owner, account_refuse))
		owner_prove(rq, &r->owner, OWNER_PASSWORD, codes_proven);
}

static void codes_proven(struct request *rq)
{
	struct renewal *r = request_state(rq, sizeof *r);
	const struct step *s = &r->owner.step;
	buffer_auto_t hashes = {0};

	r->codes = recovery_make(rq, &hashes);
	struct db_query set = DB_QUERY(SQL_RECOVERY_CODES_SET, s->w.authority->id_text,
				       s->account_id, hashes.data, s->attempt);

	request_ask(rq, &set, 1, codes_renewed);
}

static void codes_renewed(struct request *rq, const struct db_result *res)
{
	static const struct problem NO_SECOND_FACTOR = {
		409, "no_second_factor", "there is no second factor to recover from"};
	const struct renewal *r = request_state(rq, sizeof *r);

	if (res->status != DB_OK)
		reply_sql_error(rq, "recovery_codes_set", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NO_SECOND_FACTOR);
	else
		recovery_reply(rq, r->codes);
}
