/* message_take */
-- Mails that are due.  Moving due_at ahead is the lease: until it ends nobody
-- else takes them, and whoever dies meanwhile leaves them to the next attempt.
-- Mails of one booking leave in the order in which they were written, so nobody
-- reads of a confirmation after the cancellation.
--
-- The columns are those of booking_show, with time, person, channel and sequence
-- as they were when the mail fell due.
--
-- $1 how many at most  $2 lease in seconds  $3 slugs of authorities, '' for all
WITH due AS (
    SELECT m.authority_id, m.message_id
    FROM message m JOIN authority a USING (authority_id)
    WHERE m.due_at <= now() AND m.sent_at IS NULL AND m.failed_at IS NULL
      AND ($3 = '' OR a.slug = ANY (string_to_array($3, ',')))
      AND NOT EXISTS (SELECT FROM message e
                      WHERE e.authority_id = m.authority_id AND e.booking_id = m.booking_id
                        AND e.message_id < m.message_id AND e.sent_at IS NULL AND e.failed_at IS NULL)
    ORDER BY m.due_at
    LIMIT $1::int
    FOR UPDATE OF m SKIP LOCKED
), taken AS (
    UPDATE message m
    SET due_at = now() + $2::int * interval '1 second', attempts = m.attempts + 1
    FROM due d
    WHERE m.authority_id = d.authority_id AND m.message_id = d.message_id
    RETURNING m.*
)
SELECT t.authority_id, t.message_id, t.kind, c.changed_in AS catalogue_changed_in, t.details->>'text' AS office_text,
       t.details->>'token' AS token, (t.details->>'previous_from_at')::bigint AS previous_from_at,
       b.reference, b.uid, (t.details->>'sequence')::int AS sequence,
       CASE t.kind WHEN 'cancelled' THEN 'cancelled' WHEN 'lost_link' THEN b.state::text ELSE 'confirmed' END AS state,
       b.office_id, b.service_id, b.family_name, b.given_name, t.recipient AS email, b.phone, t.language, b.answers,
       b.asked, (t.details->>'contact_person_id')::bigint AS contact_person_id, t.details->>'channel' AS channel,
       (t.details->>'minutes')::int AS minutes, t.details->>'room' AS room, (t.details->>'from_at')::bigint AS from_at,
       floor(extract(epoch FROM b.created_at))::bigint AS created_at,
       floor(extract(epoch FROM t.created_at))::bigint AS changed_at, b.rehearsal
FROM taken t
JOIN booking b USING (authority_id, booking_id)
LEFT JOIN catalogue_change c USING (authority_id)
ORDER BY t.message_id
