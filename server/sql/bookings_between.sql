/* bookings_between */
-- All bookings of one's own offices in some days: those to come first, the nearest first.
--
-- $1 authority  $2 offices  $3 contact persons
-- $4 from, $5 until (before that), or NULL  $6 how many at most
SELECT b.*
FROM booking_for_staff b
WHERE b.authority_id = $1::int AND b.erased_at IS NULL
  AND (b.office_id = ANY ($2::bigint[]) OR b.contact_person_id = ANY ($3::bigint[]))
  AND ($4::timestamptz IS NULL OR lower(b.during) >= $4::timestamptz)
  AND ($5::timestamptz IS NULL OR lower(b.during) < $5::timestamptz)
ORDER BY lower(b.during) < now() - interval '1 hour', abs(extract(epoch FROM lower(b.during) - now())), b.booking_id
LIMIT $6::int
