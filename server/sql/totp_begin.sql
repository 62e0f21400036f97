/* totp_begin */
-- A secret to show until its first code comes; one that was shown already stays.
-- The secret of an account of the demo is nobody's to set.
-- $1 authority  $2 account  $3 secret
UPDATE account SET totp_pending = $3::bytea
WHERE authority_id = $1::int AND account_id = $2::bigint AND totp_pending IS NULL AND demo_password IS NULL
RETURNING account_id
