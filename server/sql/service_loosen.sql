/* service_loosen */
-- What is made of a common service becomes the office's own, with the texts that hold.  No row: the version is an old
-- one, or it is made of none.  $1 authority  $2 account  $3 office  $4 service  $5 version
WITH was AS MATERIALIZED (
    SELECT s.service_id, to_jsonb(s) - 'authority_id' - 'version' AS facts FROM service s
    WHERE s.authority_id = $1::int AND s.office_id = $3::bigint AND s.service_id = $4::bigint AND s.version = $5::int
      AND s.common_service_id IS NOT NULL
    FOR UPDATE
), loosened AS (
    UPDATE service s SET common_service_id = NULL, own_texts = NULL FROM was w
    WHERE s.authority_id = $1::int AND s.service_id = w.service_id
    RETURNING s.service_id, to_jsonb(s) - 'authority_id' - 'version' AS facts
)
SELECT l.service_id,
       audit($1::int, $2::bigint, $3::bigint, 'loosen', 'service', l.service_id::text, w.facts, l.facts) AS audit_id
FROM loosened l JOIN was w USING (service_id)
