/* figures_save */
-- One day of one authority, once: what live offices release on it, and how long somebody waits
-- for a free time.
-- $1 authority  $2 day  $3 [{service_id, first, third}]: days to the first and third free time, null: none
WITH measured AS (
    INSERT INTO figure_measured (authority_id, day) VALUES ($1::int, $2::date)
    ON CONFLICT DO NOTHING
    RETURNING day
), span AS (
    SELECT tstzrange(m.day::timestamp AT TIME ZONE a.time_zone, (m.day + 1)::timestamp AT TIME ZONE a.time_zone) AS during
    FROM measured m JOIN authority a ON a.authority_id = $1::int
), given AS (
    SELECT g.* FROM jsonb_to_recordset($3::jsonb) AS g (service_id bigint, first int, third int)
), responsible AS (
    SELECT DISTINCT r.service_id, r.contact_person_id
    FROM responsibility r
    WHERE r.authority_id = $1::int
      AND $2::date BETWEEN coalesce(r.valid_from, '-infinity') AND coalesce(r.valid_until, 'infinity')
), open AS (
    SELECT s.service_id, p.lanes,
           (SELECT range_agg(o.spans)
            FROM unnest(s.channels) AS c (channel),
                 time_open($1::int, p.contact_person_id, s.service_id, c.channel, d.during) AS o (spans))
           * tstzmultirange(d.during) AS spans
    FROM span d
    CROSS JOIN service s
    JOIN responsible r ON r.service_id = s.service_id
    JOIN contact_person p ON p.authority_id = $1::int AND p.contact_person_id = r.contact_person_id AND p.active
    WHERE s.authority_id = $1::int AND s.active
), offered AS (
    SELECT o.service_id,
           sum(o.lanes * floor(extract(epoch FROM upper(t) - lower(t)) / 60 / (s.minutes + s.buffer_minutes))) AS offered
    FROM open o JOIN service s ON s.authority_id = $1::int AND s.service_id = o.service_id
    CROSS JOIN LATERAL unnest(o.spans) AS t
    GROUP BY o.service_id
), services AS (
    INSERT INTO figure_of_service (authority_id, office_id, service_id, day, offered, minutes, first_days, third_days)
    SELECT $1::int, s.office_id, s.service_id, m.day, coalesce(f.offered, 0), s.minutes, g.first, g.third
    FROM measured m
    CROSS JOIN service s
    JOIN office o USING (authority_id, office_id)
    LEFT JOIN offered f ON f.service_id = s.service_id
    LEFT JOIN given g ON g.service_id = s.service_id
    WHERE s.authority_id = $1::int AND s.active AND o.state = 'live'
), offices AS (
    INSERT INTO figure_of_office (authority_id, office_id, day, minutes)
    SELECT $1::int, o.office_id, m.day,
           coalesce((SELECT sum(p.lanes * extract(epoch FROM upper(t) - lower(t)) / 60)
                     FROM contact_person p, span d,
                          LATERAL (SELECT (coalesce(range_agg(s.during), '{}') - time_closed($1::int, p.contact_person_id, d.during))
                                          * tstzmultirange(d.during) AS spans
                                   FROM slot s
                                   WHERE s.authority_id = $1::int AND s.contact_person_id = p.contact_person_id
                                     AND s.during && d.during AND s.withdrawn_at IS NULL) AS w,
                          unnest(w.spans) AS t
                     WHERE p.authority_id = $1::int AND p.office_id = o.office_id AND p.active), 0)
    FROM measured m CROSS JOIN office o
    WHERE o.authority_id = $1::int AND o.state = 'live'
)
SELECT count(*) AS rows FROM measured
