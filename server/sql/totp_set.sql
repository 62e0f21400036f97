/* totp_set */
-- The app gave the right code for the pending secret: from now on it is asked for.
-- New recovery codes take the place of the old ones, and sessions of other
-- browsers, which never showed a code of this app, end.
--
-- $1 authority  $2 account  $3 the secret the code was held against  $4 time step  $5 hashes of recovery codes
-- $6 session
WITH changed AS (
    UPDATE account SET totp_secret = totp_pending, totp_pending = NULL, totp_since = now(), totp_step = $4::bigint
    WHERE authority_id = $1::int AND account_id = $2::bigint AND totp_pending = $3::bytea
    RETURNING authority_id, account_id
), old_codes AS (
    DELETE FROM recovery_code r USING changed c
    WHERE r.authority_id = c.authority_id AND r.account_id = c.account_id
), new_codes AS (
    INSERT INTO recovery_code SELECT c.authority_id, c.account_id, h FROM changed c, unnest($5::bytea[]) h
), others AS (
    DELETE FROM staff_session s USING changed c
    WHERE s.authority_id = c.authority_id AND s.account_id = c.account_id AND s.session_id <> $6::bigint
)
SELECT audit(authority_id, account_id, NULL, 'set_second_factor', 'account', account_id::text, NULL, NULL)
FROM changed
