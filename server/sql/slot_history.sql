/* slot_history */
-- What was done to a slot and to the weekly hours it comes from, the latest first.
-- $1 authority  $2 slot  $3 how many at most
SELECT l.audit_id, extract(epoch FROM l.at)::bigint AS at, l.account_name, l.action, l.before, l.after
FROM audit_log l
WHERE l.authority_id = $1::int
  AND (l.kind = 'slot' AND l.thing = $2
       OR l.kind = 'weekly_hours' AND l.thing = (SELECT s.weekly_hours_id::text FROM slot s
                                                 WHERE s.authority_id = $1::int AND s.slot_id = $2::bigint))
ORDER BY l.audit_id DESC
LIMIT $3::int
