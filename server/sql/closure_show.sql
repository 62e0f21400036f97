/* closure_show */
-- One that may be changed here.
-- $1 authority  $2 office  $3 closure  $4 offices  $5 contact persons
SELECT c.closure_id, c.version, extract(epoch FROM lower(c.during))::bigint AS from_at,
       extract(epoch FROM upper(c.during))::bigint AS to_at, c.kind, c.note, c.reason::text AS reason,
       c.contact_person_id, c.substitute_id, c.office_id, c.repeats, c.origin, false AS fixed
FROM closure c
LEFT JOIN contact_person p ON p.authority_id = c.authority_id AND p.contact_person_id = c.contact_person_id
WHERE c.authority_id = $1::int AND c.closure_id = $3::bigint AND c.withdrawn_at IS NULL AND c.holiday_on IS NULL
  AND c.origin = 'staff'
  AND $2::bigint = coalesce(p.office_id, c.office_id)
  AND ($2::bigint = ANY ($4::bigint[]) OR c.contact_person_id = ANY ($5::bigint[]))
