/* authority_closures_save */
-- Extra closing days; public holidays are not the file's.  $1 canonical authority file
WITH wanted AS (
    SELECT a.authority_id, texts_named(coalesce(d.reason, '{}')) AS reason, tstzrange(
               d.from::timestamp AT TIME ZONE a.time_zone,
               (d.to::timestamp + CASE WHEN length(d.to) = 10 THEN interval '1 day' ELSE interval '0' END)
                   AT TIME ZONE a.time_zone) AS during
    FROM authority a, jsonb_to_recordset($1::jsonb -> 'closures') AS d ("from" text, "to" text, reason jsonb)
    WHERE a.slug = $1::jsonb ->> 'slug'
), known AS (
    SELECT c.* FROM closure c JOIN authority a USING (authority_id)
    WHERE a.slug = $1::jsonb ->> 'slug' AND num_nonnulls(c.office_id, c.contact_person_id) = 0
      AND c.holiday_on IS NULL AND c.withdrawn_at IS NULL
), gone AS (
    UPDATE closure c SET withdrawn_at = now() FROM known k
    WHERE c.authority_id = k.authority_id AND c.closure_id = k.closure_id
      AND NOT EXISTS (SELECT FROM wanted w WHERE w.during = k.during AND w.reason = k.reason)
)
INSERT INTO closure (authority_id, during, reason)
SELECT authority_id, during, reason FROM wanted w
WHERE NOT EXISTS (SELECT FROM known k WHERE k.during = w.during AND k.reason = w.reason)
