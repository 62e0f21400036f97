/* authority_theme_save */
-- Its look; a picture that is new is stored.  $1 canonical authority file
WITH wanted AS (
    SELECT a.authority_id, d.theme, encode(sha256(decode(d.theme #>> '{logo,base64}', 'base64')), 'hex') AS hash
    FROM authority a, jsonb_to_record($1::jsonb) AS d (slug text, theme jsonb)
    WHERE a.slug = d.slug
), logo AS (
    INSERT INTO authority_logo (authority_id, hash, type, bytes)
    SELECT w.authority_id, w.hash, w.theme #>> '{logo,type}', decode(w.theme #>> '{logo,base64}', 'base64')
    FROM wanted w WHERE w.hash IS NOT NULL
    ON CONFLICT (authority_id, hash) DO NOTHING
)
UPDATE authority a
SET theme = jsonb_strip_nulls(jsonb_build_object('name', w.theme -> 'name', 'colours', w.theme -> 'colours',
                                                 'logo', w.hash))
FROM wanted w
WHERE a.authority_id = w.authority_id
  AND a.theme <> jsonb_strip_nulls(jsonb_build_object('name', w.theme -> 'name', 'colours', w.theme -> 'colours',
                                                      'logo', w.hash))
