/* slot_add */
-- $1 authority  $2 account  $3 office  $4 contact person  $5 from  $6 to, in seconds  $7 step  $8 channels
-- $9 services
WITH added AS (
    INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels, service_ids)
    VALUES ($1::int, $4::bigint, tstzrange(to_timestamp($5::bigint), to_timestamp($6::bigint)), $7::int,
            $8::channel[], $9::bigint[])
    RETURNING *
)
SELECT s.slot_id, s.changed_in AS version,
       audit($1::int, $2::bigint, $3::bigint, 'add', 'slot', s.slot_id::text, NULL,
             jsonb_build_object('contact_person_id', s.contact_person_id, 'from', lower(s.during), 'to', upper(s.during),
                                'step_minutes', s.step_minutes, 'channels', s.channels, 'services', s.service_ids))
FROM added s
