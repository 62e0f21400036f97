/* calendar_feed_read */
-- Whose appointments the secret address shows: no row when it opens nothing.
-- $1 authority  $2 token hash
SELECT p.contact_person_id, p.name
FROM calendar_feed f JOIN contact_person p USING (authority_id, contact_person_id)
WHERE f.authority_id = $1::int AND f.token_hash = $2::bytea AND p.active
