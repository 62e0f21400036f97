/* common_service_remove */
-- No row: there is none, or an office offers it.  $1 authority  $2 account  $3 office  $4 common service
WITH gone AS (
    DELETE FROM common_service c
    WHERE c.authority_id = $1::int AND c.common_service_id = $4::bigint
      AND NOT EXISTS (SELECT FROM service s
                      WHERE s.authority_id = c.authority_id AND s.common_service_id = c.common_service_id)
    RETURNING c.common_service_id, to_jsonb(c) - 'authority_id' - 'version' AS facts
)
SELECT g.common_service_id,
       audit($1::int, $2::bigint, $3::bigint, 'withdraw', 'common_service', g.common_service_id::text, g.facts, NULL) AS audit_id
FROM gone g
