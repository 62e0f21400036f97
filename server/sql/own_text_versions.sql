/* own_text_versions */
-- The latest versions of one text, the newest first.  $1 authority  $2 office  $3 name  $4 language  $5 how many at most
SELECT own_text_id, extract(epoch FROM at)::bigint AS at, account_name, subject, body
FROM own_text
WHERE authority_id = $1::int AND office_id = $2::bigint AND name = $3 AND language = $4
ORDER BY own_text_id DESC
LIMIT $5::int
