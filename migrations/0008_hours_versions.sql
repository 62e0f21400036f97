-- Weekly hours are edited by several people: each change has a version, and says what it
-- changed to the audit log.

ALTER TABLE weekly_hours
    ADD version int NOT NULL DEFAULT 1,
    ADD room    text NOT NULL DEFAULT '' CHECK (length(room) <= 60);
COMMENT ON COLUMN weekly_hours.version IS 'Rises with every change of the rule; not when its slots are released.';
COMMENT ON COLUMN weekly_hours.room IS 'Where the person sits at these hours, for staff.';

CREATE FUNCTION weekly_hours_rise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER rise BEFORE UPDATE OF rule, from_time, to_time, step_minutes, channels, service_ids, room, valid_from,
    valid_until, ended_at ON weekly_hours FOR EACH ROW EXECUTE FUNCTION weekly_hours_rise();

CREATE FUNCTION weekly_hours_facts(w weekly_hours) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'contact_person', (SELECT p.slug FROM contact_person p
                           WHERE p.authority_id = w.authority_id AND p.contact_person_id = w.contact_person_id),
        'rule', w.rule, 'from', to_char(w.from_time, 'HH24:MI'), 'to', to_char(w.to_time, 'HH24:MI'),
        'step_minutes', w.step_minutes, 'channels', to_jsonb(w.channels),
        'services', (SELECT coalesce(jsonb_agg(s.slug ORDER BY s.service_id), '[]') FROM service s
                     WHERE s.authority_id = w.authority_id AND s.service_id = ANY (w.service_ids)),
        'room', w.room, 'valid_from', w.valid_from, 'valid_until', w.valid_until, 'ended', w.ended_at IS NOT NULL)
$$;
COMMENT ON FUNCTION weekly_hours_facts IS 'A rule as the audit log keeps it.';
