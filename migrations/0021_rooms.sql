-- Where a citizen is received belongs to the time: weekly hours give their slots a room, a slot
-- can have one of its own, and what is reserved keeps the one of its slot, also when that goes.

ALTER TABLE slot ADD room text NOT NULL DEFAULT '' CHECK (length(room) <= 60);
ALTER TABLE reservation ADD room text NOT NULL DEFAULT '' CHECK (length(room) <= 60);
COMMENT ON COLUMN weekly_hours.room IS 'Where citizens are received at these hours; empty: in the room of the contact person.';
COMMENT ON COLUMN slot.room IS 'Where citizens are received; empty: in the room of the contact person.';
COMMENT ON COLUMN reservation.room IS 'That of the slot it lies in, or lay in.';

DROP TRIGGER changed ON weekly_hours;
CREATE TRIGGER changed BEFORE UPDATE OF rule, from_time, to_time, step_minutes, channels, service_ids, room, valid_from,
    valid_until, ended_at ON weekly_hours FOR EACH ROW EXECUTE FUNCTION weekly_hours_changed();

CREATE FUNCTION room_at(authority int, person bigint, service bigint, via channel, moment timestamptz) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT s.room
    FROM slot s
    WHERE s.authority_id = authority AND s.contact_person_id = person AND s.during @> moment AND s.withdrawn_at IS NULL
    ORDER BY via = ANY (s.channels) AND (s.service_ids = '{}' OR service = ANY (s.service_ids)) DESC, s.slot_id
    LIMIT 1
$$;
COMMENT ON FUNCTION room_at IS 'The room of the slot in which an appointment begins; NULL: there is none. Who is booked over what is offered comes to the same room.';

CREATE FUNCTION reservation_gets_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.room := coalesce(room_at(NEW.authority_id, NEW.contact_person_id, NEW.service_id, NEW.channel,
                                 lower(NEW.during)), '');
    RETURN NEW;
END $$;
CREATE TRIGGER gets_room BEFORE INSERT ON reservation FOR EACH ROW EXECUTE FUNCTION reservation_gets_room();

CREATE FUNCTION slot_gives_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reservation r SET room = there.room
    FROM reservation q,
         room_at(q.authority_id, q.contact_person_id, q.service_id, q.channel, lower(q.during)) AS there (room)
    WHERE q.authority_id = NEW.authority_id AND q.contact_person_id = NEW.contact_person_id
      AND q.during && CASE TG_OP WHEN 'INSERT' THEN NEW.during ELSE range_merge(OLD.during, NEW.during) END
      AND lower(q.during) > now() AND q.released_at IS NULL AND there.room <> q.room
      AND r.authority_id = q.authority_id AND r.reservation_id = q.reservation_id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION slot_gives_room IS 'What is reserved follows the slot to another room; without a slot it stays where it was.';
CREATE TRIGGER gives_room AFTER INSERT OR UPDATE OF during, channels, service_ids, room, withdrawn_at ON slot
    FOR EACH ROW EXECUTE FUNCTION slot_gives_room();

CREATE FUNCTION slot_facts(s slot) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'contact_person', p.slug, 'from', to_char(lower(s.during) AT TIME ZONE a.time_zone, 'YYYY-MM-DD HH24:MI'),
        'to', to_char(upper(s.during) AT TIME ZONE a.time_zone, 'YYYY-MM-DD HH24:MI'),
        'step_minutes', s.step_minutes, 'channels', to_jsonb(s.channels),
        'services', (SELECT coalesce(jsonb_agg(v.slug ORDER BY v.service_id), '[]') FROM service v
                     WHERE v.authority_id = s.authority_id AND v.service_id = ANY (s.service_ids)),
        'room', s.room, 'dropped', s.withdrawn_at IS NOT NULL)
    FROM authority a JOIN contact_person p USING (authority_id)
    WHERE a.authority_id = s.authority_id AND p.contact_person_id = s.contact_person_id
$$;
COMMENT ON FUNCTION slot_facts IS 'A slot as the audit log keeps it.';

UPDATE slot s SET room = w.room
FROM weekly_hours w
WHERE w.authority_id = s.authority_id AND w.weekly_hours_id = s.weekly_hours_id AND w.room <> ''
  AND upper(s.during) > now();

CREATE OR REPLACE VIEW booking_for_staff AS
SELECT b.authority_id, b.booking_id, b.version, b.reference, b.uid, b.sequence, b.state, b.office_id, b.service_id,
       b.family_name, b.given_name, b.email, b.phone, b.language, b.answers, b.asked, b.note, b.outside, b.call_due,
       b.attendance, r.contact_person_id, r.channel, r.minutes, r.lane, r.during,
       extract(epoch FROM b.attendance_since)::bigint AS attendance_since,
       extract(epoch FROM b.told_at)::bigint AS told_at, extract(epoch FROM b.cancelled_at)::bigint AS cancelled_at,
       extract(epoch FROM b.erased_at)::bigint AS erased_at,
       extract(epoch FROM lower(r.during))::bigint AS from_at, extract(epoch FROM upper(r.during))::bigint AS to_at,
       floor(extract(epoch FROM b.created_at))::bigint AS created_at,
       floor(extract(epoch FROM b.changed_at))::bigint AS changed_at, r.room
FROM booking b
JOIN reservation r USING (authority_id, reservation_id);
