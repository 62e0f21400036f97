/* week_closed */
-- What takes time away from a contact person between two moments.
-- $1 authority  $2 contact person  $3 from  $4 until, in seconds
SELECT c.closure_id, extract(epoch FROM lower(c.during))::bigint AS from_at,
       extract(epoch FROM upper(c.during))::bigint AS to_at, c.reason, c.kind, c.note,
       c.holiday_on IS NOT NULL AS holiday
FROM closure c
JOIN contact_person p ON p.authority_id = c.authority_id AND p.contact_person_id = $2::bigint
WHERE c.authority_id = $1::int AND c.withdrawn_at IS NULL
  AND c.during && tstzrange(to_timestamp($3::bigint), to_timestamp($4::bigint))
  AND (c.contact_person_id = p.contact_person_id OR num_nonnulls(c.office_id, c.contact_person_id) = 0
       OR c.office_id = ANY (offices_above($1::int, p.office_id)))
ORDER BY lower(c.during), c.closure_id
