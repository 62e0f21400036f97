/* appointment_cancel */
-- The office cancels: the citizen gets a mail with its words, or, without an address,
-- is to be called.
-- $1 authority  $2 offices and $3 contact persons it may change  $4 booking  $5 account
-- $6 version  $7 the office's words, or NULL  $8 what to say on the phone
WITH found AS (
    SELECT b.*, r.channel, r.contact_person_id, r.during, r.minutes, r.room
    FROM booking b JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.authority_id = $1::int AND b.booking_id = $4::bigint
      AND (b.office_id = ANY ($2::bigint[]) OR r.contact_person_id = ANY ($3::bigint[]))
    FOR UPDATE OF b
), cancelled AS (
    UPDATE booking b
    SET state = 'cancelled', cancelled_at = now(), changed_at = now(), sequence = b.sequence + 1, told_at = NULL,
        call_due = CASE WHEN b.email IS NULL THEN coalesce($7, $8) END
    FROM found f
    WHERE b.authority_id = f.authority_id AND b.booking_id = f.booking_id
      AND f.version::text = $6 AND f.state = 'confirmed' AND f.erased_at IS NULL AND lower(f.during) > now()
    RETURNING b.*
), let_go AS (
    UPDATE reservation r SET released_at = now()
    FROM cancelled c
    WHERE r.authority_id = c.authority_id AND r.reservation_id = c.reservation_id
), posted AS (
    INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)
    SELECT c.authority_id, c.booking_id, 'cancelled', c.email, c.language,
           jsonb_strip_nulls(jsonb_build_object('sequence', c.sequence, 'channel', f.channel,
                                                'contact_person_id', f.contact_person_id,
                                                'from_at', extract(epoch FROM lower(f.during))::bigint,
                                                'minutes', f.minutes, 'room', f.room, 'text', $7))
    FROM cancelled c JOIN found f USING (booking_id)
    WHERE c.email IS NOT NULL
)
SELECT c.booking_id IS NOT NULL AS done, f.version,
       CASE WHEN c.booking_id IS NOT NULL
            THEN audit(f.authority_id, $5::bigint, f.office_id, 'cancel', 'booking', f.booking_id::text,
                       jsonb_build_object('from_at', extract(epoch FROM lower(f.during))::bigint), NULL)
       END AS audit_id
FROM found f LEFT JOIN cancelled c USING (booking_id)
