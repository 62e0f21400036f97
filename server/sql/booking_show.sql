/* booking_show */
-- The booking a token opens; $1 authority  $2 token hash
SELECT b.booking_id, b.reference, b.uid, b.sequence, b.state, b.office_id, b.service_id, b.family_name, b.given_name,
       b.email, b.phone, b.language, b.answers, b.asked, r.contact_person_id, r.channel, r.minutes, r.lane,
       extract(epoch FROM lower(r.during))::bigint AS from_at, extract(epoch FROM upper(r.during))::bigint AS to_at,
       floor(extract(epoch FROM b.created_at))::bigint AS created_at,
       floor(extract(epoch FROM b.changed_at))::bigint AS changed_at,
       b.erased_at IS NOT NULL AS erased, r.room
FROM manage_link l
JOIN booking b USING (authority_id, booking_id)
JOIN reservation r USING (authority_id, reservation_id)
WHERE l.authority_id = $1::int AND l.token_hash = $2::bytea
