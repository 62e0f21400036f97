/* slot_add */
-- $1 authority  $2 account  $3 office  $4 contact person  $5 from  $6 to, in seconds  $7 step  $8 channels
-- $9 services  $10 room  $11 hours it is kept back
WITH added AS (
    INSERT INTO slot AS s (authority_id, contact_person_id, during, step_minutes, channels, service_ids, room, kept_until_hours)
    VALUES ($1::int, $4::bigint, tstzrange(to_timestamp($5::bigint), to_timestamp($6::bigint)), $7::int,
            $8::channel[], $9::bigint[], $10, $11::int)
    RETURNING s.slot_id, s.changed_in, slot_facts(s) AS facts
)
SELECT slot_id, changed_in AS version,
       audit($1::int, $2::bigint, $3::bigint, 'add', 'slot', slot_id::text, NULL, facts)
FROM added
