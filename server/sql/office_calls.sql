/* office_calls */
-- Who of an office and those below it is still to be called, and who was since yesterday.
-- $1 authority  $2 office; NULL: of all  $3 offices  $4 contact persons
SELECT b.booking_id, b.family_name, b.given_name, b.phone, b.call_due, b.told_at IS NOT NULL AS told,
       b.office_id, r.contact_person_id,
       coalesce((SELECT (l.before ->> 'from_at')::bigint FROM audit_log l
                 WHERE l.authority_id = b.authority_id AND l.kind = 'booking' AND l.thing = b.booking_id::text
                   AND l.action IN ('move', 'cancel') ORDER BY l.audit_id DESC LIMIT 1),
                extract(epoch FROM lower(r.during))::bigint) AS from_at
FROM booking b JOIN reservation r USING (authority_id, reservation_id)
WHERE b.authority_id = $1::int AND b.call_due IS NOT NULL AND b.erased_at IS NULL
  AND (b.told_at IS NULL OR b.told_at > now() - interval '1 day')
  AND ($2::bigint IS NULL OR r.contact_person_id = ANY (persons_below($1::int, $2::bigint)))
  AND (b.office_id = ANY ($3::bigint[]) OR r.contact_person_id = ANY ($4::bigint[]))
ORDER BY told, from_at, b.booking_id
LIMIT 500
