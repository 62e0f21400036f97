/* totp_remove */
-- $1 authority  $2 account  $3 time step of the code that was given
WITH changed AS (
    UPDATE account SET totp_secret = NULL, totp_pending = NULL, totp_step = $3::bigint
    WHERE authority_id = $1::int AND account_id = $2::bigint AND totp_step < $3::bigint AND totp_secret IS NOT NULL
    RETURNING authority_id, account_id
), old_codes AS (
    DELETE FROM recovery_code r USING changed c
    WHERE r.authority_id = c.authority_id AND r.account_id = c.account_id
)
SELECT audit(authority_id, account_id, NULL, 'remove_second_factor', 'account', account_id::text, NULL, NULL)
FROM changed
