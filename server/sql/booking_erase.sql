/* booking_erase */
-- Forget who it was; an appointment still to come is cancelled with it, and the
-- mail that says so is the last to carry the address.
-- $1 authority  $2 token hash  $3 token for the mail's link
WITH found AS (
    SELECT b.authority_id, b.booking_id, b.reservation_id, b.email, b.language, b.sequence + 1 AS sequence,
           r.channel, r.contact_person_id, r.during, r.minutes, r.room,
           b.state = 'confirmed' AND lower(r.during) > now() AS to_come
    FROM manage_link l
    JOIN booking b USING (authority_id, booking_id)
    JOIN reservation r USING (authority_id, reservation_id)
    WHERE l.authority_id = $1::int AND l.token_hash = $2::bytea AND b.erased_at IS NULL
    FOR UPDATE OF b
), erased AS (
    UPDATE booking b
    SET family_name = NULL, given_name = NULL, email = NULL, phone = NULL, answers = '{}', asked = '{}', nth_of_email = NULL,
        note = '', call_due = NULL,
        erased_at = now(), changed_at = now(),
        state = CASE WHEN f.to_come THEN 'cancelled' ELSE b.state END,
        cancelled_at = CASE WHEN f.to_come THEN now() ELSE b.cancelled_at END,
        sequence = CASE WHEN f.to_come THEN f.sequence ELSE b.sequence END
    FROM found f
    WHERE b.authority_id = f.authority_id AND b.booking_id = f.booking_id
), let_go AS (
    UPDATE reservation r SET released_at = now()
    FROM found f
    WHERE f.to_come AND r.authority_id = f.authority_id AND r.reservation_id = f.reservation_id
), unsent AS (
    UPDATE message m SET failed_at = now(), last_error = 'erased', recipient = NULL, details = NULL
    FROM found f
    WHERE m.authority_id = f.authority_id AND m.booking_id = f.booking_id AND num_nonnulls(m.sent_at, m.failed_at) = 0
      AND m.kind <> 'cancelled'
), unlinked AS (
    DELETE FROM manage_link l USING found f
    WHERE l.authority_id = f.authority_id AND l.booking_id = f.booking_id
), posted AS (
    INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)
    SELECT authority_id, booking_id, 'cancelled', email, language,
           jsonb_build_object('sequence', sequence, 'channel', channel, 'contact_person_id', contact_person_id,
                              'from_at', extract(epoch FROM lower(during))::bigint, 'minutes', minutes, 'room', room)
    FROM found
    WHERE to_come AND email IS NOT NULL
)
SELECT booking_id FROM found
