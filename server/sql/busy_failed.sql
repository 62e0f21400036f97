/* busy_failed */
-- It could not be read: since when and why; the times of the last reading stay.
-- $1 authority  $2 contact person  $3 version  $4 code
UPDATE busy_calendar SET failed_at = now(), failure = $4
WHERE authority_id = $1::int AND contact_person_id = $2::bigint AND version = $3::int
