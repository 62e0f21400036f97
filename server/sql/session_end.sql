/* session_end */
-- Sign out one session of one's own, or all of them ($3 NULL).
-- $1 authority  $2 account  $3 session
DELETE FROM staff_session
WHERE authority_id = $1::int AND account_id = $2::bigint AND ($3::bigint IS NULL OR session_id = $3::bigint)
RETURNING session_id, id_token
