/* questions_save */
-- The service's own questions, all of them.  No row: the version is an old one.
-- $1 authority  $2 account  $3 office  $4 service  $5 version  $6 the questions, as a list
WITH was AS MATERIALIZED (
    SELECT s.service_id, to_jsonb(s) - 'authority_id' - 'version' AS facts FROM service s
    WHERE s.authority_id = $1::int AND s.office_id = $3::bigint AND s.service_id = $4::bigint AND s.version = $5::int
    FOR UPDATE
), changed AS (
    UPDATE service s SET questions = $6::jsonb FROM was w
    WHERE s.authority_id = $1::int AND s.service_id = w.service_id
    RETURNING s.service_id, to_jsonb(s) - 'authority_id' - 'version' AS facts
)
SELECT c.service_id,
       audit($1::int, $2::bigint, $3::bigint, 'change', 'service', c.service_id::text, w.facts, c.facts) AS audit_id
FROM changed c JOIN was w USING (service_id)
