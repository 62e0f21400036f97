/* office_file_done */
-- $1 authority  $2 account  $3 file  $4 slug of its office  $5 action  $6 what changed
WITH done AS (
    DELETE FROM office_file WHERE authority_id = $1::int AND office_file_id = $3::bigint
)
SELECT audit($1::int, $2::bigint, o.office_id, $5, 'office', o.office_id::text, NULL, $6::jsonb) AS audit_id
FROM office o WHERE o.authority_id = $1::int AND o.slug = $4
