/* responsibilities_lock */
-- Who changes an office's responsibilities next sees what the one before made of them.
-- $1 authority  $2 office
SELECT office_id FROM office WHERE authority_id = $1::int AND office_id = $2::bigint FOR NO KEY UPDATE
