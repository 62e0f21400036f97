/* appointment_attend */
-- Who came, and how it goes on.  No row: there is no such booking here; not done: somebody
-- else was quicker, or it does not go on like that.  Undoing gives back what was before.
-- $1 authority  $2 offices and $3 contact persons it may change  $4 booking  $5 account
-- $6 version  $7 arrived, start, done, missed or undo  $8 end of the day, in seconds
WITH found AS (
    SELECT b.*, r.during
    FROM booking b JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.authority_id = $1::int AND b.booking_id = $4::bigint
      AND (b.office_id = ANY ($2::bigint[]) OR r.contact_person_id = ANY ($3::bigint[]))
    FOR UPDATE OF b
), wanted AS (
    SELECT f.authority_id, f.booking_id, f.attendance AS was,
           CASE $7 WHEN 'arrived' THEN 'arrived'
                   WHEN 'start' THEN 'in_progress'
                   WHEN 'done' THEN 'done'
                   WHEN 'missed' THEN 'missed'
                   ELSE coalesce((SELECT l.before->>'attendance' FROM audit_log l
                                  WHERE l.authority_id = f.authority_id AND l.kind = 'booking'
                                    AND l.thing = f.booking_id::text AND l.action = 'attend'
                                    AND l.after->>'attendance' = f.attendance::text
                                  ORDER BY l.audit_id DESC LIMIT 1), 'expected') END AS attendance
    FROM found f
    WHERE f.version::text = $6 AND f.state = 'confirmed' AND f.erased_at IS NULL
      AND lower(f.during) < to_timestamp($8::bigint)
      AND CASE $7 WHEN 'arrived' THEN f.attendance IN ('expected', 'missed')
                  WHEN 'start' THEN f.attendance IN ('expected', 'arrived')
                  WHEN 'done' THEN f.attendance IN ('arrived', 'in_progress')
                  WHEN 'missed' THEN f.attendance = 'expected'
                  ELSE f.attendance <> 'expected' END
), attended AS (
    UPDATE booking b
    SET attendance = w.attendance::attendance,
        attendance_since = CASE
            WHEN w.attendance = 'expected' THEN NULL
            WHEN $7 = 'undo' THEN coalesce((SELECT max(l.at) FROM audit_log l
                                            WHERE l.authority_id = w.authority_id AND l.kind = 'booking'
                                              AND l.thing = w.booking_id::text AND l.action = 'attend'
                                              AND l.after->>'attendance' = w.attendance), now())
            ELSE now() END
    FROM wanted w
    WHERE b.authority_id = w.authority_id AND b.booking_id = w.booking_id
    RETURNING b.booking_id, w.was, b.attendance
)
SELECT a.booking_id IS NOT NULL AS done, f.version,
       CASE WHEN a.booking_id IS NOT NULL
            THEN audit(f.authority_id, $5::bigint, f.office_id, CASE $7 WHEN 'undo' THEN 'undo' ELSE 'attend' END,
                       'booking', f.booking_id::text, jsonb_build_object('attendance', a.was),
                       jsonb_build_object('attendance', a.attendance)) END AS audit_id
FROM found f LEFT JOIN attended a USING (booking_id)
