/* calendar_feed_bookings */
-- The appointments that the secret address shows, those of the last weeks included.  Names leave the database
-- only where the office allows it.  $1 authority  $2 token hash  $3 how many at most
SELECT b.booking_id, b.uid, b.sequence, b.reference, b.state = 'cancelled' AS cancelled, b.service_id, b.office_id,
       r.channel, r.minutes, extract(epoch FROM lower(r.during))::bigint AS starts_at,
       extract(epoch FROM b.created_at)::bigint AS created_at, extract(epoch FROM b.changed_at)::bigint AS changed_at,
       CASE WHEN office_calendar_names(o.authority_id, o.office_id) THEN concat_ws(' ', b.given_name, b.family_name) ELSE '' END AS citizen_name
FROM calendar_feed f
JOIN contact_person p USING (authority_id, contact_person_id)
JOIN office o USING (authority_id, office_id)
JOIN reservation r USING (authority_id, contact_person_id)
JOIN booking b USING (authority_id, reservation_id)
WHERE f.authority_id = $1::int AND f.token_hash = $2::bytea AND upper(r.during) > now() - interval '30 days'
ORDER BY lower(r.during), b.booking_id
LIMIT $3::int
