/* hours_list */
-- The weekly hours of an office's contact persons that are not over.
-- $1 authority  $2 office  $3 offices, $4 persons where who asks has the right
SELECT w.weekly_hours_id, w.contact_person_id, w.version, w.rule,
       (extract(epoch FROM w.from_time) / 60)::int AS from_minute, (extract(epoch FROM w.to_time) / 60)::int AS to_minute,
       w.step_minutes, channel_mask(w.channels) AS channels, to_json(w.service_ids) AS service_ids, w.room, w.kept_until_hours,
       w.valid_from, w.valid_until
FROM weekly_hours w
JOIN authority a USING (authority_id)
JOIN contact_person p USING (authority_id, contact_person_id)
WHERE w.authority_id = $1::int AND p.office_id = $2::bigint AND p.active
  AND (p.office_id = ANY ($3::bigint[]) OR p.contact_person_id = ANY ($4::bigint[]))
  AND w.ended_at IS NULL AND (w.valid_until IS NULL OR w.valid_until >= (now() AT TIME ZONE a.time_zone)::date)
ORDER BY w.weekly_hours_id
