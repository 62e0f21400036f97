/* hours_end */
-- At once, or with a day that is the last.  No row: somebody else changed or ended them meanwhile.
-- $1 authority  $2 account  $3 office  $4 weekly hours  $5 version  $6 last day, NULL: at once
WITH was AS (
    SELECT w.weekly_hours_id, weekly_hours_facts(w) AS facts
    FROM weekly_hours w
    WHERE w.authority_id = $1::int AND w.weekly_hours_id = $4::bigint AND w.version = $5::int AND w.ended_at IS NULL
    FOR UPDATE
), changed AS (
    UPDATE weekly_hours w
    SET ended_at = CASE WHEN $6::date IS NULL THEN now() END, valid_until = coalesce($6::date, w.valid_until)
    FROM was
    WHERE w.authority_id = $1::int AND w.weekly_hours_id = was.weekly_hours_id
    RETURNING w.weekly_hours_id, w.version, weekly_hours_facts(w) AS facts
)
SELECT c.weekly_hours_id, c.version,
       audit($1::int, $2::bigint, $3::bigint, 'end', 'weekly_hours', c.weekly_hours_id::text, was.facts, c.facts)
FROM was JOIN changed c USING (weekly_hours_id)
