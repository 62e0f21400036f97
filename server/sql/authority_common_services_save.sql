/* authority_common_services_save */
-- $1 canonical authority file
WITH wanted AS (
    SELECT a.authority_id, d.slug, d.leika, d.texts
    FROM authority a, jsonb_to_recordset($1::jsonb -> 'common_services') AS d (slug text, leika text, texts jsonb)
    WHERE a.slug = $1::jsonb ->> 'slug'
), gone AS (
    DELETE FROM common_service c USING authority a
    WHERE a.slug = $1::jsonb ->> 'slug' AND c.authority_id = a.authority_id
      AND c.slug NOT IN (SELECT w.slug FROM wanted w)
)
INSERT INTO common_service AS c (authority_id, slug, leika, texts)
SELECT w.authority_id, w.slug, w.leika, w.texts FROM wanted w
ON CONFLICT ON CONSTRAINT common_service_slug DO UPDATE SET leika = excluded.leika, texts = excluded.texts
WHERE (c.leika, c.texts) IS DISTINCT FROM (excluded.leika, excluded.texts)
