/* change_hit */
-- After change_begin and a change: which bookings have lost their time, or their contact person.
-- $1 authority  $2 office
SELECT b.booking_id, b.reference, o.slug AS office, p.name AS contact_person,
       extract(epoch FROM lower(r.during))::bigint AS starts_at
FROM booking b
JOIN reservation r USING (authority_id, reservation_id)
JOIN contact_person p USING (authority_id, contact_person_id)
JOIN office o ON o.authority_id = b.authority_id AND o.office_id = b.office_id
WHERE b.authority_id = $1::int AND b.state = 'confirmed' AND r.released_at IS NULL AND lower(r.during) > now()
  AND (b.booking_id IN (SELECT change_hits($1::int)) OR (p.office_id = $2::bigint AND NOT p.active))
ORDER BY r.during, b.booking_id
LIMIT 100
