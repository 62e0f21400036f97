/* session_list */
-- All sessions of an account that still open something.
-- $1 authority  $2 account  $3 idle seconds  $4 the one that asks
SELECT session_id, user_agent, extract(epoch FROM created_at)::bigint AS created_at,
       extract(epoch FROM last_seen_at)::bigint AS last_seen_at, session_id = $4::bigint AS current
FROM staff_session
WHERE authority_id = $1::int AND account_id = $2::bigint AND stage = 'full' AND ends_at > now()
  AND last_seen_at > now() - $3::int * interval '1 second'
ORDER BY session_id = $4::bigint DESC, last_seen_at DESC
