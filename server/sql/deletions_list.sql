/* deletions_list */
-- What was deleted, by day, the latest first; and how many bookings still name somebody
-- though their time is over: 0, unless the jobs do not run.
-- $1 authority  $2 how many days back  $3 retention where no office says one
WITH RECURSIVE ruled AS (
    SELECT office_id, coalesce(retention_days, $3::int) AS days
    FROM office WHERE authority_id = $1::int AND parent_id IS NULL
    UNION ALL
    SELECT o.office_id, coalesce(o.retention_days, r.days)
    FROM office o JOIN ruled r ON r.office_id = o.parent_id WHERE o.authority_id = $1::int
), overdue AS (
    SELECT count(*) AS n
    FROM booking b
    JOIN ruled o USING (office_id)
    JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.authority_id = $1::int AND b.erased_at IS NULL
      AND lower(r.during) + r.minutes * interval '1 minute' + o.days * interval '1 day' < now() - interval '3 hours'
)
SELECT (SELECT n FROM overdue) AS overdue, l.day, l.kind, l.office_id, l.rule_days, l.count, l.last_at
FROM (VALUES (1)) AS one
LEFT JOIN (
    SELECT (d.at AT TIME ZONE a.time_zone)::date::text AS day, d.kind, d.office_id, d.rule_days, sum(d.count) AS count,
           floor(extract(epoch FROM max(d.at)))::bigint AS last_at
    FROM deletion_log d JOIN authority a USING (authority_id)
    WHERE d.authority_id = $1::int AND d.at > now() - $2::int * interval '1 day'
    GROUP BY 1, 2, 3, 4
) AS l ON true
ORDER BY l.day DESC, l.kind, l.office_id NULLS LAST
