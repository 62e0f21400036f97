/* appointment_show */
-- One booking as staff see it.
-- $1 authority  $2 offices and $3 contact persons it may show  $4 booking
SELECT b.*
FROM booking_for_staff b
WHERE b.authority_id = $1::int AND b.booking_id = $4::bigint
  AND (b.office_id = ANY ($2::bigint[]) OR b.contact_person_id = ANY ($3::bigint[]))
