/* hours_change */
-- No row: somebody else changed or ended them meanwhile.
-- $1 authority  $2 account  $3 office  $4 weekly hours  $5 version  $6 rule  $7 from  $8 to  $9 step
-- $10 channels  $11 services  $12 room  $13 valid from  $14 valid until  $15 hours they are kept back
WITH was AS (
    SELECT w.weekly_hours_id, weekly_hours_facts(w) AS facts
    FROM weekly_hours w
    WHERE w.authority_id = $1::int AND w.weekly_hours_id = $4::bigint AND w.version = $5::int AND w.ended_at IS NULL
    FOR UPDATE
), changed AS (
    UPDATE weekly_hours w
    SET rule = $6, from_time = $7::time, to_time = $8::time, step_minutes = $9::int, channels = $10::channel[],
        service_ids = $11::bigint[], room = $12, valid_from = $13::date, valid_until = $14::date, kept_until_hours = $15::int
    FROM was
    WHERE w.authority_id = $1::int AND w.weekly_hours_id = was.weekly_hours_id
    RETURNING w.weekly_hours_id, w.version, weekly_hours_facts(w) AS facts
)
SELECT c.weekly_hours_id, c.version,
       audit($1::int, $2::bigint, $3::bigint, 'change', 'weekly_hours', c.weekly_hours_id::text, was.facts, c.facts)
FROM was JOIN changed c USING (weekly_hours_id)
