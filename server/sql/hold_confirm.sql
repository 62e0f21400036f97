/* hold_confirm */
-- A hold becomes a booking, with its manage link and its mail, in one
-- transaction.  No row: the hold ended, is confirmed already, or the address
-- has as many bookings of this service as it may ($12).
--
-- $1 authority  $2 token hash  $3 office  $4 reference  $5 uid  $6 family name
-- $7 given name  $8 email  $9 phone  $10 language  $11 answers
-- $12 bookings per email  $13 token for the mail's link  $14 what was asked
-- $15 whether a mail confirms it
WITH held AS (
    SELECT r.reservation_id, r.service_id, r.contact_person_id, r.channel, r.during, r.minutes, r.room, r.rehearsal,
           (SELECT coalesce(max(b.nth_of_email), 0) + 1 FROM booking b
            WHERE b.authority_id = r.authority_id AND b.service_id = r.service_id
              AND lower(b.email) = lower($8::text) AND b.state = 'confirmed') AS nth
    FROM reservation r
    WHERE r.authority_id = $1::int AND r.hold_token_hash = $2::bytea
      AND r.released_at IS NULL AND r.hold_expires_at > now()
      AND (SELECT count(*) FROM booking b JOIN reservation br USING (authority_id, reservation_id)
           WHERE b.authority_id = r.authority_id AND b.service_id = r.service_id
             AND lower(b.email) = lower($8::text) AND b.state = 'confirmed'
             AND upper(br.during) > now()) < $12::int
    FOR UPDATE
), booked AS (
    INSERT INTO booking (authority_id, reservation_id, office_id, service_id, reference, uid, family_name, given_name,
                         email, phone, language, answers, asked, rehearsal, nth_of_email)
    SELECT $1::int, reservation_id, $3::bigint, service_id, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $14::jsonb, rehearsal,
           CASE WHEN $8::text IS NOT NULL THEN nth END
    FROM held
    ON CONFLICT DO NOTHING
    RETURNING *
), kept AS (
    UPDATE reservation r SET hold_expires_at = NULL
    FROM booked b
    WHERE r.authority_id = b.authority_id AND r.reservation_id = b.reservation_id
), linked AS (
    INSERT INTO manage_link (authority_id, token_hash, booking_id)
    SELECT authority_id, $2::bytea, booking_id FROM booked
), posted AS (
    INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)
    SELECT b.authority_id, b.booking_id, 'confirmation', b.email, b.language,
           jsonb_build_object('token', $13::text, 'sequence', b.sequence, 'channel', h.channel,
                              'contact_person_id', h.contact_person_id,
                              'from_at', extract(epoch FROM lower(h.during))::bigint, 'minutes', h.minutes, 'room', h.room)
    FROM booked b, held h
    WHERE b.email IS NOT NULL AND $15::boolean
)
SELECT booking_id, reference FROM booked
