/* probe_feed */
WITH now_at AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS position)
SELECT position, NULL::int AS id FROM now_at
UNION ALL
SELECT NULL, id FROM probe WHERE changed_in >= $1::xid8
