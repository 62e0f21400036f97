/* calendar_feed_revoke */
-- The secret address opens nothing any more.  $1 authority  $2 account  $3 office  $4 contact person
WITH gone AS (
    DELETE FROM calendar_feed WHERE authority_id = $1::int AND contact_person_id = $4::bigint
    RETURNING contact_person_id
)
SELECT audit($1::int, $2::bigint, $3::bigint, 'revoke', 'calendar_feed', contact_person_id::text, NULL, NULL) FROM gone
