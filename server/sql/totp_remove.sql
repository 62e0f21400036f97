/* totp_remove */
-- Who need not have a second factor does without, and gave the password for it.
-- $1 authority  $2 account  $3 attempt key
WITH changed AS (
    UPDATE account SET totp_secret = NULL, totp_since = NULL
    WHERE authority_id = $1::int AND account_id = $2::bigint AND totp_secret IS NOT NULL
    RETURNING authority_id, account_id
), old_codes AS (
    DELETE FROM recovery_code r USING changed c
    WHERE r.authority_id = c.authority_id AND r.account_id = c.account_id
), forgotten AS (
    DELETE FROM sign_in_attempt WHERE authority_id = $1::int AND attempt_key = $3::bytea
)
SELECT audit(authority_id, account_id, NULL, 'remove_second_factor', 'account', account_id::text, NULL, NULL)
FROM changed
