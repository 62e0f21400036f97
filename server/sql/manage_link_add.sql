/* manage_link_add */
-- One more manage link for a booking: only the hashes of the others are known, so
-- none of them can be printed or mailed again.  No row when staff may not, when the booking
-- has changed meanwhile ($5; NULL: whatever it is), or when there is nothing left to change.
--
-- $1 authority  $2 booking  $3 offices  $4 contact persons  $5 version  $6 token hash
-- $7 account, when it is worth a line in the log: for a letter
WITH mine AS (
    SELECT b.authority_id, b.booking_id, b.office_id
    FROM booking b
    JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.authority_id = $1::int AND b.booking_id = $2::bigint
      AND (b.office_id = ANY ($3::bigint[]) OR r.contact_person_id = ANY ($4::bigint[]))
      AND ($5::int IS NULL OR b.version = $5::int)
      AND b.erased_at IS NULL AND b.state = 'confirmed'
    FOR UPDATE OF b
), linked AS (
    INSERT INTO manage_link (authority_id, token_hash, booking_id)
    SELECT authority_id, $6::bytea, booking_id FROM mine
)
SELECT booking_id,
       CASE WHEN $7::bigint IS NOT NULL
            THEN audit(authority_id, $7::bigint, office_id, 'letter', 'booking', booking_id::text, NULL, NULL)
       END AS audit_id
FROM mine
