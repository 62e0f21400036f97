/* office_responsibilities_save */
-- Of what holds today, rows that are as wanted stay; what is planned for later is not touched.
-- $1 authority  $2 canonical office file
WITH wanted AS (
    SELECT DISTINCT p.contact_person_id, s.service_id, d.surnames ->> 'from' AS surname_from,
           d.surnames ->> 'to' AS surname_to,
           ARRAY(SELECT jsonb_array_elements_text(d.municipalities) ORDER BY 1) AS keys
    FROM office o,
         jsonb_to_recordset($2::jsonb -> 'responsibilities')
             AS d (contact_person text, services jsonb, surnames jsonb, municipalities jsonb),
         jsonb_array_elements_text(d.services) AS named,
         contact_person p, service s
    WHERE o.authority_id = $1::int AND o.slug = $2::jsonb ->> 'slug'
      AND p.authority_id = $1::int AND p.office_id = o.office_id AND p.slug = d.contact_person
      AND s.authority_id = $1::int AND s.office_id = o.office_id AND s.slug = named
), known AS (
    SELECT r.responsibility_id, r.contact_person_id, r.service_id, r.surname_from, r.surname_to, ARRAY(
               SELECT m.municipality_key FROM responsibility_municipality m
               WHERE m.authority_id = r.authority_id AND m.responsibility_id = r.responsibility_id
               ORDER BY 1) AS keys
    FROM office o
    JOIN authority a USING (authority_id)
    JOIN contact_person p ON p.authority_id = o.authority_id AND p.office_id = o.office_id AND p.active
    JOIN responsibility r ON r.authority_id = p.authority_id AND r.contact_person_id = p.contact_person_id
    JOIN service s ON s.authority_id = r.authority_id AND s.service_id = r.service_id
                  AND s.office_id = o.office_id AND s.active
    WHERE o.authority_id = $1::int AND o.slug = $2::jsonb ->> 'slug'
      AND (now() AT TIME ZONE a.time_zone)::date
          BETWEEN coalesce(r.valid_from, '-infinity') AND coalesce(r.valid_until, 'infinity')
), gone AS (
    DELETE FROM responsibility r USING known k
    WHERE r.authority_id = $1::int AND r.responsibility_id = k.responsibility_id AND NOT EXISTS (
        SELECT FROM wanted w
        WHERE (w.contact_person_id, w.service_id, w.surname_from, w.surname_to, w.keys)
              IS NOT DISTINCT FROM (k.contact_person_id, k.service_id, k.surname_from, k.surname_to, k.keys))
), new AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('responsibility', 'responsibility_id')) AS responsibility_id, w.*
    FROM wanted w
    WHERE NOT EXISTS (
        SELECT FROM known k
        WHERE (w.contact_person_id, w.service_id, w.surname_from, w.surname_to, w.keys)
              IS NOT DISTINCT FROM (k.contact_person_id, k.service_id, k.surname_from, k.surname_to, k.keys))
), added AS (
    INSERT INTO responsibility (authority_id, responsibility_id, contact_person_id, service_id, surname_from, surname_to)
    OVERRIDING SYSTEM VALUE
    SELECT $1::int, responsibility_id, contact_person_id, service_id, surname_from, surname_to FROM new
)
INSERT INTO responsibility_municipality (authority_id, responsibility_id, municipality_key)
SELECT $1::int, new.responsibility_id, key FROM new, unnest(new.keys) AS key
