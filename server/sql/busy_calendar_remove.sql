/* busy_calendar_remove */
-- No row when somebody was quicker.  $1 authority  $2 account  $3 office  $4 contact person  $5 version
WITH gone AS (
    DELETE FROM busy_calendar
    WHERE authority_id = $1::int AND contact_person_id = $4::bigint AND version::text = $5
    RETURNING contact_person_id, kind
), opened AS (
    UPDATE closure c SET withdrawn_at = now()
    FROM gone
    WHERE c.authority_id = $1::int AND c.contact_person_id = gone.contact_person_id AND c.origin = 'calendar'
      AND c.withdrawn_at IS NULL
)
SELECT audit($1::int, $2::bigint, $3::bigint, 'remove', 'busy_calendar', contact_person_id::text,
             jsonb_build_object('kind', kind), NULL)
FROM gone
