/* busy_read */
-- The busy times of an external calendar as closures.  Of a calendar that was changed meanwhile nothing is kept.
-- What is over stays.  $1 authority  $2 contact person  $3 version  $4 [[from, to]] in seconds
WITH calendar AS (
    UPDATE busy_calendar SET read_at = now(), failed_at = NULL, failure = NULL
    WHERE authority_id = $1::int AND contact_person_id = $2::bigint AND version = $3::int
    RETURNING authority_id, contact_person_id
), wanted AS (
    SELECT c.*, tstzrange(to_timestamp((s ->> 0)::bigint), to_timestamp((s ->> 1)::bigint)) AS during
    FROM calendar c, jsonb_array_elements($4::jsonb) AS s
    WHERE to_timestamp((s ->> 1)::bigint) > now()
), known AS (
    SELECT k.authority_id, k.closure_id, k.during FROM closure k JOIN calendar USING (authority_id, contact_person_id)
    WHERE k.origin = 'calendar' AND k.withdrawn_at IS NULL AND upper(k.during) > now()
), gone AS (
    UPDATE closure c SET withdrawn_at = now() FROM known k
    WHERE c.authority_id = k.authority_id AND c.closure_id = k.closure_id
      AND NOT EXISTS (SELECT FROM wanted w WHERE w.during = k.during)
    RETURNING c.closure_id
), added AS (
    INSERT INTO closure (authority_id, contact_person_id, during, origin)
    SELECT authority_id, contact_person_id, during, 'calendar' FROM wanted w
    WHERE NOT EXISTS (SELECT FROM known k WHERE k.during = w.during)
    RETURNING closure_id
)
SELECT (SELECT count(*) FROM added) AS added, (SELECT count(*) FROM gone) AS gone
