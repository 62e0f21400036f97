/* lost_link */
-- One more manage link for whoever knows reference and address, by mail.
-- $1 authority  $2 reference  $3 email  $4 hash of the new token  $5 the new token
WITH found AS (
    SELECT b.*, r.channel, r.contact_person_id, r.during, r.minutes, r.room
    FROM booking b JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.authority_id = $1::int AND b.reference = $2 AND lower(b.email) = lower($3::text)
      AND NOT EXISTS (SELECT FROM message m
                      WHERE m.authority_id = b.authority_id AND m.booking_id = b.booking_id
                        AND m.kind = 'lost_link' AND m.created_at > now() - interval '2 minutes')
), linked AS (
    INSERT INTO manage_link (authority_id, token_hash, booking_id)
    SELECT authority_id, $4::bytea, booking_id FROM found
)
INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)
SELECT authority_id, booking_id, 'lost_link', email, language,
       jsonb_build_object('token', $5::text, 'sequence', sequence, 'channel', channel,
                          'contact_person_id', contact_person_id,
                          'from_at', extract(epoch FROM lower(during))::bigint, 'minutes', minutes, 'room', room)
FROM found
RETURNING message_id
