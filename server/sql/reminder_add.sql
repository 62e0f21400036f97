/* reminder_add */
-- One reminder with a manage link of its own, unless the appointment is off or another process is just
-- writing it.
-- $1 authority  $2 booking  $3 hash of the new token  $4 the new token
WITH reminded AS (
    SELECT b.authority_id, b.booking_id, b.email, b.language, b.sequence, r.channel, r.contact_person_id, r.during,
           r.minutes, r.room
    FROM booking b JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.authority_id = $1::int AND b.booking_id = $2::bigint AND b.state = 'confirmed' AND b.email IS NOT NULL
      AND lower(r.during) > now()
    FOR NO KEY UPDATE OF b SKIP LOCKED
), linked AS (
    INSERT INTO manage_link (authority_id, token_hash, booking_id)
    SELECT authority_id, $3::bytea, booking_id FROM reminded
)
INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)
SELECT authority_id, booking_id, 'reminder', email, language,
       jsonb_build_object('token', $4::text, 'sequence', sequence, 'channel', channel,
                          'contact_person_id', contact_person_id,
                          'from_at', extract(epoch FROM lower(during))::bigint, 'minutes', minutes, 'room', room)
FROM reminded
RETURNING message_id
