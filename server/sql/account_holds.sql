/* account_holds */
-- What an account acts for, and what these contact persons still have to do.
-- $1 authority  $2 account  $3 offices  $4 whether the whole authority
SELECT p.contact_person_id, p.office_id, p.name,
       (SELECT count(*) FROM responsibility r
        WHERE r.authority_id = p.authority_id AND r.contact_person_id = p.contact_person_id
          AND (r.valid_until IS NULL OR r.valid_until >= (now() AT TIME ZONE t.time_zone)::date)) AS responsibilities,
       (SELECT count(*) FROM booking b JOIN reservation r USING (authority_id, reservation_id)
        WHERE r.authority_id = p.authority_id AND r.contact_person_id = p.contact_person_id AND b.state = 'confirmed'
          AND lower(r.during) > now()) AS bookings,
       (SELECT count(*) FROM weekly_hours w
        WHERE w.authority_id = p.authority_id AND w.contact_person_id = p.contact_person_id AND w.ended_at IS NULL
          AND (w.valid_until IS NULL OR w.valid_until >= (now() AT TIME ZONE t.time_zone)::date)) AS hours,
       EXISTS (SELECT FROM calendar_feed c
               WHERE c.authority_id = p.authority_id AND c.contact_person_id = p.contact_person_id) AS feed,
       EXISTS (SELECT FROM busy_calendar c
               WHERE c.authority_id = p.authority_id AND c.contact_person_id = p.contact_person_id) AS busy,
       EXISTS (SELECT FROM account_grant o JOIN account a USING (authority_id, account_id)
               WHERE o.authority_id = p.authority_id AND o.contact_person_id = p.contact_person_id
                 AND o.account_id <> $2::bigint AND a.state <> 'blocked') AS shared
FROM contact_person p
JOIN authority t USING (authority_id)
WHERE p.authority_id = $1::int AND ($4::boolean OR p.office_id = ANY ($3::bigint[]))
  AND EXISTS (SELECT FROM account_grant g
              WHERE g.authority_id = p.authority_id AND g.account_id = $2::bigint
                AND g.contact_person_id = p.contact_person_id)
ORDER BY p.office_id, p.position, p.contact_person_id
