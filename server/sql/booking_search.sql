/* booking_search */
-- Bookings of one's own offices: those to come first, the nearest first.  Each word
-- must begin a word of the name, however both are spelled (Müller, Mueller, MULLER);
-- or all of it begins a reference, or is digits of the phone number.
--
-- Name and words are folded as one text, so that it is the same folding.
--
-- $1 authority  $2 offices  $3 contact persons  $4 words typed, or NULL: any booking
-- $5 letters and digits of a reference, or NULL  $6 digits of a phone number, or NULL
-- $7 from, $8 until (before that), or NULL  $9 how many at most
SELECT b.*
FROM booking_for_staff b
CROSS JOIN LATERAL (
    SELECT replace(replace(replace(replace(
               translate(lower(regexp_replace(normalize(concat_ws(' ', b.given_name, b.family_name) || E'\n ' || $4::text, NFKD),
                                              '[\u0300-\u036f]', '', 'g')),
                         '-.,''’', '     '),
               'ß', 'ss'), 'ae', 'a'), 'oe', 'o'), 'ue', 'u') AS text
) folded
WHERE b.authority_id = $1::int AND b.erased_at IS NULL
  AND (b.office_id = ANY ($2::bigint[]) OR b.contact_person_id = ANY ($3::bigint[]))
  AND ($7::timestamptz IS NULL OR lower(b.during) >= $7::timestamptz)
  AND ($8::timestamptz IS NULL OR lower(b.during) < $8::timestamptz)
  AND ($4::text IS NULL
       OR starts_with(replace(b.reference, '-', ''), $5::text)
       OR b.phone IS NOT NULL
          AND position($6::text IN regexp_replace(regexp_replace(b.phone, '\D', '', 'g'), '^(0049|49|0)', '')) > 0
       OR NOT EXISTS (SELECT FROM regexp_split_to_table(btrim(split_part(folded.text, E'\n', 2)), '\s+') AS word
                      WHERE position(' ' || word IN ' ' || split_part(folded.text, E'\n', 1)) = 0))
ORDER BY lower(b.during) < now() - interval '1 hour', abs(extract(epoch FROM lower(b.during) - now())), b.booking_id
LIMIT $9::int
