/* reminders_due */
-- Appointments that are near enough for a reminder.  Nobody is reminded who heard of the appointment
-- within these hours anyway: by booking it, or by any mail about it, the reminder itself among them.
-- $1 hours where no office says any  $2 how many at most  $3 slugs of authorities, '' for all
WITH RECURSIVE ruled AS (
    SELECT authority_id, office_id, coalesce(reminder_hours, $1::int) AS hours
    FROM office WHERE parent_id IS NULL
    UNION ALL
    SELECT o.authority_id, o.office_id, coalesce(o.reminder_hours, r.hours)
    FROM office o JOIN ruled r ON r.authority_id = o.authority_id AND r.office_id = o.parent_id
)
SELECT b.authority_id, b.booking_id
FROM ruled o
JOIN authority a USING (authority_id)
JOIN contact_person p USING (authority_id, office_id)
JOIN reservation r ON r.authority_id = p.authority_id AND r.contact_person_id = p.contact_person_id
                  AND r.released_at IS NULL AND r.during && tstzrange(now(), now() + o.hours * interval '1 hour')
JOIN booking b ON b.authority_id = r.authority_id AND b.reservation_id = r.reservation_id
WHERE o.hours > 0 AND ($3 = '' OR a.slug = ANY (string_to_array($3, ',')))
  AND b.state = 'confirmed' AND b.email IS NOT NULL
  AND lower(r.during) BETWEEN now() AND now() + o.hours * interval '1 hour'
  AND b.created_at < lower(r.during) - o.hours * interval '1 hour'
  AND NOT EXISTS (SELECT FROM message m
                  WHERE m.authority_id = b.authority_id AND m.booking_id = b.booking_id
                    AND m.created_at >= lower(r.during) - o.hours * interval '1 hour')
LIMIT $2::int
