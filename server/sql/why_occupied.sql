/* why_occupied */
-- What occupies a stretch of a contact person's time.  Whose booking it is, only to
-- who may see it.  $1 authority  $2 contact person  $3 from  $4 to  $5 offices and $6 persons of who asks
SELECT r.lane, extract(epoch FROM lower(r.during))::bigint AS from_at, extract(epoch FROM upper(r.during))::bigint AS to_at,
       floor(extract(epoch FROM r.hold_expires_at))::bigint AS expires_at,
       (SELECT b.booking_id FROM booking b
        WHERE b.authority_id = r.authority_id AND b.reservation_id = r.reservation_id
          AND (p.office_id = ANY ($5::bigint[]) OR p.contact_person_id = ANY ($6::bigint[]))) AS booking_id
FROM reservation r JOIN contact_person p USING (authority_id, contact_person_id)
WHERE r.authority_id = $1::int AND r.contact_person_id = $2::bigint AND r.released_at IS NULL
  AND r.during && tstzrange(to_timestamp($3::bigint), to_timestamp($4::bigint))
ORDER BY r.during, r.lane
LIMIT 100
