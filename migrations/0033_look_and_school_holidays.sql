-- An authority's logo, and the school holidays its staff wants to know of.

CREATE TABLE authority_logo (
    authority_id int NOT NULL REFERENCES authority ON DELETE CASCADE,
    hash         text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    type         text NOT NULL CHECK (type IN ('image/svg+xml', 'image/png')),
    bytes        bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 102400),
    added_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (authority_id, hash)
);
COMMENT ON TABLE authority_logo IS 'Pictures by their SHA-256: that of authority.theme, and those somebody looks at before saving.';
COMMENT ON COLUMN authority.theme IS '{"name": text beside the logo, "logo": hash, "colours": {"house": "#rrggbb", ...}}; what is missing is the product''s.';

CREATE TABLE school_holiday (
    authority_id      int NOT NULL REFERENCES authority ON DELETE CASCADE,
    school_holiday_id bigint GENERATED ALWAYS AS IDENTITY,
    name              text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    from_day          date NOT NULL,
    to_day            date NOT NULL CHECK (to_day >= from_day),
    PRIMARY KEY (authority_id, school_holiday_id),
    CONSTRAINT school_holiday_once UNIQUE (authority_id, from_day, to_day, name)
);
COMMENT ON TABLE school_holiday IS 'Information for staff who plan; closes nothing.';
COMMENT ON COLUMN school_holiday.to_day IS 'The last day of it.';
CREATE TRIGGER note_catalogue_change AFTER INSERT OR UPDATE OR DELETE ON school_holiday
    FOR EACH ROW EXECUTE FUNCTION note_catalogue_change();

-- What an office may inherit, as the settings page and the audit log show it: now its languages, too.
CREATE OR REPLACE FUNCTION office_rules(o office) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'lead_minutes', o.lead_minutes, 'horizon_days', o.horizon_days, 'days_open_at', o.days_open_at,
        'hold_minutes', o.hold_minutes,
        'change_deadline_minutes', o.change_deadline_minutes, 'retention_days', o.retention_days,
        'bookings_per_email', o.bookings_per_email, 'contact_by', o.contact_by, 'discreet', o.discreet,
        'calendar_names', o.calendar_names, 'phone', o.phone, 'email', o.email, 'languages', o.languages))
$$;
