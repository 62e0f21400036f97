-- Changes that take time away: closures that staff enter, and what the bookings
-- which such a change hits are measured by.

ALTER TABLE closure
    ADD version   int NOT NULL DEFAULT 1,
    ADD kind      text NOT NULL DEFAULT 'other'
                      CHECK (kind IN ('sick', 'leave', 'training', 'closed', 'other')),
    ADD note      text NOT NULL DEFAULT '' CHECK (length(note) <= 100),
    ADD series    uuid,
    ADD repeats   text CHECK (repeats IN ('week', 'month', 'year')),
    ADD CONSTRAINT closure_of_series CHECK ((series IS NULL) = (repeats IS NULL));
CREATE INDEX closure_in_series ON closure (authority_id, series) WHERE series IS NOT NULL;
COMMENT ON COLUMN closure.kind IS 'For staff alone: citizens are not told why.';
COMMENT ON COLUMN closure.note IS 'How staff call it; for staff alone.';
COMMENT ON COLUMN closure.series IS 'Closures that were entered as one, again and again.';

CREATE FUNCTION closure_rise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER closure_rise BEFORE UPDATE ON closure FOR EACH ROW EXECUTE FUNCTION closure_rise();

ALTER TABLE booking ADD call_closure_id bigint;
CREATE INDEX booking_to_call ON booking (authority_id, call_closure_id) WHERE call_closure_id IS NOT NULL;
COMMENT ON COLUMN booking.call_closure_id IS 'The closure for whose sake call_due was set: its list of calls.';

CREATE FUNCTION offices_above(authority int, office bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above AS (
        SELECT o.office_id, o.parent_id, 1 AS height FROM office o
        WHERE o.authority_id = authority AND o.office_id = office
        UNION ALL
        SELECT o.office_id, o.parent_id, a.height + 1 FROM office o JOIN above a ON o.office_id = a.parent_id
        WHERE o.authority_id = authority AND a.height < 100
    )
    SELECT array_agg(office_id) FROM above
$$;
COMMENT ON FUNCTION offices_above IS 'The office and all above it: their closures hold for it.';

CREATE FUNCTION persons_below(authority int, office bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE below AS (
        SELECT o.office_id, 1 AS depth FROM office o WHERE o.authority_id = authority AND o.office_id = office
        UNION ALL
        SELECT o.office_id, b.depth + 1 FROM office o JOIN below b ON o.parent_id = b.office_id
        WHERE o.authority_id = authority AND b.depth < 100
    )
    SELECT coalesce(array_agg(p.contact_person_id), '{}')
    FROM contact_person p JOIN below USING (office_id)
    WHERE p.authority_id = authority
$$;
COMMENT ON FUNCTION persons_below IS 'Everybody in the office and below.';

CREATE FUNCTION time_closed(authority int, person bigint, within tstzrange) RETURNS tstzmultirange
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(range_agg(c.during), '{}')
    FROM closure c
    WHERE c.authority_id = authority AND c.during && within AND c.withdrawn_at IS NULL
      AND (c.contact_person_id = person OR num_nonnulls(c.contact_person_id, c.office_id) = 0
           OR c.office_id = ANY (offices_above(authority, (SELECT p.office_id FROM contact_person p
                                                           WHERE p.authority_id = authority
                                                             AND p.contact_person_id = person))))
$$;

CREATE FUNCTION time_open(authority int, person bigint, service bigint, via channel, within tstzrange)
    RETURNS tstzmultirange LANGUAGE sql STABLE AS $$
    SELECT coalesce(range_agg(s.during), '{}') - time_closed(authority, person, within)
    FROM slot s
    WHERE s.authority_id = authority AND s.contact_person_id = person AND s.during && within
      AND s.withdrawn_at IS NULL AND via = ANY (s.channels)
      AND (s.service_ids = '{}' OR service = ANY (s.service_ids))
$$;
COMMENT ON FUNCTION time_open IS 'What is released for it, less what is closed.';

CREATE FUNCTION is_closed(authority int, person bigint, offices bigint[], within tstzrange) RETURNS boolean
    LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM closure c
                   WHERE c.authority_id = authority AND c.during && within AND c.withdrawn_at IS NULL
                     AND (c.contact_person_id = person OR c.office_id = ANY (offices)
                          OR num_nonnulls(c.contact_person_id, c.office_id) = 0));
END $$;
COMMENT ON FUNCTION is_closed IS 'Looks anew, so that who waited for a slot''s lock sees what the holder of the lock has closed.';

CREATE FUNCTION bookings_uncovered(authority int, persons bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT b.booking_id
    FROM reservation r JOIN booking b USING (authority_id, reservation_id)
    WHERE r.authority_id = authority AND r.contact_person_id = ANY (persons) AND lower(r.during) > now()
      AND r.released_at IS NULL AND b.state = 'confirmed' AND NOT b.outside
      AND NOT tstzrange(lower(r.during), lower(r.during) + r.minutes * interval '1 minute')
              <@ time_open(authority, r.contact_person_id, r.service_id, r.channel, r.during)
$$;
COMMENT ON FUNCTION bookings_uncovered IS 'Still to come, and not in released time, though nobody decided so.';

-- A change of released time runs between these two, in one transaction:
-- change_begin notes which bookings are uncovered already, change_end refuses the
-- whole when it uncovered others that nobody has decided about.

CREATE FUNCTION change_begin(authority int, office bigint, persons bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whose bigint[] := coalesce(persons, persons_below(authority, office));
BEGIN
    PERFORM set_config('amtstermin.persons', whose::text, true),
            set_config('amtstermin.uncovered',
                       array(SELECT bookings_uncovered(authority, whose))::text, true);
END $$;

CREATE FUNCTION change_hits(authority int) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT u.booking_id FROM bookings_uncovered(authority, current_setting('amtstermin.persons')::bigint[]) AS u (booking_id)
    WHERE u.booking_id <> ALL (current_setting('amtstermin.uncovered')::bigint[])
$$;
COMMENT ON FUNCTION change_hits IS 'The bookings that the change since change_begin has uncovered.';

CREATE FUNCTION change_open(authority int, hits bigint[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
    WITH kinds AS (
        SELECT DISTINCT r.service_id, r.channel
        FROM booking b JOIN reservation r USING (authority_id, reservation_id)
        WHERE b.authority_id = authority AND b.booking_id = ANY (hits)
    )
    SELECT coalesce(jsonb_agg(jsonb_build_object('person', p.id, 'service', k.service_id, 'channel', k.channel,
        'spans', (SELECT coalesce(jsonb_agg(jsonb_build_array(extract(epoch FROM lower(span))::bigint,
                                                              extract(epoch FROM upper(span))::bigint)), '[]')
                  FROM unnest(time_open(authority, p.id, k.service_id, k.channel,
                                        tstzrange(now(), now() + interval '1 year'))) AS span))), '[]')
    FROM kinds k, unnest(current_setting('amtstermin.persons')::bigint[]) AS p (id)
    WHERE EXISTS (SELECT FROM responsibility r WHERE r.authority_id = authority AND r.service_id = k.service_id
                                                AND r.contact_person_id = p.id)
$$;
COMMENT ON FUNCTION change_open IS 'What the change leaves to those whose time it takes: where bookings it hits could go.';

CREATE FUNCTION change_end(authority int, preview boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whose bigint[] := current_setting('amtstermin.persons')::bigint[];
    hits bigint[];
BEGIN
    -- Who claims a time locks its slots, and so has ended when this goes on, or sees the closure.
    PERFORM FROM slot s JOIN closure c ON c.authority_id = s.authority_id AND s.during && c.during
    WHERE c.changed_in = pg_current_xact_id() AND c.authority_id = authority AND c.withdrawn_at IS NULL
      AND s.authority_id = authority AND s.contact_person_id = ANY (whose) AND s.withdrawn_at IS NULL
    ORDER BY s.slot_id FOR UPDATE OF s;

    UPDATE reservation r SET released_at = now()
    WHERE r.authority_id = authority AND r.contact_person_id = ANY (whose) AND lower(r.during) > now()
      AND r.released_at IS NULL AND r.hold_expires_at IS NOT NULL
      AND NOT tstzrange(lower(r.during), lower(r.during) + r.minutes * interval '1 minute')
              <@ time_open(authority, r.contact_person_id, r.service_id, r.channel, r.during);

    hits := array(SELECT change_hits(authority));
    IF preview OR hits <> '{}' THEN
        RAISE EXCEPTION 'bookings would lose their time' USING ERRCODE = 'AM001',
            DETAIL = jsonb_build_object('hits', hits, 'open', change_open(authority, hits))::text;
    END IF;
END $$;
COMMENT ON FUNCTION change_end IS 'Ends the holds of citizens that lost their time; refuses (AM001) when bookings did.';
