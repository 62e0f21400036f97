/* office_live_missed */
-- Its hour came, and something was missing: it stays as it is, and says why.
-- $1 authority  $2 office  $3 version  $4 [{key, text}]
WITH missed AS (
    UPDATE office SET live_missed = $4::jsonb
    WHERE authority_id = $1::int AND office_id = $2::bigint AND version = $3::int
      AND live_at <= now() AND live_missed IS NULL
    RETURNING office_id, live_at
)
SELECT audit($1::int, NULL, office_id, 'live_missed', 'office', office_id::text,
             jsonb_build_object('live_at', extract(epoch FROM live_at)::bigint),
             jsonb_build_object('missing', $4::jsonb)) AS audit_id
FROM missed
