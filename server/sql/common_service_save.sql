/* common_service_save */
-- Add (no key) or change one.  No row: the version is an old one.  Texts in languages that the page does not
-- know stay.
-- Triggers carry a change to the offices' services; these are locked first, as by everybody who changes one.
-- $1 authority  $2 account  $3 office  $4 common service or NULL  $5 version  $6 what it is to be, as JSON
WITH wanted AS (
    SELECT * FROM jsonb_to_record($6::jsonb) AS d (slug text, leika text, texts jsonb)
), offered AS MATERIALIZED (
    SELECT s.service_id FROM service s
    WHERE s.authority_id = $1::int AND s.common_service_id = $4::bigint
    ORDER BY s.service_id FOR UPDATE
), was AS MATERIALIZED (
    SELECT c.common_service_id, to_jsonb(c) - 'authority_id' - 'version' AS facts, (SELECT count(*) FROM offered) AS offers
    FROM common_service c
    WHERE c.authority_id = $1::int AND c.common_service_id = $4::bigint AND c.version = $5::int
), changed AS (
    UPDATE common_service c SET leika = d.leika, texts = c.texts || d.texts
    FROM wanted d, was w
    WHERE c.authority_id = $1::int AND c.common_service_id = w.common_service_id AND c.version = $5::int AND w.offers >= 0
    RETURNING c.common_service_id, to_jsonb(c) - 'authority_id' - 'version' AS facts
), added AS (
    INSERT INTO common_service (authority_id, slug, leika, texts)
    SELECT $1::int, d.slug, d.leika, d.texts FROM wanted d WHERE $4::bigint IS NULL
    RETURNING common_service_id, to_jsonb(common_service) - 'authority_id' - 'version' AS facts
), done AS (
    SELECT common_service_id, facts FROM changed UNION ALL SELECT common_service_id, facts FROM added
)
SELECT d.common_service_id,
       audit($1::int, $2::bigint, $3::bigint, CASE WHEN $4::bigint IS NULL THEN 'add' ELSE 'change' END, 'common_service',
             d.common_service_id::text, (SELECT w.facts FROM was w), d.facts) AS audit_id
FROM done d
