/* booking_search */
-- Bookings of one's own offices: those to come first, the nearest first.  Each word
-- must begin a word of the name, however both are spelled (Müller, Mueller, MULLER);
-- or all of it begins a reference, or is digits of the phone number.
--
-- $1 authority  $2 offices  $3 contact persons  $4 words typed
-- $5 letters and digits of a reference, or NULL  $6 digits of a phone number, or NULL
-- $7 from, $8 until (before that), or NULL  $9 how many at most
SELECT b.*
FROM booking k
JOIN booking_for_staff b USING (authority_id, booking_id)
WHERE k.authority_id = $1::int AND k.erased_at IS NULL
  AND k.found_by @@ (
      SELECT concat_ws(' | ',
                       '(' || string_agg(format('''n%s'':*', word), ' & ') || ')',
                       '''r' || nullif($5::text, '') || ''':*',
                       '''p' || $6::text || ''':*')::tsquery
      FROM unnest(name_words($4::text)) AS word)
  AND (b.office_id = ANY ($2::bigint[]) OR b.contact_person_id = ANY ($3::bigint[]))
  AND ($7::timestamptz IS NULL OR lower(b.during) >= $7::timestamptz)
  AND ($8::timestamptz IS NULL OR lower(b.during) < $8::timestamptz)
ORDER BY lower(b.during) < now() - interval '1 hour', abs(extract(epoch FROM lower(b.during) - now())), b.booking_id
LIMIT $9::int
