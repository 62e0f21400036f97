-- A county of any size, for measuring; psql variables: offices, persons (per office), days, busy
-- (percent).  Every person has office hours Monday to Friday 8 to 12 and Thursday 14 to 17; a half
-- hour in four or so stays free.  The last office, "rush", has one person with nothing booked.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
SET session_replication_role = replica; -- rows are right by construction: no triggers for each
SET maintenance_work_mem = '512MB';

-- The indexes of millions of rows are faster made at once, afterwards, as their migrations made them.
CREATE TEMP TABLE later AS
SELECT indexdef AS made_by, indexname FROM pg_indexes
WHERE tablename IN ('reservation', 'slot') AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname);
SELECT format('DROP INDEX %I', indexname) FROM later \gexec
ALTER TABLE reservation DROP CONSTRAINT reservation_no_overlap;

INSERT INTO authority (slug, texts, address, phone, email, federal_state, languages)
VALUES ('messland', '{"de": {"name": "Landratsamt Messland"}, "en": {"name": "County of Messland"}}',
        '{"street": "Hauptstraße 1", "postcode": "70000", "city": "Messstadt"}', '07000 10', 'termine@messland.example', 'BW',
        '{de,en}');

INSERT INTO office (authority_id, slug, position, state, texts, address, phone, email, lead_minutes, horizon_days,
                    hold_minutes, change_deadline_minutes, retention_days, bookings_per_email, contact_by, discreet)
SELECT 1, CASE n WHEN :offices + 1 THEN 'rush' ELSE 'amt-' || n END, n, 'live',
       jsonb_build_object('de', jsonb_build_object('name', 'Amt ' || n, 'summary', 'Anträge und Auskünfte im Bereich ' || n),
                          'en', jsonb_build_object('name', 'Office ' || n, 'summary', 'Applications and advice of area ' || n)),
       '{"street": "Hauptstraße 1", "postcode": "70000", "city": "Messstadt"}', '07000 10', 'amt@messland.example', 0, :days,
       10, 60, 7, 100, 'email', false
FROM generate_series(1, :offices + 1) AS n;

INSERT INTO service (authority_id, office_id, slug, position, minutes, buffer_minutes, channels, texts)
SELECT 1, office_id, kind.slug, kind.position, 30, 0, kind.channels,
       jsonb_build_object('de', jsonb_build_object('name', kind.name || ' im Bereich ' || office_id, 'summary', kind.name || ' stellen'),
                          'en', jsonb_build_object('name', kind.name || ' ' || office_id, 'summary', 'Apply'))
FROM office, (VALUES ('antrag', 1, 'Antrag', '{in_person}'::channel[]),
                     ('beratung', 2, 'Beratung', '{in_person,phone,video}'::channel[])) AS kind (slug, position, name, channels);

INSERT INTO contact_person (authority_id, office_id, slug, position, name, room, phone, email, video_url)
SELECT 1, o.office_id, 'person-' || p, p, 'Ansprechperson ' || o.office_id || '.' || p, '{"de": "Zimmer 1", "en": "Room 1"}', '07000 ' || p,
       'person@messland.example', 'https://video.messland.example/' || p
FROM office o, generate_series(1, CASE o.slug WHEN 'rush' THEN 1 ELSE :persons END) AS p;

-- "antrag" by surname, two persons for each stretch of the alphabet; "beratung" by anybody.
INSERT INTO responsibility (authority_id, contact_person_id, service_id, surname_from, surname_to)
SELECT 1, p.contact_person_id, s.service_id, part.first, part.last
FROM contact_person p
JOIN office o USING (authority_id, office_id)
JOIN service s USING (authority_id, office_id)
LEFT JOIN (VALUES (0, 'A', 'E'), (1, 'F', 'J'), (2, 'K', 'O'), (3, 'P', 'S'), (4, 'Sch', 'Z')) AS part (n, first, last)
       ON s.slug = 'antrag' AND o.slug <> 'rush' AND :persons >= 5 AND part.n = p.position % 5;

CREATE TABLE bench_day AS
SELECT day::date AS day, hours.from_time, hours.to_time
FROM generate_series(current_date + 1, current_date + :days, interval '1 day') AS day,
     (VALUES (time '08:00', time '12:00', false), ('14:00', '17:00', true)) AS hours (from_time, to_time, thursday)
WHERE extract(isodow FROM day) < 6 AND (NOT hours.thursday OR extract(isodow FROM day) = 4);

INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels)
SELECT 1, contact_person_id, tstzrange((day + from_time) AT TIME ZONE 'Europe/Berlin', (day + to_time) AT TIME ZONE 'Europe/Berlin'), 30,
       '{in_person,phone,video}'
FROM contact_person, bench_day;

ANALYZE office, service, contact_person, slot;
INSERT INTO reservation (authority_id, contact_person_id, service_id, lane, channel, during, minutes)
SELECT 1, sl.contact_person_id, s.service_id, 0, 'in_person', tstzrange(start, start + interval '30 minutes'), 30
FROM slot sl
JOIN contact_person p USING (authority_id, contact_person_id)
JOIN office o USING (authority_id, office_id)
JOIN service s ON s.authority_id = o.authority_id AND s.office_id = o.office_id AND s.slug = 'beratung',
     generate_series(lower(sl.during), upper(sl.during) - interval '30 minutes', interval '30 minutes') AS start
WHERE o.slug <> 'rush' AND hashint8(sl.slot_id * 64 + extract(epoch FROM start)::bigint / 1800) & 1023 < :busy * 1024 / 100;

SELECT made_by FROM later \gexec
-- "buffering": in runs on disk instead of row by row.
ALTER TABLE reservation ADD CONSTRAINT reservation_no_overlap
    EXCLUDE USING gist (contact_person_id WITH =, lane WITH =, during WITH &&) WITH (buffering = on) WHERE (released_at IS NULL);
INSERT INTO catalogue_change VALUES (1, pg_current_xact_id()) ON CONFLICT (authority_id) DO UPDATE SET changed_in = excluded.changed_in;

ANALYZE reservation;
-- Free times for statements that are measured without the server, of some offices, from the last third of the window:
-- the server's clients take theirs from the first two.
CREATE TABLE bench_time AS
SELECT row_number() OVER (ORDER BY random()) AS n, sl.contact_person_id, s.service_id, start AS starts_at, '{' || o.office_id || '}' AS path, o.office_id
FROM slot sl
JOIN contact_person p USING (authority_id, contact_person_id)
JOIN office o USING (authority_id, office_id)
JOIN service s ON s.authority_id = o.authority_id AND s.office_id = o.office_id AND s.slug = 'beratung',
     generate_series(lower(sl.during), upper(sl.during) - interval '30 minutes', interval '30 minutes') AS start
WHERE o.slug <> 'rush' AND o.office_id <= 50 AND lower(sl.during) > now() + :days * interval '1 day' * 2 / 3
  AND NOT EXISTS (SELECT FROM closure c WHERE c.authority_id = 1 AND c.during && tstzrange(start, start + interval '30 minutes'))
  AND NOT EXISTS (SELECT FROM reservation r WHERE r.contact_person_id = sl.contact_person_id AND r.lane = 0
                  AND r.during && tstzrange(start, start + interval '30 minutes') AND r.released_at IS NULL);
ALTER TABLE bench_time ADD PRIMARY KEY (n);
VACUUM ANALYZE;
CHECKPOINT;
