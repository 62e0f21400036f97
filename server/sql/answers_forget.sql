/* answers_forget */
-- Forget answers that are kept for a shorter time than the booking: so many days after the
-- appointment's end as their question says ("keep_days").
-- $1 how many bookings at most
WITH ruled AS (
    SELECT s.authority_id, s.service_id, q.item ->> 'key' AS key, (q.item ->> 'keep_days')::int AS keep_days
    FROM service s CROSS JOIN jsonb_array_elements(s.questions) AS q (item)
    WHERE q.item ? 'keep_days'
), over AS (
    SELECT b.authority_id, b.booking_id, q.keys, q.keep_days
    FROM (SELECT DISTINCT authority_id, service_id FROM ruled) s
    JOIN booking b USING (authority_id, service_id)
    JOIN reservation r USING (authority_id, reservation_id)
    CROSS JOIN LATERAL (
        SELECT array_agg(u.key) AS keys, max(u.keep_days) AS keep_days FROM ruled u
        WHERE u.authority_id = b.authority_id AND u.service_id = b.service_id AND b.answers ? u.key
          AND lower(r.during) + r.minutes * interval '1 minute' + u.keep_days * interval '1 day' <= now()) q
    WHERE b.erased_at IS NULL AND b.answers <> '{}' AND q.keys IS NOT NULL
    LIMIT $1::int
    FOR UPDATE OF b SKIP LOCKED
), erased AS (
    UPDATE booking b SET answers = b.answers - o.keys
    FROM over o
    WHERE b.authority_id = o.authority_id AND b.booking_id = o.booking_id
    RETURNING b.authority_id, b.office_id, o.keep_days
), told AS (
    INSERT INTO deletion_log (authority_id, kind, office_id, count, rule_days)
    SELECT authority_id, 'answer', office_id, count(*), keep_days FROM erased
    GROUP BY authority_id, office_id, keep_days
)
SELECT count(*) AS rows FROM erased
