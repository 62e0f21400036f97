/* office_closures_save */
-- $1 authority  $2 canonical office file
WITH this AS (
    SELECT o.*, a.time_zone FROM office o JOIN authority a USING (authority_id)
    WHERE o.authority_id = $1::int AND o.slug = $2::jsonb ->> 'slug'
), wanted AS (
    SELECT CASE WHEN d.contact_person IS NULL THEN o.office_id END AS office_id, p.contact_person_id,
           texts_named(coalesce(d.reason, '{}')) AS reason, tstzrange(
               d.from::timestamp AT TIME ZONE o.time_zone,
               (d.to::timestamp + CASE WHEN length(d.to) = 10 THEN interval '1 day' ELSE interval '0' END)
                   AT TIME ZONE o.time_zone) AS during
    FROM this o
    CROSS JOIN jsonb_to_recordset($2::jsonb -> 'closures')
                   AS d (contact_person text, "from" text, "to" text, reason jsonb)
    LEFT JOIN contact_person p ON p.authority_id = o.authority_id AND p.office_id = o.office_id
                              AND p.slug = d.contact_person
), known AS (
    SELECT c.* FROM closure c
    JOIN this o USING (authority_id)
    LEFT JOIN contact_person p ON p.authority_id = c.authority_id AND p.contact_person_id = c.contact_person_id
                              AND p.office_id = o.office_id AND p.active
    WHERE (c.office_id = o.office_id OR p.contact_person_id IS NOT NULL) AND c.withdrawn_at IS NULL AND c.origin = 'staff'
), gone AS (
    UPDATE closure c SET withdrawn_at = now() FROM known k
    WHERE c.authority_id = k.authority_id AND c.closure_id = k.closure_id AND NOT EXISTS (
        SELECT FROM wanted w
        WHERE (w.office_id, w.contact_person_id, w.during, w.reason)
              IS NOT DISTINCT FROM (k.office_id, k.contact_person_id, k.during, k.reason::jsonb))
)
INSERT INTO closure (authority_id, office_id, contact_person_id, during, reason)
SELECT $1::int, w.office_id, w.contact_person_id, w.during, w.reason FROM wanted w
WHERE NOT EXISTS (
    SELECT FROM known k
    WHERE (w.office_id, w.contact_person_id, w.during, w.reason)
          IS NOT DISTINCT FROM (k.office_id, k.contact_person_id, k.during, k.reason::jsonb))
