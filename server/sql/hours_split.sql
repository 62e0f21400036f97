/* hours_split */
-- From one occurrence on, the hours are others.  The rule ends the day before, or altogether when
-- nothing of it came before, and a new one begins with that day.  It takes over the slots from then
-- on: those that were edited by hand stay as they are, but for the one this began with.
-- No row: somebody else changed the slot or the hours meanwhile.
-- $1 authority  $2 account  $3 office  $4 slot  $5 its version  $6 weekly hours  $7 their version
-- $8 whether they end altogether  $9 the new weekly hours  $10 from  $11 to  $12 step  $13 channels
-- $14 services  $15 room  $16 hours they are kept back
WITH was AS (
    SELECT w.*, a.time_zone, weekly_hours_facts(w) AS facts
    FROM weekly_hours w JOIN authority a USING (authority_id)
    WHERE w.authority_id = $1::int AND w.weekly_hours_id = $6::bigint AND w.version = $7::int AND w.ended_at IS NULL
    FOR UPDATE OF w
), first AS (
    SELECT s.slot_id, s.occurs_on
    FROM was w JOIN slot s USING (authority_id, weekly_hours_id)
    WHERE s.slot_id = $4::bigint AND s.changed_in::text = $5 AND s.withdrawn_at IS NULL
    FOR UPDATE OF s
), old AS (
    UPDATE weekly_hours w
    SET valid_until = CASE WHEN $8::boolean THEN w.valid_until ELSE f.occurs_on - 1 END,
        ended_at = CASE WHEN $8::boolean THEN now() END
    FROM first f
    WHERE w.authority_id = $1::int AND w.weekly_hours_id = $6::bigint
    RETURNING w.weekly_hours_id, weekly_hours_facts(w) AS facts
), new AS (
    INSERT INTO weekly_hours AS w (authority_id, weekly_hours_id, contact_person_id, rule, from_time, to_time,
                                   step_minutes, channels, service_ids, room, valid_from, valid_until, kept_until_hours)
    OVERRIDING SYSTEM VALUE
    SELECT was.authority_id, $9::bigint, was.contact_person_id, was.rule, $10::time, $11::time, $12::int, $13::channel[],
           $14::bigint[], $15, f.occurs_on, was.valid_until, $16::int
    FROM was, first f
    RETURNING w.*, weekly_hours_facts(w) AS facts
), itself AS (
    UPDATE slot s
    SET weekly_hours_id = n.weekly_hours_id, edited = false, step_minutes = n.step_minutes, channels = n.channels,
        service_ids = n.service_ids, room = n.room,
        kept_until_hours = n.kept_until_hours,
        during = tstzrange((f.occurs_on + n.from_time) AT TIME ZONE was.time_zone,
                           (f.occurs_on + n.to_time) AT TIME ZONE was.time_zone)
    FROM new n, first f, was
    WHERE s.authority_id = n.authority_id AND s.slot_id = f.slot_id
    RETURNING s.slot_id, s.changed_in
), later AS (
    UPDATE slot s SET weekly_hours_id = n.weekly_hours_id
    FROM new n, first f, was
    WHERE s.authority_id = n.authority_id AND s.weekly_hours_id = was.weekly_hours_id AND s.occurs_on > f.occurs_on
)
SELECT i.slot_id, i.changed_in AS version, n.weekly_hours_id,
       audit($1::int, $2::bigint, $3::bigint, 'end', 'weekly_hours', o.weekly_hours_id::text, was.facts, o.facts),
       audit($1::int, $2::bigint, $3::bigint, 'change', 'weekly_hours', n.weekly_hours_id::text, was.facts, n.facts)
FROM itself i, was, old o, new n
