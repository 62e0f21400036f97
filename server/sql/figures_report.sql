/* figures_report */
-- Counts per month, of each service, of each office and of all of them together.  Bookings count in
-- the month they take place; what was measured is the median of its days.
--
-- $1 authority  $2 offices  $3 first day of the first month  $4 first day of the month after the last
WITH zone AS (
    SELECT time_zone FROM authority WHERE authority_id = $1::int
), bookings AS (
    SELECT date_trunc('month', lower(r.during) AT TIME ZONE z.time_zone)::date AS month, b.office_id, b.service_id,
           count(*) FILTER (WHERE b.state = 'confirmed') AS booked,
           sum(r.minutes) FILTER (WHERE b.state = 'confirmed') AS booked_minutes,
           count(*) FILTER (WHERE b.moves > 0) AS moved,
           count(*) FILTER (WHERE b.state = 'cancelled') AS cancelled,
           count(*) FILTER (WHERE b.state = 'confirmed' AND b.attendance = 'missed') AS missed,
           count(*) FILTER (WHERE b.state = 'confirmed' AND b.booked_by IS NULL) AS online,
           count(*) FILTER (WHERE b.state = 'confirmed' AND b.booked_by IS NOT NULL) AS by_staff
    FROM zone z
    CROSS JOIN booking b
    JOIN reservation r USING (authority_id, reservation_id)
    WHERE b.authority_id = $1::int AND b.office_id = ANY ($2::bigint[]) AND NOT b.rehearsal
      AND lower(r.during) >= $3::date::timestamp AT TIME ZONE z.time_zone
      AND lower(r.during) < $4::date::timestamp AT TIME ZONE z.time_zone
    GROUP BY 1, 2, 3
), raw AS (
    SELECT month, office_id, service_id, booked, coalesce(booked_minutes, 0) AS booked_minutes, moved, cancelled, missed,
           online, by_staff, 0::bigint AS offered, 0::bigint AS service_minutes, 0::bigint AS office_minutes, 0::bigint AS empty,
           NULL::int AS first_days, NULL::int AS third_days, false AS measured
    FROM bookings
    UNION ALL
    SELECT date_trunc('month', day)::date, office_id, service_id, 0, 0, 0, 0, 0, 0, 0, offered, offered::bigint * minutes, 0, 0,
           coalesce(first_days, 1000), coalesce(third_days, 1000), true
    FROM figure_of_service
    WHERE authority_id = $1::int AND office_id = ANY ($2::bigint[]) AND day >= $3::date AND day < $4::date
    UNION ALL
    SELECT date_trunc('month', day)::date, office_id, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, minutes, 0, NULL, NULL, false
    FROM figure_of_office
    WHERE authority_id = $1::int AND office_id = ANY ($2::bigint[]) AND day >= $3::date AND day < $4::date
    UNION ALL
    SELECT date_trunc('month', day)::date, office_id, service_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, empty, NULL, NULL, false
    FROM figure_of_searches
    WHERE authority_id = $1::int AND office_id = ANY ($2::bigint[]) AND day >= $3::date AND day < $4::date
)
SELECT (extract(year FROM month) * 12 + extract(month FROM month) - 1)::int AS month, office_id, service_id,
       sum(booked)::bigint AS booked, sum(booked_minutes)::bigint AS booked_minutes, sum(moved)::bigint AS moved,
       sum(cancelled)::bigint AS cancelled, sum(missed)::bigint AS missed, sum(online)::bigint AS online,
       sum(by_staff)::bigint AS by_staff, sum(offered)::bigint AS offered, sum(service_minutes)::bigint AS service_minutes,
       sum(office_minutes)::bigint AS office_minutes, sum(empty)::bigint AS empty,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY first_days) FILTER (WHERE measured) AS first_days,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY third_days) FILTER (WHERE measured) AS third_days
FROM raw
GROUP BY GROUPING SETS ((month, office_id, service_id), (month, office_id), (month))
HAVING grouping(service_id) = 1 OR service_id IS NOT NULL
ORDER BY 1, 2 NULLS FIRST, 3 NULLS FIRST
