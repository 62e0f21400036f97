/* audit_add */
-- For changes whose own statement does not call audit().
-- $1 authority  $2 account  $3 office  $4 action  $5 kind  $6 thing  $7 before  $8 after
SELECT audit($1::int, $2::bigint, $3::bigint, $4, $5, $6, $7::jsonb, $8::jsonb) AS audit_id
