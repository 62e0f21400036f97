/* appointment_told */
-- Somebody told the citizen by phone.  Told already is told, too.
-- $1 authority  $2 offices and $3 contact persons it may change  $4 booking  $5 account
WITH found AS (
    SELECT b.*
    FROM booking b JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.authority_id = $1::int AND b.booking_id = $4::bigint
      AND (b.office_id = ANY ($2::bigint[]) OR r.contact_person_id = ANY ($3::bigint[]))
    FOR UPDATE OF b
), told AS (
    UPDATE booking b SET told_at = now()
    FROM found f
    WHERE b.authority_id = f.authority_id AND b.booking_id = f.booking_id
      AND f.call_due IS NOT NULL AND f.told_at IS NULL
    RETURNING b.booking_id
)
SELECT f.call_due IS NOT NULL AS done, f.version,
       CASE WHEN t.booking_id IS NOT NULL
            THEN audit(f.authority_id, $5::bigint, f.office_id, 'told', 'booking', f.booking_id::text, NULL, NULL)
       END AS audit_id
FROM found f LEFT JOIN told t USING (booking_id)
