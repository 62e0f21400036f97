/* office_file_add */
-- $1 authority  $2 office  $3 account  $4 name  $5 document  $6 basis  $7 result
WITH old AS (
    DELETE FROM office_file f WHERE f.authority_id = $1::int AND f.made_at < now() - interval '1 day'
)
INSERT INTO office_file (authority_id, office_id, account_id, name, document, basis, result)
VALUES ($1::int, $2::bigint, $3::bigint, $4, $5::jsonb, $6, $7::jsonb)
RETURNING office_file_id
