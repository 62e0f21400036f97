/* totp_begin */
-- A fresh secret, shown until its first code comes.
-- $1 authority  $2 account  $3 secret
UPDATE account SET totp_pending = $3::bytea
WHERE authority_id = $1::int AND account_id = $2::bigint
RETURNING account_id
