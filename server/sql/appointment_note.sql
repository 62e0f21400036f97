/* appointment_note */
-- The office's note.  What it says is of the citizen, so the audit log does not tell.
-- $1 authority  $2 offices and $3 contact persons it may change  $4 booking  $5 account
-- $6 version  $7 note
WITH found AS (
    SELECT b.*
    FROM booking b JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.authority_id = $1::int AND b.booking_id = $4::bigint
      AND (b.office_id = ANY ($2::bigint[]) OR r.contact_person_id = ANY ($3::bigint[]))
    FOR UPDATE OF b
), noted AS (
    UPDATE booking b SET note = $7
    FROM found f
    WHERE b.authority_id = f.authority_id AND b.booking_id = f.booking_id
      AND f.version::text = $6 AND f.erased_at IS NULL
    RETURNING b.booking_id
)
SELECT n.booking_id IS NOT NULL AS done, f.version,
       CASE WHEN n.booking_id IS NOT NULL
            THEN audit(f.authority_id, $5::bigint, f.office_id, 'note', 'booking', f.booking_id::text, NULL, NULL)
       END AS audit_id
FROM found f LEFT JOIN noted n USING (booking_id)
