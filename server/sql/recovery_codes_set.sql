/* recovery_codes_set */
-- New codes in place of the old ones.  No row: there is nothing to recover from.
-- $1 authority  $2 account  $3 hashes  $4 attempt key
WITH changed AS (
    SELECT authority_id, account_id FROM account
    WHERE authority_id = $1::int AND account_id = $2::bigint AND totp_secret IS NOT NULL
), old_codes AS (
    DELETE FROM recovery_code r USING changed c
    WHERE r.authority_id = c.authority_id AND r.account_id = c.account_id AND r.code_hash <> ALL ($3::bytea[])
), new_codes AS (
    INSERT INTO recovery_code SELECT c.authority_id, c.account_id, h FROM changed c, unnest($3::bytea[]) h
), forgotten AS (
    DELETE FROM sign_in_attempt WHERE authority_id = $1::int AND attempt_key = $4::bytea
)
SELECT audit(authority_id, account_id, NULL, 'renew_recovery_codes', 'account', account_id::text, NULL, NULL)
FROM changed
