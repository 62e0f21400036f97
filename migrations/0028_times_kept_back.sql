-- Times are kept back for the phone and for emergencies: staff can always book them, citizens so
-- many hours before they begin.

ALTER TABLE weekly_hours ADD kept_until_hours int CHECK (kept_until_hours BETWEEN 1 AND 720);
ALTER TABLE slot ADD kept_until_hours int CHECK (kept_until_hours BETWEEN 1 AND 720);
COMMENT ON COLUMN weekly_hours.kept_until_hours IS 'Its slots open to citizens so many hours before they begin; NULL: at once.';
COMMENT ON COLUMN slot.kept_until_hours IS 'Citizens can book it so many hours before it begins, staff at any time; NULL: both at any time.';

CREATE FUNCTION slot_is_open(s slot, desk boolean) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT desk OR s.kept_until_hours IS NULL OR lower(s.during) - s.kept_until_hours * interval '1 hour' <= now()
$$;
COMMENT ON FUNCTION slot_is_open IS 'Whether it can be booked now, by staff at the desk or by citizens.';

DROP TRIGGER changed ON weekly_hours;
CREATE TRIGGER changed BEFORE UPDATE OF rule, from_time, to_time, step_minutes, channels, service_ids, room,
    kept_until_hours, valid_from, valid_until, ended_at ON weekly_hours
    FOR EACH ROW EXECUTE FUNCTION weekly_hours_changed();
DROP TRIGGER rise ON weekly_hours;
CREATE TRIGGER rise BEFORE UPDATE OF rule, from_time, to_time, step_minutes, channels, service_ids, room,
    kept_until_hours, valid_from, valid_until, ended_at ON weekly_hours
    FOR EACH ROW EXECUTE FUNCTION weekly_hours_rise();

CREATE OR REPLACE FUNCTION weekly_hours_facts(w weekly_hours) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'contact_person', (SELECT p.slug FROM contact_person p
                           WHERE p.authority_id = w.authority_id AND p.contact_person_id = w.contact_person_id),
        'rule', w.rule, 'from', to_char(w.from_time, 'HH24:MI'), 'to', to_char(w.to_time, 'HH24:MI'),
        'step_minutes', w.step_minutes, 'channels', to_jsonb(w.channels),
        'services', (SELECT coalesce(jsonb_agg(s.slug ORDER BY s.service_id), '[]') FROM service s
                     WHERE s.authority_id = w.authority_id AND s.service_id = ANY (w.service_ids)),
        'room', w.room, 'kept_until_hours', w.kept_until_hours, 'valid_from', w.valid_from,
        'valid_until', w.valid_until, 'ended', w.ended_at IS NOT NULL)
$$;

CREATE OR REPLACE FUNCTION slot_facts(s slot) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'contact_person', p.slug, 'from', to_char(lower(s.during) AT TIME ZONE a.time_zone, 'YYYY-MM-DD HH24:MI'),
        'to', to_char(upper(s.during) AT TIME ZONE a.time_zone, 'YYYY-MM-DD HH24:MI'),
        'step_minutes', s.step_minutes, 'channels', to_jsonb(s.channels),
        'services', (SELECT coalesce(jsonb_agg(v.slug ORDER BY v.service_id), '[]') FROM service v
                     WHERE v.authority_id = s.authority_id AND v.service_id = ANY (s.service_ids)),
        'room', s.room, 'kept_until_hours', s.kept_until_hours, 'dropped', s.withdrawn_at IS NOT NULL)
    FROM authority a JOIN contact_person p USING (authority_id)
    WHERE a.authority_id = s.authority_id AND p.contact_person_id = s.contact_person_id
$$;
