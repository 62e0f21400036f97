/* sign_in_done */
-- The password was right: a session begins.  The attempt was none of a guesser; when
-- nothing is left to guess, earlier ones are forgotten too, and so is what is old.
--
-- $1 authority  $2 account  $3 hash of the key  $4 stage  $5 user agent  $6 lifetime in seconds  $7 attempt key
-- $8 hash of the key used so far, or NULL  $9 ID token of the single sign-on, or NULL
WITH account_now AS (
    UPDATE account a
    SET last_sign_in_at = CASE WHEN $4 = 'full' THEN now() ELSE a.last_sign_in_at END
    WHERE a.authority_id = $1::int AND a.account_id = $2::bigint AND a.state = 'active'
    RETURNING a.account_id
), rotated AS (
    DELETE FROM staff_session s WHERE s.authority_id = $1::int AND s.key_hash = $8::bytea
), forgotten AS (
    DELETE FROM sign_in_attempt
    WHERE (authority_id = $1::int AND attempt_key = $7::bytea AND $4 = 'full')
       OR last_at < now() - interval '1 day'
), discounted AS (
    UPDATE sign_in_attempt SET failures = failures - 1, open_at = now()
    WHERE authority_id = $1::int AND attempt_key = $7::bytea AND $4 <> 'full'
      AND last_at >= now() - interval '1 day'
)
INSERT INTO staff_session (authority_id, key_hash, account_id, stage, user_agent, ends_at, id_token)
SELECT $1::int, $3::bytea, account_id, $4::session_stage, $5, now() + $6::int * interval '1 second', $9
FROM account_now
RETURNING session_id
