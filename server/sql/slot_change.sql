/* slot_change */
-- Change or drop one slot; what weekly hours it may come from leave it alone from then on.
-- No row: somebody else changed it meanwhile.
-- $1 authority  $2 account  $3 office  $4 slot  $5 version  $6 from  $7 to, in seconds  $8 step  $9 channels
-- $10 services  $11 room  $12 whether it is dropped  $13 hours it is kept back
WITH was AS (
    SELECT s.slot_id, slot_facts(s) AS facts
    FROM slot s
    WHERE s.authority_id = $1::int AND s.slot_id = $4::bigint AND s.changed_in::text = $5 AND s.withdrawn_at IS NULL
    FOR UPDATE
), changed AS (
    UPDATE slot s
    SET during = tstzrange(to_timestamp($6::bigint), to_timestamp($7::bigint)), step_minutes = $8::int,
        channels = $9::channel[], service_ids = $10::bigint[], room = $11, kept_until_hours = $13::int, edited = true,
        withdrawn_at = CASE WHEN $12::boolean THEN now() END
    FROM was
    WHERE s.authority_id = $1::int AND s.slot_id = was.slot_id
    RETURNING s.slot_id, s.changed_in, slot_facts(s) AS facts
)
SELECT c.slot_id, c.changed_in AS version,
       audit($1::int, $2::bigint, $3::bigint, CASE WHEN $12::boolean THEN 'drop' ELSE 'change' END, 'slot',
             c.slot_id::text, was.facts, c.facts)
FROM was JOIN changed c USING (slot_id)
