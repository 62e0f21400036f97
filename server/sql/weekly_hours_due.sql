/* weekly_hours_due */
-- Rules that have changed, or whose slots no longer reach as far as times are
-- offered: through the horizon of the person's office or of any office whose
-- services the person answers for, and a day more, so that midnight finds the
-- next day ready.
--
-- $1 horizon where no office says one  $2 how many at most  $3 only of this office's contact persons, or NULL
WITH RECURSIVE ruled AS (
    SELECT authority_id, office_id, coalesce(horizon_days, $1::int) AS horizon_days
    FROM office WHERE parent_id IS NULL
    UNION ALL
    SELECT o.authority_id, o.office_id, coalesce(o.horizon_days, r.horizon_days)
    FROM office o JOIN ruled r ON r.authority_id = o.authority_id AND r.office_id = o.parent_id
), offered AS (
    SELECT w.authority_id, w.weekly_hours_id, (now() AT TIME ZONE a.time_zone)::date AS today,
           (SELECT max(r.horizon_days) FROM ruled r
            WHERE r.authority_id = w.authority_id
              AND (r.office_id = p.office_id OR r.office_id IN (
                       SELECT s.office_id
                       FROM responsibility q JOIN service s USING (authority_id, service_id)
                       WHERE q.authority_id = p.authority_id AND q.contact_person_id = p.contact_person_id))) AS horizon_days
    FROM weekly_hours w
    JOIN authority a USING (authority_id)
    JOIN contact_person p USING (authority_id, contact_person_id)
    WHERE (w.released_through IS NULL OR (w.ended_at IS NULL AND (w.valid_until IS NULL OR w.released_through < w.valid_until)))
      AND ($3::bigint IS NULL OR p.office_id = $3::bigint)
)
SELECT w.authority_id, w.weekly_hours_id, w.rule, w.valid_from, w.valid_until, w.ended_at IS NOT NULL AS ended,
       (extract(epoch FROM w.from_time) / 60)::int AS from_minute, (extract(epoch FROM w.to_time) / 60)::int AS to_minute,
       o.today, o.today + o.horizon_days + 1 AS through
FROM offered o JOIN weekly_hours w USING (authority_id, weekly_hours_id)
WHERE w.released_through IS NULL OR w.released_through < o.today + o.horizon_days + 1
ORDER BY w.authority_id, w.weekly_hours_id
LIMIT $2::int
