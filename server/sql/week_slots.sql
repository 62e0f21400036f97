/* week_slots */
-- What a contact person has released between two moments.
-- $1 authority  $2 contact person  $3 from  $4 until, in seconds
SELECT s.slot_id, s.changed_in AS version, s.step_minutes, channel_mask(s.channels) AS channels,
       to_json(s.service_ids) AS service_ids, s.room,
       extract(epoch FROM lower(s.during) - s.kept_until_hours * interval '1 hour')::bigint AS opens_at, s.kept_until_hours,
       extract(epoch FROM lower(s.during))::bigint AS from_at, extract(epoch FROM upper(s.during))::bigint AS to_at
FROM slot s
WHERE s.authority_id = $1::int AND s.contact_person_id = $2::bigint AND s.withdrawn_at IS NULL
  AND s.during && tstzrange(to_timestamp($3::bigint), to_timestamp($4::bigint))
ORDER BY lower(s.during), s.slot_id
