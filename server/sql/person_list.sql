/* person_list */
-- The office's contact persons, the active ones first.  $1 authority  $2 office
SELECT p.contact_person_id, p.slug, p.name, p.kind, p.lanes, p.room, p.phone, p.email, p.video_url, p.active, p.version,
       (SELECT count(*) FROM reservation r JOIN booking b USING (authority_id, reservation_id)
        WHERE r.authority_id = p.authority_id AND r.contact_person_id = p.contact_person_id AND b.state = 'confirmed'
          AND r.released_at IS NULL AND lower(r.during) > now()) AS bookings
FROM contact_person p
WHERE p.authority_id = $1::int AND p.office_id = $2::bigint
ORDER BY NOT p.active, p.position, p.contact_person_id
