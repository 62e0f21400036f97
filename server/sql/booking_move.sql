/* booking_move */
-- Claim the new time, then let the old one go, in one transaction; the booking
-- keeps its UID.  Only where the new span overlaps the old one on the same lane
-- is the old one let go first, since the two could not stand side by side.  If
-- the claim finds the lane taken, booking.reservation_id would become NULL: the
-- constraint refuses that and the whole statement with it.
--
-- $1 authority  $2 token hash  $3 contact person  $4 lane  $5 channel  $6 starts_at
-- $7 the person's office and those above it  $8 token for the mail's link
-- $9 minutes before the start until which a move is allowed
-- $10 whether it is staff who book: also what is kept back from citizens
WITH moving AS (
    SELECT b.authority_id, b.booking_id, b.service_id, b.reservation_id AS old_id, r.during AS old_during, r.rehearsal,
           r.contact_person_id AS old_person, r.lane AS old_lane
    FROM manage_link l
    JOIN booking b USING (authority_id, booking_id)
    JOIN reservation r USING (authority_id, reservation_id)
    WHERE l.authority_id = $1::int AND l.token_hash = $2::bytea AND b.state = 'confirmed' AND b.erased_at IS NULL
      AND lower(r.during) > now() + $9::int * interval '1 minute'
    FOR UPDATE OF b
), wanted AS (
    SELECT m.*, s.minutes, p.contact_person_id, p AS person, CASE WHEN m.rehearsal THEN s.office_id END AS rehearsing,
           tstzrange($6::timestamptz, $6::timestamptz + (s.minutes + s.buffer_minutes) * interval '1 minute') AS during
    FROM moving m
    JOIN service s ON s.authority_id = m.authority_id AND s.service_id = m.service_id
    JOIN contact_person p ON p.authority_id = s.authority_id AND p.contact_person_id = $3::bigint
                         AND p.active AND $4::int < p.lanes
    WHERE s.active AND $5::channel = ANY (s.channels) AND $6::timestamptz > now()
      AND answers_for(s.authority_id, p.contact_person_id, s.service_id, $6::timestamptz, NULL)
), offered AS (
    SELECT sl.during, sl.step_minutes
    FROM slot sl JOIN wanted w ON sl.contact_person_id = w.contact_person_id AND sl.during && w.during
    WHERE sl.withdrawn_at IS NULL AND slot_is_open(sl, $10::boolean) AND $5::channel = ANY (sl.channels)
      AND (sl.service_ids = '{}' OR w.service_id = ANY (sl.service_ids))
    FOR SHARE OF sl
), let_go_first AS (
    UPDATE reservation r SET released_at = now()
    FROM wanted w
    WHERE r.authority_id = w.authority_id AND r.reservation_id = w.old_id
      AND w.old_person = w.contact_person_id AND w.old_lane = $4::int AND w.old_during && w.during
    RETURNING r.reservation_id
), claimed AS (
    INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes, rehearsal)
    SELECT w.authority_id, w.contact_person_id, w.service_id, l.lane, $5::channel, w.during, w.minutes, w.rehearsal
    FROM wanted w, lane_to_claim(w.person, $4::int, w.rehearsing, w.during) AS l (lane)
    WHERE l.lane IS NOT NULL AND (SELECT count(*) FROM let_go_first) >= 0 -- asked for, so that it happens before this
      AND w.during <@ (SELECT range_agg(during) FROM offered)
      AND EXISTS (SELECT FROM offered o
                  WHERE lower(o.during) <= lower(w.during)
                    AND extract(epoch FROM lower(w.during) - lower(o.during))::int % (o.step_minutes * 60) = 0)
      AND NOT is_closed(w.authority_id, w.contact_person_id, $7::bigint[], w.during)
    ON CONFLICT DO NOTHING
    RETURNING *
), moved AS (
    UPDATE booking b
    SET reservation_id = (SELECT reservation_id FROM claimed), sequence = b.sequence + 1, changed_at = now()
    FROM moving m
    WHERE b.authority_id = m.authority_id AND b.booking_id = m.booking_id
    RETURNING b.*
), let_go AS (
    UPDATE reservation r SET released_at = now()
    FROM wanted w
    WHERE r.authority_id = w.authority_id AND r.reservation_id = w.old_id
      AND NOT (w.old_person = w.contact_person_id AND w.old_lane = $4::int AND w.old_during && w.during)
), posted AS (
    INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)
    SELECT b.authority_id, b.booking_id, 'moved', b.email, b.language,
           jsonb_build_object('token', $8::text, 'sequence', b.sequence, 'channel', c.channel,
                              'contact_person_id', c.contact_person_id,
                              'from_at', extract(epoch FROM lower(c.during))::bigint, 'minutes', c.minutes, 'room', c.room,
                              'previous_from_at', extract(epoch FROM lower(m.old_during))::bigint)
    FROM moved b, claimed c, moving m
    WHERE b.email IS NOT NULL
)
SELECT m.booking_id, c.contact_person_id, c.lane, extract(epoch FROM lower(c.during))::bigint AS from_at,
       extract(epoch FROM upper(c.during))::bigint AS to_at
FROM moved m, claimed c
