/* hold_overbook */
-- Hold a time of a contact person whatever stands against it, on the first free
-- lane beyond the person's own: released time and its lanes stay as they are.
--
-- $1 authority  $2 contact person  $3 service  $4 channel  $5 starts_at
-- $6 token hash  $7 hold minutes  $8 lanes there can be
WITH wanted AS (
    SELECT s.authority_id, s.service_id, s.minutes, p.contact_person_id, p.lanes,
           tstzrange($5::timestamptz, $5::timestamptz + (s.minutes + s.buffer_minutes) * interval '1 minute') AS during
    FROM service s
    JOIN office o ON o.authority_id = s.authority_id AND o.office_id = s.office_id AND o.state = 'live'
    JOIN contact_person p ON p.authority_id = s.authority_id AND p.contact_person_id = $2::bigint AND p.active
    WHERE s.authority_id = $1::int AND s.service_id = $3::bigint AND s.active AND $4::channel = ANY (s.channels)
), beyond AS (
    SELECT w.*, (SELECT min(lane) FROM generate_series(w.lanes, $8::int - 1) AS lane
                 WHERE NOT EXISTS (SELECT FROM reservation r
                                   WHERE r.contact_person_id = w.contact_person_id AND r.lane = lane.lane
                                     AND r.during && w.during AND r.released_at IS NULL)) AS lane
    FROM wanted w
)
INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes,
                         hold_token_hash, hold_expires_at)
SELECT b.authority_id, b.contact_person_id, b.service_id, b.lane, $4::channel, b.during, b.minutes,
       $6::bytea, now() + $7::int * interval '1 minute'
FROM beyond b
WHERE b.lane IS NOT NULL
ON CONFLICT DO NOTHING
RETURNING reservation_id
