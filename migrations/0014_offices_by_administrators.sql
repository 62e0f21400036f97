-- Offices, services and contact persons are changed on pages: each has a version, and who changes
-- what somebody else has changed meanwhile is told.

ALTER TABLE office ADD version int NOT NULL DEFAULT 1;
ALTER TABLE service ADD version int NOT NULL DEFAULT 1;
ALTER TABLE contact_person ADD version int NOT NULL DEFAULT 1;
COMMENT ON COLUMN office.version IS 'Rises with every change, whoever made it.';

CREATE FUNCTION version_rise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER version_rise BEFORE UPDATE ON office FOR EACH ROW EXECUTE FUNCTION version_rise();
CREATE TRIGGER version_rise BEFORE UPDATE ON service FOR EACH ROW EXECUTE FUNCTION version_rise();
CREATE TRIGGER version_rise BEFORE UPDATE ON contact_person FOR EACH ROW EXECUTE FUNCTION version_rise();

-- Whether calendars name the citizens is inherited like all other rules.
ALTER TABLE office ALTER calendar_names DROP NOT NULL, ALTER calendar_names DROP DEFAULT;
UPDATE office SET calendar_names = NULL WHERE NOT calendar_names;

CREATE FUNCTION office_calendar_names(authority int, office bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above AS (
        SELECT o.parent_id, o.calendar_names, 1 AS height FROM office o
        WHERE o.authority_id = authority AND o.office_id = office
        UNION ALL
        SELECT o.parent_id, o.calendar_names, a.height + 1
        FROM office o JOIN above a ON o.office_id = a.parent_id
        WHERE o.authority_id = authority AND a.height < 100
    )
    SELECT coalesce((SELECT a.calendar_names FROM above a WHERE a.calendar_names IS NOT NULL
                     ORDER BY a.height LIMIT 1), false)
$$;
COMMENT ON FUNCTION office_calendar_names IS 'As the office or the nearest above it says; no name where none does.';

CREATE FUNCTION office_rules(o office) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'lead_minutes', o.lead_minutes, 'horizon_days', o.horizon_days, 'hold_minutes', o.hold_minutes,
        'change_deadline_minutes', o.change_deadline_minutes, 'retention_days', o.retention_days,
        'bookings_per_email', o.bookings_per_email, 'contact_by', o.contact_by, 'discreet', o.discreet,
        'calendar_names', o.calendar_names, 'phone', o.phone, 'email', o.email))
$$;
COMMENT ON FUNCTION office_rules IS 'What the office sets itself of all that is inherited, as the settings page and the audit log show it.';
