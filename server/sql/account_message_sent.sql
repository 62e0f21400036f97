/* account_message_sent */
-- It has left: forget whom it went to; $1 authority  $2 message
WITH sent AS (
    UPDATE account_message
    SET sent_at = now(), last_error = NULL, recipient = NULL, details = NULL
    WHERE authority_id = $1::int AND account_message_id = $2::bigint AND sent_at IS NULL AND failed_at IS NULL
    RETURNING authority_id, account_message_id
)
UPDATE test_mail t SET sent_at = now(), last_error = NULL
FROM sent s
WHERE t.authority_id = s.authority_id AND t.account_message_id = s.account_message_id
