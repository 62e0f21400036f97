/* busy_calendar_hurry */
-- Read it now.  $1 authority  $2 contact person
UPDATE busy_calendar SET due_at = now()
WHERE authority_id = $1::int AND contact_person_id = $2::bigint
RETURNING contact_person_id
