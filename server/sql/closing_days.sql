/* closing_days */
-- Days the office or all of the authority is closed on, from now on; public holidays apart.
-- $1 authority  $2 the office and those above it
SELECT c.closure_id, c.version, extract(epoch FROM lower(c.during))::bigint AS from_at,
       extract(epoch FROM upper(c.during))::bigint AS to_at, c.kind, c.note, c.reason::text AS reason, c.office_id
FROM closure c
WHERE c.authority_id = $1::int AND c.contact_person_id IS NULL AND c.holiday_on IS NULL AND c.withdrawn_at IS NULL
  AND c.origin = 'staff' AND upper(c.during) > now() AND (c.office_id IS NULL OR c.office_id = ANY ($2::bigint[]))
ORDER BY c.during, c.closure_id
LIMIT 500
