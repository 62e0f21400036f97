/* slot_change */
-- Change or drop one slot; what weekly hours it may come from leave it alone from then on.
-- No row: somebody else changed it meanwhile.
-- $1 authority  $2 account  $3 office  $4 slot  $5 version  $6 from  $7 to, in seconds  $8 step  $9 channels
-- $10 services  $11 whether it is dropped
WITH was AS (
    SELECT s.*
    FROM slot s
    WHERE s.authority_id = $1::int AND s.slot_id = $4::bigint AND s.changed_in::text = $5 AND s.withdrawn_at IS NULL
    FOR UPDATE
), changed AS (
    UPDATE slot s
    SET during = tstzrange(to_timestamp($6::bigint), to_timestamp($7::bigint)), step_minutes = $8::int,
        channels = $9::channel[], service_ids = $10::bigint[], edited = true,
        withdrawn_at = CASE WHEN $11::boolean THEN now() END
    FROM was
    WHERE s.authority_id = $1::int AND s.slot_id = was.slot_id
    RETURNING s.*
), facts AS (
    SELECT jsonb_agg(jsonb_build_object('from', to_char(lower(s.during) AT TIME ZONE a.time_zone, 'YYYY-MM-DD HH24:MI'),
                                        'to', to_char(upper(s.during) AT TIME ZONE a.time_zone, 'YYYY-MM-DD HH24:MI'),
                                        'step_minutes', s.step_minutes, 'channels', s.channels,
                                        'services', s.service_ids, 'dropped', s.withdrawn_at IS NOT NULL)
                     ORDER BY s.now) AS told
    FROM (SELECT false AS now, was.* FROM was UNION ALL SELECT true, changed.* FROM changed) s
    JOIN authority a USING (authority_id)
)
SELECT c.slot_id, c.changed_in AS version,
       audit($1::int, $2::bigint, $3::bigint, CASE WHEN $11::boolean THEN 'drop' ELSE 'change' END, 'slot',
             c.slot_id::text, f.told -> 0, f.told -> 1)
FROM changed c CROSS JOIN facts f
