/* booking_data */
-- All that is stored about the citizen of a booking (Article 15 of the GDPR), as one document.
-- $1 authority  $2 token hash
SELECT b.reference, jsonb_build_object(
           'reference', b.reference, 'state', b.state, 'family_name', b.family_name, 'given_name', b.given_name,
           'email', b.email, 'phone', b.phone, 'language', b.language, 'answers', b.answers, 'asked', b.asked,
           'note_of_the_office', b.note, 'to_be_told_by_phone', b.call_due, 'told_at', b.told_at,
           'attendance', b.attendance, 'attendance_since', b.attendance_since,
           'booked_at', b.created_at, 'changed_at', b.changed_at, 'cancelled_at', b.cancelled_at,
           'booked_by_the_office', b.booked_by IS NOT NULL, 'moves', b.moves,
           'starts_at', lower(r.during), 'minutes', r.minutes, 'channel', r.channel, 'contact_person', p.name,
           'office', o.texts, 'service', s.texts,
           'messages', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                   'kind', m.kind, 'created_at', m.created_at, 'sent_at', m.sent_at,
                                   'failed_at', m.failed_at) ORDER BY m.message_id), '[]')
                        FROM message m WHERE m.authority_id = b.authority_id AND m.booking_id = b.booking_id)
       ) AS document
FROM manage_link l
JOIN booking b USING (authority_id, booking_id)
JOIN reservation r USING (authority_id, reservation_id)
JOIN contact_person p USING (authority_id, contact_person_id)
JOIN office o ON o.authority_id = b.authority_id AND o.office_id = b.office_id
JOIN service s ON s.authority_id = b.authority_id AND s.service_id = b.service_id
WHERE l.authority_id = $1::int AND l.token_hash = $2::bytea AND b.erased_at IS NULL
