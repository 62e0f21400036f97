/* account_message_take */
-- Mails to accounts that are due; as message_take.
--
-- $1 how many at most  $2 lease in seconds  $3 slugs of authorities, '' for all
WITH due AS (
    SELECT m.authority_id, m.account_message_id
    FROM account_message m JOIN authority a USING (authority_id)
    WHERE m.due_at <= now() AND m.sent_at IS NULL AND m.failed_at IS NULL
      AND ($3 = '' OR a.slug = ANY (string_to_array($3, ',')))
    ORDER BY m.due_at
    LIMIT $1::int
    FOR UPDATE OF m SKIP LOCKED
), taken AS (
    UPDATE account_message m
    SET due_at = now() + $2::int * interval '1 second', attempts = m.attempts + 1
    FROM due d
    WHERE m.authority_id = d.authority_id AND m.account_message_id = d.account_message_id
    RETURNING m.*
)
SELECT t.authority_id, t.account_message_id AS message_id, t.kind, c.changed_in AS catalogue_changed_in,
       t.details->>'token' AS token, (t.details->>'valid_until')::bigint AS valid_until,
       (t.details->>'office_id')::bigint AS office_id, t.recipient AS email, a.name,
       t.language, extract(epoch FROM t.created_at)::bigint AS created_at
FROM taken t
JOIN account a USING (authority_id, account_id)
LEFT JOIN catalogue_change c USING (authority_id)
ORDER BY t.account_message_id
