/* busy_take */
-- External calendars that are due, taken: next time in $1 seconds, also when the reading is cut off.
-- $2 how many at most
WITH due AS (
    SELECT b.authority_id, b.contact_person_id
    FROM busy_calendar b JOIN contact_person p USING (authority_id, contact_person_id)
    WHERE b.due_at <= now() AND p.active
    ORDER BY b.due_at LIMIT $2::int FOR UPDATE OF b SKIP LOCKED
)
UPDATE busy_calendar b SET due_at = now() + $1::int * interval '1 second'
FROM due JOIN authority a USING (authority_id)
WHERE b.authority_id = due.authority_id AND b.contact_person_id = due.contact_person_id
RETURNING b.authority_id, b.contact_person_id, b.version, b.kind, b.url, b.user_name, b.password::text AS password,
          a.time_zone, extract(epoch FROM now())::bigint AS now
