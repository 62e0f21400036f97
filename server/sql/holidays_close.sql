/* holidays_close */
-- One closure of the whole authority per public holiday, local midnight to
-- midnight.  One that is there stays, also when somebody withdrew it.
-- $1 authority  $2 [{holiday_on: date, reason: {LANG: {name}}}]
INSERT INTO closure (authority_id, holiday_on, reason, during)
SELECT a.authority_id, h.holiday_on, h.reason,
       tstzrange(h.holiday_on::timestamp AT TIME ZONE a.time_zone, (h.holiday_on + 1)::timestamp AT TIME ZONE a.time_zone)
FROM authority a, jsonb_to_recordset($2::jsonb) AS h (holiday_on date, reason jsonb)
WHERE a.authority_id = $1::int AND h.holiday_on >= (now() AT TIME ZONE a.time_zone)::date
ON CONFLICT DO NOTHING
RETURNING closure_id
