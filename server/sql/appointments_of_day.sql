/* appointments_of_day */
-- Bookings as staff see them: who comes, in the order of time.
-- $1 authority  $2 offices and $3 contact persons it may show  $4 from  $5 until, in seconds
-- $6 one contact person, or NULL
SELECT b.*
FROM contact_person p
JOIN booking_for_staff b USING (authority_id, contact_person_id)
WHERE p.authority_id = $1::int AND p.contact_person_id = coalesce($6::bigint, p.contact_person_id)
  AND (b.office_id = ANY ($2::bigint[]) OR b.contact_person_id = ANY ($3::bigint[]))
  AND lower(b.during) >= to_timestamp($4::bigint) AND lower(b.during) < to_timestamp($5::bigint)
ORDER BY lower(b.during), b.family_name, b.booking_id
