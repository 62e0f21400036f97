/* rehearsal_make */
-- A new secret address of the rehearsal; the one before opens nothing any more.  No row: the office
-- does not rehearse.  $1 authority  $2 account  $3 office  $4 token hash; NULL: none any more
WITH made AS (
    UPDATE office o SET rehearsal_token_hash = $4::bytea
    WHERE o.authority_id = $1::int AND o.office_id = $3::bigint AND o.state = 'rehearsal'
    RETURNING o.office_id
)
SELECT audit($1::int, $2::bigint, $3::bigint, CASE WHEN $4::bytea IS NULL THEN 'end' ELSE 'make' END, 'rehearsal',
             office_id::text, NULL, NULL)
FROM made
