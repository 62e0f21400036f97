/* closure_calls */
-- Who is to be called since a closure hit their booking.
-- $1 authority  $2 closure
SELECT b.booking_id, b.family_name, b.given_name, b.phone, b.call_due, b.told_at IS NOT NULL AS told,
       b.office_id, r.contact_person_id,
       coalesce((SELECT (l.before ->> 'from_at')::bigint FROM audit_log l
                 WHERE l.authority_id = b.authority_id AND l.kind = 'booking' AND l.thing = b.booking_id::text
                   AND l.action IN ('move', 'cancel') ORDER BY l.audit_id DESC LIMIT 1),
                extract(epoch FROM lower(r.during))::bigint) AS from_at
FROM booking b JOIN reservation r USING (authority_id, reservation_id)
WHERE b.authority_id = $1::int AND b.call_closure_id = $2::bigint AND b.erased_at IS NULL AND b.call_due IS NOT NULL
ORDER BY from_at, b.booking_id
