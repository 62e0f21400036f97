/* office_schedule */
-- When the office is to become live, or that it is not any more.  No row: the version is an old one,
-- or it is live already.
-- $1 authority  $2 account  $3 office  $4 version  $5 Unix seconds (NULL: withdrawn)
WITH was AS MATERIALIZED (
    SELECT o.office_id, o.live_at FROM office o
    WHERE o.authority_id = $1::int AND o.office_id = $3::bigint AND o.version = $4::int AND o.state <> 'live'
    FOR NO KEY UPDATE
), changed AS (
    UPDATE office o SET live_at = to_timestamp($5::bigint), live_missed = NULL
    FROM was WHERE o.authority_id = $1::int AND o.office_id = was.office_id
    RETURNING o.office_id, o.live_at
)
SELECT audit($1::int, $2::bigint, $3::bigint, CASE WHEN c.live_at IS NULL THEN 'live_withdrawn' ELSE 'live_planned' END,
             'office', $3::text,
             jsonb_strip_nulls(jsonb_build_object('live_at', extract(epoch FROM was.live_at)::bigint)),
             jsonb_strip_nulls(jsonb_build_object('live_at', extract(epoch FROM c.live_at)::bigint))) AS audit_id
FROM changed c JOIN was USING (office_id)
