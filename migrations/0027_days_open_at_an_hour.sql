-- A new day of the horizon opens at an hour that an office states, not at midnight.

ALTER TABLE office ADD COLUMN days_open_at text
    CONSTRAINT office_days_open_at CHECK (days_open_at ~ '^([01][0-9]|2[0-3]):[0-5][05]$');
COMMENT ON COLUMN office.days_open_at IS 'From this local time on, HH:MM, citizens can book the last day of the horizon; NULL: as the office above it, at the top with the day.';

CREATE OR REPLACE FUNCTION office_rules(o office) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'lead_minutes', o.lead_minutes, 'horizon_days', o.horizon_days, 'days_open_at', o.days_open_at,
        'hold_minutes', o.hold_minutes,
        'change_deadline_minutes', o.change_deadline_minutes, 'retention_days', o.retention_days,
        'bookings_per_email', o.bookings_per_email, 'contact_by', o.contact_by, 'discreet', o.discreet,
        'calendar_names', o.calendar_names, 'phone', o.phone, 'email', o.email))
$$;
