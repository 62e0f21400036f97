/* change_bookings */
-- The bookings a change would hit, as the one who decides about them sees them.
-- $1 authority  $2 their keys
SELECT b.booking_id, b.reference, b.office_id, b.service_id, b.family_name, b.given_name, b.email, b.phone, b.language,
       b.asked, r.contact_person_id, r.channel, r.minutes, extract(epoch FROM lower(r.during))::bigint AS from_at,
       extract(epoch FROM upper(r.during))::bigint AS to_at
FROM booking b JOIN reservation r USING (authority_id, reservation_id)
WHERE b.authority_id = $1::int AND b.booking_id = ANY ($2::bigint[])
ORDER BY r.during, b.booking_id
