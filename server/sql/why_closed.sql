/* why_closed */
-- What closes a stretch of a contact person's time.
-- $1 authority  $2 contact person  $3 from  $4 to  $5 the person's office and those above it
SELECT c.closure_id, c.kind, c.note, c.reason::text AS reason, c.contact_person_id IS NOT NULL AS personal,
       c.office_id, extract(epoch FROM lower(c.during))::bigint AS from_at,
       extract(epoch FROM upper(c.during))::bigint AS to_at
FROM closure c
WHERE c.authority_id = $1::int AND c.withdrawn_at IS NULL
  AND c.during && tstzrange(to_timestamp($3::bigint), to_timestamp($4::bigint))
  AND (c.contact_person_id = $2::bigint OR c.office_id = ANY ($5::bigint[])
       OR num_nonnulls(c.contact_person_id, c.office_id) = 0)
ORDER BY c.closure_id
LIMIT 1
