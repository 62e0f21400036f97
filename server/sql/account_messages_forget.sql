/* account_messages_forget */
-- What was sent or given up is of no use after some time; $1 days  $2 how many at most
WITH old AS (
    SELECT authority_id, account_message_id
    FROM account_message
    WHERE coalesce(sent_at, failed_at) < now() - $1::int * interval '1 day'
    LIMIT $2::int
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM account_message m USING old o
    WHERE m.authority_id = o.authority_id AND m.account_message_id = o.account_message_id
    RETURNING m.authority_id
), told AS (
    INSERT INTO deletion_log (authority_id, kind, count, rule_days)
    SELECT authority_id, 'account_message', count(*), $1::int FROM gone GROUP BY authority_id
)
SELECT count(*) AS rows FROM gone
