/* booking_cancel */
-- $1 authority  $2 token hash  $3 token for the mail's link
-- $4 minutes before the start until which it is allowed
WITH cancelled AS (
    UPDATE booking b
    SET state = 'cancelled', cancelled_at = now(), changed_at = now(), sequence = b.sequence + 1
    FROM manage_link l, reservation r
    WHERE l.authority_id = $1::int AND l.token_hash = $2::bytea
      AND b.authority_id = l.authority_id AND b.booking_id = l.booking_id AND b.state = 'confirmed'
      AND r.authority_id = b.authority_id AND r.reservation_id = b.reservation_id
      AND lower(r.during) > now() + $4::int * interval '1 minute'
    RETURNING b.*, r.channel, r.contact_person_id, r.during, r.minutes, r.room
), let_go AS (
    UPDATE reservation r SET released_at = now()
    FROM cancelled c
    WHERE r.authority_id = c.authority_id AND r.reservation_id = c.reservation_id
), posted AS (
    INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)
    SELECT authority_id, booking_id, 'cancelled', email, language,
           jsonb_build_object('token', $3::text, 'sequence', sequence, 'channel', channel,
                              'contact_person_id', contact_person_id,
                              'from_at', extract(epoch FROM lower(during))::bigint, 'minutes', minutes, 'room', room)
    FROM cancelled
    WHERE email IS NOT NULL
)
SELECT booking_id FROM cancelled
