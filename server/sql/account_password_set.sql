/* account_password_set */
-- A new password, by who gave the old one: links and all other sessions end.
-- $1 authority  $2 account  $3 password hash  $4 session that stays  $5 attempt key
WITH changed AS (
    UPDATE account SET password_hash = $3
    WHERE authority_id = $1::int AND account_id = $2::bigint AND state = 'active' AND demo_password IS NULL
    RETURNING authority_id, account_id
), links AS (
    DELETE FROM account_link l USING changed c
    WHERE l.authority_id = c.authority_id AND l.account_id = c.account_id
), others AS (
    DELETE FROM staff_session s USING changed c
    WHERE s.authority_id = c.authority_id AND s.account_id = c.account_id AND s.session_id <> $4::bigint
), forgotten AS (
    DELETE FROM sign_in_attempt WHERE authority_id = $1::int AND attempt_key = $5::bytea
)
SELECT audit(authority_id, account_id, NULL, 'set_password', 'account', account_id::text, NULL, NULL)
FROM changed
