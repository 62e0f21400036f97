/* office_export */
-- As an office file: what is active and not withdrawn, and responsible today.  Hours that are kept for
-- services of which none is active offer nothing.  $1 authority  $2 slug
WITH this AS (
    SELECT o.*, a.time_zone FROM office o JOIN authority a USING (authority_id)
    WHERE o.authority_id = $1::int AND o.slug = $2
), services AS (
    SELECT s.* FROM service s JOIN this o USING (authority_id, office_id) WHERE s.active
), persons AS (
    SELECT p.* FROM contact_person p JOIN this o USING (authority_id, office_id) WHERE p.active
), responsibilities AS (
    SELECT p.slug AS person, s.slug AS service, r.surname_from, r.surname_to, (
               SELECT jsonb_agg(m.municipality_key) FROM responsibility_municipality m
               WHERE m.authority_id = r.authority_id AND m.responsibility_id = r.responsibility_id) AS keys
    FROM responsibility r
    JOIN persons p USING (authority_id, contact_person_id)
    JOIN services s USING (authority_id, service_id)
    JOIN this o USING (authority_id)
    WHERE (now() AT TIME ZONE o.time_zone)::date
          BETWEEN coalesce(r.valid_from, '-infinity') AND coalesce(r.valid_until, 'infinity')
), hours AS (
    SELECT p.slug AS person, w.*, (
               SELECT jsonb_agg(s.slug) FROM services s WHERE s.service_id = ANY (w.service_ids)) AS service_slugs
    FROM weekly_hours w JOIN persons p USING (authority_id, contact_person_id)
    WHERE w.ended_at IS NULL
), closures AS (
    SELECT p.slug AS person, c.reason, lower(c.during) AT TIME ZONE o.time_zone AS from_local,
           upper(c.during) AT TIME ZONE o.time_zone AS to_local
    FROM closure c
    JOIN this o USING (authority_id)
    LEFT JOIN persons p USING (authority_id, contact_person_id)
    WHERE (c.office_id = o.office_id OR p.contact_person_id IS NOT NULL) AND c.withdrawn_at IS NULL AND c.origin = 'staff'
)
SELECT jsonb_strip_nulls(jsonb_build_object(
           'format', 'amtstermin-office-1', 'slug', o.slug, 'position', o.position, 'state', o.state, 'texts', o.texts,
           'parent', (SELECT p.slug FROM office p
                      WHERE p.authority_id = $1::int AND p.office_id = o.parent_id),
           'address', o.address, 'phone', o.phone, 'email', o.email, 'languages', o.languages,
           'rules', jsonb_build_object(
               'lead_minutes', o.lead_minutes, 'horizon_days', o.horizon_days, 'days_open_at', o.days_open_at,
               'kept_percent', o.kept_percent, 'kept_hours', o.kept_hours, 'hold_minutes', o.hold_minutes,
               'change_deadline_minutes', o.change_deadline_minutes, 'reminder_hours', o.reminder_hours, 'retention_days', o.retention_days,
               'bookings_per_email', o.bookings_per_email, 'contact_by', o.contact_by, 'discreet', o.discreet,
               'calendar_names', o.calendar_names),
           'own_texts', (
               SELECT jsonb_object_agg(t.name, t.texts) FROM (
                   SELECT t.name, jsonb_object_agg(t.language, jsonb_build_object(
                              'subject', t.subject, 'body', string_to_array(t.body, E'\n'))) AS texts
                   FROM own_text_now t WHERE t.authority_id = o.authority_id AND t.office_id = o.office_id
                   GROUP BY t.name) AS t),
           'services', (
               SELECT jsonb_agg(jsonb_build_object(
                          'slug', s.slug, 'common', c.slug, 'leika', CASE WHEN c.slug IS NULL THEN s.leika END, 'minutes', s.minutes, 'buffer_minutes', s.buffer_minutes,
                          'channels', s.channels, 'texts', coalesce(s.own_texts, s.texts), 'questions', s.questions)
                      ORDER BY s.position, s.service_id)
               FROM services s LEFT JOIN common_service c USING (authority_id, common_service_id)),
           'contact_persons', (
               SELECT jsonb_agg(jsonb_build_object(
                          'slug', p.slug, 'name', p.name, 'kind', p.kind, 'lanes', p.lanes, 'room', p.room,
                          'phone', p.phone, 'email', p.email, 'video_url', p.video_url)
                      ORDER BY p.position, p.contact_person_id)
               FROM persons p),
           'responsibilities', (
               SELECT jsonb_agg(jsonb_build_object(
                          'contact_person', r.person, 'services', jsonb_build_array(r.service), 'municipalities', r.keys,
                          'surnames', jsonb_build_object('from', r.surname_from, 'to', r.surname_to)))
               FROM responsibilities r),
           'weekly_hours', (
               SELECT jsonb_agg(jsonb_build_object(
                          'contact_person', h.person, 'rule', h.rule, 'from', left(h.from_time::text, 5),
                          'to', left(h.to_time::text, 5), 'step_minutes', h.step_minutes, 'channels', h.channels,
                          'services', h.service_slugs, 'room', nullif(h.room, ''),
                          'kept_until_hours', h.kept_until_hours, 'valid_from', h.valid_from, 'valid_until', h.valid_until))
               FROM hours h WHERE h.service_ids = '{}' OR h.service_slugs IS NOT NULL),
           'closures', (
               SELECT jsonb_agg(jsonb_build_object(
                          'contact_person', c.person, 'from', to_char(c.from_local, 'YYYY-MM-DD"T"HH24:MI'),
                          'to', to_char(c.to_local, 'YYYY-MM-DD"T"HH24:MI'), 'reason', texts_plain(c.reason)))
               FROM closures c)
       )) AS document
FROM this o
