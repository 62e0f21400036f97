/* slots_release */
-- Make the slots of one rule what the rule says, as far as they are still to
-- come and nobody edited them: add, correct, withdraw.  What is as it should be
-- is not written, so a second run writes no slot and the change feed stays calm.
-- A slot that is withdrawn may hold reservations: the bookings stand, and staff
-- are shown them as appointments outside of their hours.
--
-- Nothing happens when the rule is no longer the one that was expanded; it is
-- then due again.
--
-- $1 authority  $2 weekly hours  $3 dates on which it occurs, from today on
-- $4 through which date that is  $5 rule  $6 valid from  $7 valid until  $8 ended
WITH told AS (
    SELECT w.*, a.time_zone
    FROM weekly_hours w JOIN authority a USING (authority_id)
    WHERE w.authority_id = $1::int AND w.weekly_hours_id = $2::bigint AND w.rule = $5
      AND w.valid_from = $6::date AND w.valid_until IS NOT DISTINCT FROM $7::date
      AND (w.ended_at IS NOT NULL) = $8::boolean
    FOR UPDATE OF w
), wanted AS (
    SELECT t.authority_id, t.contact_person_id, t.step_minutes, t.channels, t.service_ids, t.room, t.kept_until_hours, t.weekly_hours_id,
           d.occurs_on, tstzrange((d.occurs_on + t.from_time) AT TIME ZONE t.time_zone,
                                  (d.occurs_on + t.to_time) AT TIME ZONE t.time_zone) AS during
    FROM told t, unnest($3::date[]) AS d (occurs_on)
), written AS (
    INSERT INTO slot AS s (authority_id, contact_person_id, step_minutes, channels, service_ids, room, kept_until_hours, weekly_hours_id,
                           occurs_on, during)
    SELECT w.*
    FROM wanted w
    LEFT JOIN slot s ON s.authority_id = w.authority_id AND s.weekly_hours_id = w.weekly_hours_id
                    AND s.occurs_on = w.occurs_on
    WHERE CASE WHEN s.slot_id IS NULL THEN upper(w.during) > now()
               ELSE NOT s.edited AND lower(s.during) > now()
                    AND (s.withdrawn_at IS NOT NULL
                         OR (s.during, s.step_minutes, s.channels, s.service_ids, s.room, s.kept_until_hours)
                            IS DISTINCT FROM (w.during, w.step_minutes, w.channels, w.service_ids, w.room, w.kept_until_hours)) END
    ON CONFLICT ON CONSTRAINT slot_once_per_occurrence DO UPDATE
    SET during = excluded.during, step_minutes = excluded.step_minutes, channels = excluded.channels,
        service_ids = excluded.service_ids, room = excluded.room,
        kept_until_hours = excluded.kept_until_hours, withdrawn_at = NULL
    WHERE NOT s.edited AND lower(s.during) > now()
    RETURNING s.slot_id
), withdrawn AS (
    UPDATE slot s SET withdrawn_at = now()
    FROM told t
    WHERE s.authority_id = t.authority_id AND s.weekly_hours_id = t.weekly_hours_id
      AND s.occurs_on <> ALL ($3::date[]) AND lower(s.during) > now() AND NOT s.edited AND s.withdrawn_at IS NULL
    RETURNING s.slot_id
), noted AS (
    UPDATE weekly_hours w SET released_through = $4::date
    FROM told t
    WHERE w.authority_id = t.authority_id AND w.weekly_hours_id = t.weekly_hours_id
      AND w.released_through IS DISTINCT FROM $4::date
)
SELECT (SELECT count(*) FROM written) AS written, (SELECT count(*) FROM withdrawn) AS withdrawn
