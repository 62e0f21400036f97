/* slot_show */
-- One slot of an office's contact persons, with the weekly hours it comes from.
-- $1 authority  $2 office  $3 slot  $4 offices, $5 persons where who asks has the right
SELECT s.slot_id, s.changed_in AS version, s.contact_person_id, s.step_minutes, channel_mask(s.channels) AS channels,
       to_json(s.service_ids) AS service_ids, s.room, s.kept_until_hours, s.occurs_on,
       w.weekly_hours_id, w.version AS hours_version, w.rule, w.valid_from, w.valid_until, w.ended_at IS NOT NULL AS ended,
       extract(epoch FROM lower(s.during))::bigint AS from_at, extract(epoch FROM upper(s.during))::bigint AS to_at
FROM slot s
JOIN contact_person p USING (authority_id, contact_person_id)
LEFT JOIN weekly_hours w USING (authority_id, weekly_hours_id)
WHERE s.authority_id = $1::int AND p.office_id = $2::bigint AND s.slot_id = $3::bigint AND s.withdrawn_at IS NULL
  AND (p.office_id = ANY ($4::bigint[]) OR p.contact_person_id = ANY ($5::bigint[]))
