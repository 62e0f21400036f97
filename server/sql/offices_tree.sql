/* offices_tree */
-- Offices with what they hold, for whoever answers for them.
-- $1 authority  $2 all of them  $3 or these
SELECT o.office_id, o.parent_id, o.slug, o.state, o.texts,
       (SELECT count(*) FROM service s
        WHERE s.authority_id = o.authority_id AND s.office_id = o.office_id AND s.active) AS services,
       (SELECT count(*) FROM contact_person p
        WHERE p.authority_id = o.authority_id AND p.office_id = o.office_id AND p.active) AS persons,
       (SELECT count(*) FROM booking b JOIN reservation r USING (authority_id, reservation_id)
        WHERE b.authority_id = o.authority_id AND b.office_id = o.office_id AND b.state = 'confirmed' AND NOT b.rehearsal
          AND r.released_at IS NULL AND lower(r.during) > now()) AS bookings
FROM office o
WHERE o.authority_id = $1::int AND ($2::boolean OR o.office_id = ANY ($3::bigint[]))
ORDER BY o.position, o.office_id
