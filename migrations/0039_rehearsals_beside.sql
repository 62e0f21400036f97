-- A rehearsal takes no time from an office that is there for citizens: who receives for another office,
-- too, is booked for rehearsal on a lane beyond its own, where nobody else is booked.

CREATE FUNCTION lane_to_claim(p contact_person, lane int, rehearsing bigint, span tstzrange) RETURNS int
    LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN rehearsing IS NULL
          OR p.office_id = rehearsing
             AND NOT EXISTS (SELECT FROM responsibility q JOIN service s USING (authority_id, service_id)
                             WHERE q.authority_id = p.authority_id AND q.contact_person_id = p.contact_person_id
                               AND s.office_id <> rehearsing)
             AND NOT EXISTS (SELECT FROM substitution x JOIN contact_person a
                                 ON a.authority_id = x.authority_id AND a.contact_person_id = x.absent_id
                             WHERE x.authority_id = p.authority_id AND x.substitute_id = p.contact_person_id
                               AND a.office_id <> rehearsing)
        THEN lane
        ELSE (SELECT min(l.lane) FROM generate_series(p.lanes, 31) AS l (lane)
              WHERE NOT EXISTS (SELECT FROM reservation r
                                WHERE r.contact_person_id = p.contact_person_id AND r.lane = l.lane
                                  AND r.during && span AND r.released_at IS NULL))
    END
$$;
COMMENT ON FUNCTION lane_to_claim IS 'The lane asked for; of a rehearsal (its office) at a person of several offices one beyond the person''s own, NULL when all are taken.';
