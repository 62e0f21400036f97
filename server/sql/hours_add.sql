/* hours_add */
-- $1 authority  $2 account  $3 office  $4 weekly hours  $5 contact person  $6 rule  $7 from  $8 to  $9 step
-- $10 channels  $11 services  $12 room  $13 valid from  $14 valid until  $15 hours they are kept back
WITH added AS (
    INSERT INTO weekly_hours AS w (authority_id, weekly_hours_id, contact_person_id, rule, from_time, to_time,
                                   step_minutes, channels, service_ids, room, valid_from, valid_until, kept_until_hours)
    OVERRIDING SYSTEM VALUE
    SELECT p.authority_id, $4::bigint, p.contact_person_id, $6, $7::time, $8::time, $9::int, $10::channel[],
           $11::bigint[], $12, $13::date, $14::date, $15::int
    FROM contact_person p
    WHERE p.authority_id = $1::int AND p.office_id = $3::bigint AND p.contact_person_id = $5::bigint AND p.active
    RETURNING w.weekly_hours_id, w.version, weekly_hours_facts(w) AS facts
)
SELECT weekly_hours_id, version,
       audit($1::int, $2::bigint, $3::bigint, 'add', 'weekly_hours', weekly_hours_id::text, NULL, facts)
FROM added
