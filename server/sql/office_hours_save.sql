/* office_hours_save */
-- Weekly hours are never changed: what is not as wanted ends, and its slots of
-- the future go with it; what is new begins.  $1 authority  $2 canonical office file
WITH this AS (
    SELECT * FROM office WHERE authority_id = $1::int AND slug = $2::jsonb ->> 'slug'
), wanted AS (
    SELECT p.contact_person_id, d.rule, d."from" AS from_time, d."to" AS to_time, d.step_minutes,
           ARRAY(SELECT jsonb_array_elements_text(d.channels)::channel ORDER BY 1) AS channels,
           ARRAY(SELECT s.service_id FROM service s
                 WHERE s.authority_id = $1::int AND s.office_id = o.office_id
                   AND s.slug IN (SELECT jsonb_array_elements_text(d.services))
                 ORDER BY 1) AS service_ids,
           coalesce(d.room, '') AS room, d.kept_until_hours, d.valid_from, d.valid_until
    FROM this o,
         jsonb_to_recordset($2::jsonb -> 'weekly_hours')
             AS d (contact_person text, rule text, "from" time, "to" time, step_minutes int, channels jsonb,
                   services jsonb, room text, kept_until_hours int, valid_from date, valid_until date),
         contact_person p
    WHERE p.authority_id = $1::int AND p.office_id = o.office_id AND p.slug = d.contact_person
), known AS (
    SELECT w.weekly_hours_id, w.contact_person_id, w.rule, w.from_time, w.to_time, w.step_minutes,
           ARRAY(SELECT unnest(w.channels) ORDER BY 1) AS channels,
           ARRAY(SELECT unnest(w.service_ids) ORDER BY 1) AS service_ids, w.room, w.kept_until_hours, w.valid_from,
           w.valid_until
    FROM this o
    JOIN contact_person p USING (authority_id, office_id)
    JOIN weekly_hours w USING (authority_id, contact_person_id)
    WHERE p.active AND w.ended_at IS NULL
), gone AS (
    UPDATE weekly_hours w SET ended_at = now() FROM known k
    WHERE w.authority_id = $1::int AND w.weekly_hours_id = k.weekly_hours_id AND NOT EXISTS (
        SELECT FROM wanted x
        WHERE (x.contact_person_id, x.rule, x.from_time, x.to_time, x.step_minutes, x.channels, x.service_ids,
               x.room, x.kept_until_hours, x.valid_from, x.valid_until)
              IS NOT DISTINCT FROM
              (k.contact_person_id, k.rule, k.from_time, k.to_time, k.step_minutes, k.channels, k.service_ids,
               k.room, k.kept_until_hours, k.valid_from, k.valid_until))
)
INSERT INTO weekly_hours (authority_id, contact_person_id, rule, from_time, to_time, step_minutes, channels, service_ids,
                          room, kept_until_hours, valid_from, valid_until)
SELECT $1::int, x.* FROM wanted x
WHERE NOT EXISTS (
    SELECT FROM known k
    WHERE (x.contact_person_id, x.rule, x.from_time, x.to_time, x.step_minutes, x.channels, x.service_ids,
           x.room, x.kept_until_hours, x.valid_from, x.valid_until)
          IS NOT DISTINCT FROM
          (k.contact_person_id, k.rule, k.from_time, k.to_time, k.step_minutes, k.channels, k.service_ids,
           k.room, k.kept_until_hours, k.valid_from, k.valid_until))
