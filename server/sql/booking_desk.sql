/* booking_desk */
-- What staff add to the booking that this very transaction made of a hold; no row
-- when it was made before.  Who books over is kept in the log.
--
-- $1 authority  $2 token hash  $3 account  $4 note
WITH made AS (
    UPDATE booking b
    SET booked_by = $3::bigint, note = coalesce($4, ''), outside = r.lane >= p.lanes
    FROM manage_link l, reservation r, contact_person p
    WHERE l.authority_id = $1::int AND l.token_hash = $2::bytea
      AND b.authority_id = l.authority_id AND b.booking_id = l.booking_id AND b.created_at = now()
      AND r.authority_id = b.authority_id AND r.reservation_id = b.reservation_id
      AND p.authority_id = r.authority_id AND p.contact_person_id = r.contact_person_id
    RETURNING b.booking_id, b.office_id, b.outside, r.contact_person_id, r.channel, r.during
)
SELECT booking_id, outside,
       audit($1::int, $3::bigint, office_id, 'book', 'booking', booking_id::text, NULL,
             jsonb_build_object('outside', outside, 'from_at', extract(epoch FROM lower(during))::bigint, 'channel', channel,
                                'contact_person_id', contact_person_id)) AS audit_id
FROM made
