/* office_test_mail */
-- A mail that shows whether mails leave; what became of an earlier one is forgotten.
-- $1 authority  $2 account  $3 office  $4 recipient  $5 language
WITH posted AS (
    INSERT INTO account_message (authority_id, account_id, kind, recipient, language, details)
    VALUES ($1::int, $2::bigint, 'test', $4, $5, jsonb_build_object('office_id', $3::bigint))
    RETURNING account_message_id
), noted AS (
    INSERT INTO test_mail AS t (authority_id, office_id, recipient, account_message_id)
    SELECT $1::int, $3::bigint, $4, account_message_id FROM posted
    ON CONFLICT (authority_id, office_id) DO UPDATE
    SET recipient = excluded.recipient, account_message_id = excluded.account_message_id, asked_at = now(),
        sent_at = NULL, failed_at = NULL, last_error = NULL
    RETURNING t.recipient
)
SELECT audit($1::int, $2::bigint, $3::bigint, 'test_mail', 'office', $3::text, NULL,
             jsonb_build_object('recipient', recipient)) AS audit_id
FROM noted
