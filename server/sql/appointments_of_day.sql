/* appointments_of_day */
-- Bookings as staff see them: who comes, in the order of time.
-- $1 authority  $2 offices and $3 contact persons it may show  $4 from  $5 until, in seconds
-- $6 one contact person, or NULL
SELECT b.booking_id, b.version, b.reference, b.uid, b.sequence, b.state, b.office_id, b.service_id, b.family_name,
       b.given_name, b.email, b.phone, b.language, b.answers, b.asked, b.note, b.outside, b.call_due, b.attendance,
       r.contact_person_id, r.channel, r.minutes, r.lane,
       extract(epoch FROM b.attendance_since)::bigint AS attendance_since,
       extract(epoch FROM b.told_at)::bigint AS told_at, extract(epoch FROM b.cancelled_at)::bigint AS cancelled_at,
       extract(epoch FROM b.erased_at)::bigint AS erased_at,
       extract(epoch FROM lower(r.during))::bigint AS from_at, extract(epoch FROM upper(r.during))::bigint AS to_at,
       floor(extract(epoch FROM b.created_at))::bigint AS created_at,
       floor(extract(epoch FROM b.changed_at))::bigint AS changed_at
FROM contact_person p
JOIN reservation r ON r.authority_id = p.authority_id AND r.contact_person_id = p.contact_person_id
JOIN booking b ON b.authority_id = r.authority_id AND b.reservation_id = r.reservation_id
WHERE p.authority_id = $1::int AND p.contact_person_id = coalesce($6::bigint, p.contact_person_id)
  AND (b.office_id = ANY ($2::bigint[]) OR r.contact_person_id = ANY ($3::bigint[]))
  AND lower(r.during) >= to_timestamp($4::bigint) AND lower(r.during) < to_timestamp($5::bigint)
ORDER BY lower(r.during), b.family_name, b.booking_id
