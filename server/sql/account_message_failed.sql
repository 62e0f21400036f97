/* account_message_failed */
-- Try again later, each time twice as late, or give up.
-- $1 authority  $2 message  $3 why, without personal data  $4 whether it is for good
-- $5 seconds until the second attempt  $6 seconds between attempts at most
-- $7 seconds after which it is given up
WITH judged AS (
    SELECT authority_id, account_message_id,
           $4::boolean OR created_at < now() - $7::int * interval '1 second' AS over,
           least($6::int, $5::int * 2.0 ^ least(attempts - 1, 20)) * interval '1 second' AS pause
    FROM account_message
    WHERE authority_id = $1::int AND account_message_id = $2::bigint AND sent_at IS NULL AND failed_at IS NULL
    FOR UPDATE
), failed AS (
    UPDATE account_message m
    SET last_error = $3, due_at = now() + j.pause, failed_at = CASE WHEN j.over THEN now() END,
        recipient = CASE WHEN NOT j.over THEN m.recipient END, details = CASE WHEN NOT j.over THEN m.details END
    FROM judged j
    WHERE m.authority_id = j.authority_id AND m.account_message_id = j.account_message_id
    RETURNING m.authority_id, m.account_message_id, m.failed_at
), noted AS (
    UPDATE test_mail t SET last_error = $3, failed_at = f.failed_at
    FROM failed f
    WHERE t.authority_id = f.authority_id AND t.account_message_id = f.account_message_id
)
SELECT failed_at IS NOT NULL AS failed FROM failed
