/* service_list */
-- The office's services, the active ones first.  $1 authority  $2 office
SELECT s.service_id, s.slug, s.leika, s.minutes, s.buffer_minutes, s.channels::text[] AS channels,
       to_jsonb(s.channels) AS channel_list, s.texts, s.questions, s.active, s.version, c.slug AS common, s.own_texts,
       (SELECT count(*) FROM booking b JOIN reservation r USING (authority_id, reservation_id)
        WHERE b.authority_id = s.authority_id AND b.service_id = s.service_id AND b.state = 'confirmed'
          AND r.released_at IS NULL AND lower(r.during) > now()) AS bookings
FROM service s LEFT JOIN common_service c USING (authority_id, common_service_id)
WHERE s.authority_id = $1::int AND s.office_id = $2::bigint
ORDER BY NOT s.active, s.position, s.service_id
