/* hours_closed */
-- What takes time away from an office's contact persons between two local dates.
-- $1 authority  $2 office  $3 from  $4 through
SELECT extract(epoch FROM lower(c.during))::bigint AS from_at, extract(epoch FROM upper(c.during))::bigint AS to_at,
       c.contact_person_id, c.reason, c.kind, c.note, c.holiday_on IS NOT NULL AS holiday
FROM closure c
JOIN authority a USING (authority_id)
WHERE c.authority_id = $1::int AND c.withdrawn_at IS NULL
  AND c.during && tstzrange($3::date::timestamp AT TIME ZONE a.time_zone, ($4::date + 1)::timestamp AT TIME ZONE a.time_zone)
  AND (num_nonnulls(c.office_id, c.contact_person_id) = 0 OR c.office_id = ANY (offices_above($1::int, $2::bigint))
       OR c.contact_person_id IN (SELECT p.contact_person_id FROM contact_person p
                                  WHERE p.authority_id = $1::int AND p.office_id = $2::bigint))
ORDER BY lower(c.during), c.closure_id
