/* hold_create */
-- Claim one lane of one contact person.  The slot rows are locked so that they
-- cannot be withdrawn in between; who else wants the lane is told apart by
-- reservation_no_overlap, and nowhere else.
--
-- $1 authority  $2 contact person  $3 lane  $4 service  $5 channel  $6 starts_at
-- $7 token hash  $8 hold minutes  $9 the person's office and those above it
-- $10 whose substitute the person is about to be (NULL: nobody's)
-- $11 whether it is staff who book: also what is kept back from citizens
-- $12 whether it may be for rehearsal
WITH wanted AS (
    SELECT s.authority_id, s.service_id, s.minutes, p.contact_person_id, p AS person,
           CASE WHEN o.state = 'rehearsal' THEN o.office_id END AS rehearsing,
           tstzrange($6::timestamptz, $6::timestamptz + (s.minutes + s.buffer_minutes) * interval '1 minute') AS during
    FROM service s
    JOIN office o ON o.authority_id = s.authority_id AND o.office_id = s.office_id 
         AND (o.state = 'live' OR o.state = 'rehearsal' AND $12::boolean)
    JOIN contact_person p ON p.authority_id = s.authority_id AND p.contact_person_id = $2::bigint
                         AND p.active AND $3::int < p.lanes
    WHERE s.authority_id = $1::int AND s.service_id = $4::bigint AND s.active
      AND $5::channel = ANY (s.channels) AND $6::timestamptz > now()
      AND answers_for(s.authority_id, p.contact_person_id, s.service_id, $6::timestamptz, $10::bigint)
), offered AS (
    SELECT sl.during, sl.step_minutes
    FROM slot sl JOIN wanted w ON sl.contact_person_id = w.contact_person_id AND sl.during && w.during
    WHERE sl.withdrawn_at IS NULL AND slot_is_open(sl, $11::boolean) AND $5::channel = ANY (sl.channels)
      AND (sl.service_ids = '{}' OR w.service_id = ANY (sl.service_ids))
    FOR SHARE OF sl
), claimed AS (
    INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes,
                             hold_token_hash, hold_expires_at, rehearsal)
    SELECT w.authority_id, w.contact_person_id, w.service_id, l.lane, $5::channel, w.during, w.minutes,
           $7::bytea, now() + $8::int * interval '1 minute', w.rehearsing IS NOT NULL
    FROM wanted w, lane_to_claim(w.person, $3::int, w.rehearsing, w.during) AS l (lane)
    WHERE l.lane IS NOT NULL AND w.during <@ (SELECT range_agg(during) FROM offered)
      AND EXISTS (SELECT FROM offered o
                  WHERE lower(o.during) <= lower(w.during)
                    AND extract(epoch FROM lower(w.during) - lower(o.during))::int % (o.step_minutes * 60) = 0)
      AND NOT is_closed(w.authority_id, w.contact_person_id, $9::bigint[], w.during)
    ON CONFLICT DO NOTHING
    RETURNING *
)
SELECT reservation_id, contact_person_id, lane, extract(epoch FROM lower(during))::bigint AS from_at,
       extract(epoch FROM upper(during))::bigint AS to_at, floor(extract(epoch FROM hold_expires_at))::bigint AS expires_at
FROM claimed
