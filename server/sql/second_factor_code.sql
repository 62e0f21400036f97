/* second_factor_code */
-- A code of the app was right; it counts if its step has not been used.
-- $1 authority  $2 account  $3 time step
UPDATE account SET totp_step = $3::bigint
WHERE authority_id = $1::int AND account_id = $2::bigint AND totp_step < $3::bigint
RETURNING account_id
