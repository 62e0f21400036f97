/* rehearsals_sweep */
-- What was booked for rehearsal before today, as the authority's clocks have it.  $1 how many at most
WITH over AS (
    SELECT b.authority_id, b.booking_id, b.reservation_id
    FROM booking b JOIN authority a USING (authority_id)
    WHERE b.rehearsal AND b.created_at < date_trunc('day', now() AT TIME ZONE a.time_zone) AT TIME ZONE a.time_zone
    LIMIT $1::int
    FOR UPDATE OF b SKIP LOCKED
), released AS (
    UPDATE reservation r SET released_at = now()
    FROM over o
    WHERE r.authority_id = o.authority_id AND r.reservation_id = o.reservation_id AND r.released_at IS NULL
), gone AS (
    DELETE FROM booking b USING over o
    WHERE b.authority_id = o.authority_id AND b.booking_id = o.booking_id
    RETURNING b.authority_id, b.office_id
), told AS (
    INSERT INTO deletion_log (authority_id, kind, office_id, count)
    SELECT authority_id, 'rehearsal', office_id, count(*) FROM gone GROUP BY authority_id, office_id
)
SELECT count(*) AS rows FROM gone
