/* authority_municipalities_save */
-- $1 canonical authority file
WITH wanted AS (
    SELECT a.authority_id, d.*
    FROM authority a, jsonb_to_recordset($1::jsonb -> 'municipalities') AS d (key text, name text, postcode text)
    WHERE a.slug = $1::jsonb ->> 'slug'
), gone AS (
    DELETE FROM municipality m USING authority a
    WHERE a.slug = $1::jsonb ->> 'slug' AND m.authority_id = a.authority_id
      AND m.key NOT IN (SELECT key FROM wanted)
)
INSERT INTO municipality AS m (authority_id, key, name, postcode)
SELECT authority_id, key, name, postcode FROM wanted
ON CONFLICT (authority_id, key) DO UPDATE SET name = excluded.name, postcode = excluded.postcode
WHERE (m.name, m.postcode) IS DISTINCT FROM (excluded.name, excluded.postcode)
