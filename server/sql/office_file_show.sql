/* office_file_show */
-- Only to who uploaded it.  $1 authority  $2 office  $3 file  $4 account
SELECT office_file_id, name, document, basis, result FROM office_file
WHERE authority_id = $1::int AND office_id = $2::bigint AND office_file_id = $3::bigint
  AND account_id = $4::bigint
