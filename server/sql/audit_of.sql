/* audit_of */
-- What was done to one thing, the latest first.
-- $1 authority  $2 kind  $3 thing  $4 how many at most
SELECT audit_id, extract(epoch FROM at)::bigint AS at, account_name, action, before, after
FROM audit_log
WHERE authority_id = $1::int AND kind = $2 AND thing = $3
ORDER BY audit_id DESC
LIMIT $4::int
