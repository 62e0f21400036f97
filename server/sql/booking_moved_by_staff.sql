/* booking_moved_by_staff */
-- What staff add to a move that this very transaction made: the text for the mail, or,
-- without an address, what to say on the phone; and the log.  It lies in released time again, and nobody has come yet.
--
-- $1 authority  $2 booking  $3 token of the mail's link  $4 account  $5 text
-- $6 when it was before  $7 with whom it was  $8 what to say on the phone
WITH moved AS (
    UPDATE booking b
    SET outside = false, attendance = 'expected', attendance_since = NULL,
        call_due = CASE WHEN b.email IS NULL THEN concat_ws(' ', $8::text, $5::text) END, told_at = NULL
    FROM reservation r
    WHERE b.authority_id = $1::int AND b.booking_id = $2::bigint AND b.changed_at = now()
      AND r.authority_id = b.authority_id AND r.reservation_id = b.reservation_id
    RETURNING b.authority_id, b.booking_id, b.office_id, r.contact_person_id, r.channel, r.during
), told AS (
    UPDATE message m SET details = details || jsonb_build_object('text', $5::text)
    FROM moved b
    WHERE $5::text IS NOT NULL AND m.authority_id = b.authority_id AND m.booking_id = b.booking_id
      AND m.kind = 'moved' AND m.details->>'token' = $3::text
)
SELECT booking_id,
       audit($1::int, $4::bigint, office_id, 'move', 'booking', booking_id::text,
             jsonb_build_object('from_at', $6::bigint, 'contact_person_id', $7::bigint),
             jsonb_build_object('from_at', extract(epoch FROM lower(during))::bigint, 'channel', channel,
                                'contact_person_id', contact_person_id)) AS audit_id
FROM moved
