/* calendar_feed_read */
-- Whose appointments the secret address shows: no row when it opens nothing.  That it was read is noted, for
-- staff to see whether anybody does; not at every poll.  $1 authority  $2 token hash
WITH noted AS (
    UPDATE calendar_feed SET read_at = now()
    WHERE authority_id = $1::int AND token_hash = $2::bytea
      AND coalesce(read_at, '-infinity') < now() - interval '1 minute'
)
SELECT p.contact_person_id, p.name
FROM calendar_feed f JOIN contact_person p USING (authority_id, contact_person_id)
WHERE f.authority_id = $1::int AND f.token_hash = $2::bytea AND p.active
