/* bookings_forget */
-- Forget who it was, the office's retention days after the appointment's end; a
-- cancelled one counts from when it would have ended.
-- $1 retention where no office says one  $2 how many at most
WITH RECURSIVE ruled AS (
    SELECT authority_id, office_id, coalesce(retention_days, $1::int) AS retention_days
    FROM office WHERE parent_id IS NULL
    UNION ALL
    SELECT o.authority_id, o.office_id, coalesce(o.retention_days, r.retention_days)
    FROM office o JOIN ruled r ON r.authority_id = o.authority_id AND r.office_id = o.parent_id
), over AS (
    SELECT b.authority_id, b.booking_id, o.retention_days
    FROM booking b
    JOIN ruled o USING (authority_id, office_id)
    JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.erased_at IS NULL
      AND lower(r.during) + r.minutes * interval '1 minute' + o.retention_days * interval '1 day' <= now()
    LIMIT $2::int
    FOR UPDATE OF b SKIP LOCKED
), unsent AS (
    UPDATE message m SET failed_at = now(), last_error = 'erased', recipient = NULL, details = NULL
    FROM over o
    WHERE m.authority_id = o.authority_id AND m.booking_id = o.booking_id AND num_nonnulls(m.sent_at, m.failed_at) = 0
), unlinked AS (
    DELETE FROM manage_link l USING over o
    WHERE l.authority_id = o.authority_id AND l.booking_id = o.booking_id
), erased AS (
    UPDATE booking b
    SET family_name = NULL, given_name = NULL, email = NULL, phone = NULL, answers = '{}', asked = '{}', nth_of_email = NULL,
        note = '', call_due = NULL,
        erased_at = now(), changed_at = now()
    FROM over o
    WHERE b.authority_id = o.authority_id AND b.booking_id = o.booking_id
    RETURNING b.authority_id, b.office_id, o.retention_days
), told AS (
    INSERT INTO deletion_log (authority_id, kind, office_id, count, rule_days)
    SELECT authority_id, 'booking', office_id, count(*), retention_days FROM erased
    GROUP BY authority_id, office_id, retention_days
)
SELECT count(*) AS rows FROM erased
