/* uncovered_list */
-- How many bookings to come of each contact person have lost their time without anybody having
-- decided so: to the person's own calendar, a public holiday, an office file.
-- $1 authority  $2 office  $3 offices  $4 contact persons
SELECT p.contact_person_id, count(*) AS bookings
FROM contact_person p, LATERAL bookings_uncovered($1::int, ARRAY[p.contact_person_id]) AS u (booking_id)
WHERE p.authority_id = $1::int AND p.office_id = $2::bigint AND p.active
  AND ($2::bigint = ANY ($3::bigint[]) OR p.contact_person_id = ANY ($4::bigint[]))
GROUP BY p.contact_person_id, p.position
ORDER BY p.position, p.contact_person_id
