-- A booking with where and when it takes place, as the pages of staff show it.

CREATE VIEW booking_for_staff AS
SELECT b.authority_id, b.booking_id, b.version, b.reference, b.uid, b.sequence, b.state, b.office_id, b.service_id,
       b.family_name, b.given_name, b.email, b.phone, b.language, b.answers, b.asked, b.note, b.outside, b.call_due,
       b.attendance, r.contact_person_id, r.channel, r.minutes, r.lane, r.during,
       extract(epoch FROM b.attendance_since)::bigint AS attendance_since,
       extract(epoch FROM b.told_at)::bigint AS told_at, extract(epoch FROM b.cancelled_at)::bigint AS cancelled_at,
       extract(epoch FROM b.erased_at)::bigint AS erased_at,
       extract(epoch FROM lower(r.during))::bigint AS from_at, extract(epoch FROM upper(r.during))::bigint AS to_at,
       floor(extract(epoch FROM b.created_at))::bigint AS created_at,
       floor(extract(epoch FROM b.changed_at))::bigint AS changed_at
FROM booking b
JOIN reservation r USING (authority_id, reservation_id);
COMMENT ON VIEW booking_for_staff IS 'Times are seconds since 1970, as the pages are made from.';
