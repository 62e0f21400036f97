/* week_reserved */
-- What a contact person's time is taken by between two moments; of bookings elsewhere only
-- that they are there.
-- $1 authority  $2 contact person  $3 from  $4 until, in seconds  $5 offices, $6 persons where
-- who asks has the right
SELECT r.reservation_id, r.service_id, r.channel, r.hold_expires_at IS NOT NULL AS hold, o.shown,
       CASE WHEN o.shown THEN b.booking_id END AS booking_id, CASE WHEN o.shown THEN b.office_id END AS office_id,
       CASE WHEN o.shown THEN b.family_name END AS family_name,
       extract(epoch FROM lower(r.during))::bigint AS from_at,
       extract(epoch FROM lower(r.during))::bigint + r.minutes * 60 AS to_at,
       extract(epoch FROM upper(r.during))::bigint AS free_at
FROM reservation r
LEFT JOIN booking b USING (authority_id, reservation_id)
CROSS JOIN LATERAL (SELECT coalesce(b.office_id = ANY ($5::bigint[]) OR r.contact_person_id = ANY ($6::bigint[]),
                                    false)) AS o (shown)
WHERE r.authority_id = $1::int AND r.contact_person_id = $2::bigint AND r.released_at IS NULL
  AND (r.hold_expires_at IS NULL OR r.hold_expires_at > now())
  AND r.during && tstzrange(to_timestamp($3::bigint), to_timestamp($4::bigint))
ORDER BY lower(r.during), r.reservation_id
