/* totp_set */
-- The app gave the right code for the secret: from now on it is asked for.  No row: another
-- browser set one up meanwhile.
-- New recovery codes take the place of the old ones, and sessions of other
-- browsers, which never showed a code of this app, end.
--
-- $1 authority  $2 account  $3 the secret the code was held against  $4 time step  $5 hashes of recovery codes
-- $6 session  $7 since when there was another one, or NULL
WITH changed AS (
    UPDATE account SET totp_secret = $3::bytea, totp_since = now(), totp_step = $4::bigint
    WHERE authority_id = $1::int AND account_id = $2::bigint AND demo_password IS NULL
      AND extract(epoch FROM totp_since)::bigint IS NOT DISTINCT FROM $7::bigint
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
