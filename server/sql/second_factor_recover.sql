/* second_factor_recover */
-- A recovery code opens once.
-- $1 authority  $2 account  $3 hash of the code
DELETE FROM recovery_code
WHERE authority_id = $1::int AND account_id = $2::bigint AND code_hash = $3::bytea
RETURNING account_id
