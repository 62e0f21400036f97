-- Whoever is booked over, or was kept outside of released time, loses the appointment like all
-- others when the time is closed: somebody has to decide about them, and they are told.

CREATE FUNCTION bookings_shut_out(authority int, persons bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT b.booking_id
    FROM reservation r JOIN booking b USING (authority_id, reservation_id)
    WHERE r.authority_id = authority AND r.contact_person_id = ANY (persons) AND lower(r.during) > now()
      AND r.released_at IS NULL AND b.state = 'confirmed' AND b.outside
      AND tstzrange(lower(r.during), lower(r.during) + r.minutes * interval '1 minute')
          && time_closed(authority, r.contact_person_id, r.during)
$$;
COMMENT ON FUNCTION bookings_shut_out IS 'Still to come, outside of released time because somebody decided so, and closed.';

CREATE OR REPLACE FUNCTION change_begin(authority int, office bigint, persons bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whose bigint[] := coalesce(persons, persons_below(authority, office));
BEGIN
    PERFORM set_config('amtstermin.persons', whose::text, true),
            set_config('amtstermin.uncovered',
                       (array(SELECT bookings_uncovered(authority, whose))
                        || array(SELECT bookings_shut_out(authority, whose)))::text, true);
END $$;

CREATE OR REPLACE FUNCTION change_hits(authority int) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH changed AS (SELECT current_setting('amtstermin.persons')::bigint[] AS persons)
    SELECT u.booking_id
    FROM changed, LATERAL (SELECT bookings_uncovered(authority, persons) UNION ALL
                           SELECT bookings_shut_out(authority, persons)) AS u (booking_id)
    WHERE u.booking_id <> ALL (current_setting('amtstermin.uncovered')::bigint[])
$$;
COMMENT ON FUNCTION change_hits IS 'The bookings that the change since change_begin has uncovered or shut out.';
