/* checklist_facts */
-- What the checklist of an office needs beside the catalogue and the calendars.
-- $1 authority  $2 office  $3 days ahead that times are offered for
WITH here AS (
    SELECT o.*, a.time_zone, (now() AT TIME ZONE a.time_zone)::date AS today
    FROM office o JOIN authority a USING (authority_id)
    WHERE o.authority_id = $1::int AND o.office_id = $2::bigint
)
SELECT h.version, h.state, extract(epoch FROM h.live_at)::bigint AS live_at, h.live_missed,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'second_factor', m.second_factor) ORDER BY m.name), '[]')
        FROM office_managers($1::int, $2::bigint) AS m) AS managers,
       t.recipient AS mail_to, extract(epoch FROM t.asked_at)::bigint AS mail_asked,
       extract(epoch FROM t.sent_at)::bigint AS mail_sent, extract(epoch FROM t.failed_at)::bigint AS mail_failed,
       t.last_error AS mail_error,
       (SELECT jsonb_agg(y.year ORDER BY y.year)
        FROM generate_series(extract(year FROM h.today)::int, extract(year FROM h.today)::int + 1) AS y (year)
        WHERE NOT EXISTS (
            SELECT FROM closure c
            WHERE c.authority_id = $1::int AND c.withdrawn_at IS NULL AND c.contact_person_id IS NULL AND c.holiday_on IS NULL
              AND (c.office_id IS NULL OR c.office_id = ANY (offices_above($1::int, $2::bigint)))
              AND c.during && tstzrange(make_date(y.year, 1, 1)::timestamp AT TIME ZONE h.time_zone,
                                        make_date(y.year + 1, 1, 1)::timestamp AT TIME ZONE h.time_zone))) AS years_without,
       (SELECT jsonb_agg(jsonb_build_object('day', d.holiday_on, 'times', d.times, 'name', d.reason) ORDER BY d.holiday_on)
        FROM (SELECT c.holiday_on, c.reason, count(*) AS times
              FROM closure c
              JOIN slot s ON s.authority_id = c.authority_id AND s.during && c.during AND s.withdrawn_at IS NULL
              JOIN contact_person p ON p.authority_id = s.authority_id AND p.contact_person_id = s.contact_person_id
                                   AND p.office_id = h.office_id AND p.active
              WHERE c.authority_id = $1::int AND c.withdrawn_at IS NULL
                AND c.holiday_on BETWEEN h.today AND h.today + $3::int
              GROUP BY c.holiday_on, c.reason) AS d) AS holidays
FROM here h LEFT JOIN test_mail t USING (authority_id, office_id)
