-- Citizens are reminded of an appointment by mail, so long before as the office says.

ALTER TYPE message_kind ADD VALUE 'reminder';

ALTER TABLE office ADD COLUMN reminder_hours int
    CONSTRAINT office_reminder_hours CHECK (reminder_hours BETWEEN 0 AND 168);
COMMENT ON COLUMN office.reminder_hours IS 'So long before the start citizens are reminded by mail; 0: never. NULL: as the office above it, at the top a day.';

CREATE OR REPLACE FUNCTION office_rules(o office) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'lead_minutes', o.lead_minutes, 'horizon_days', o.horizon_days, 'days_open_at', o.days_open_at,
        'hold_minutes', o.hold_minutes,
        'change_deadline_minutes', o.change_deadline_minutes, 'reminder_hours', o.reminder_hours,
        'retention_days', o.retention_days,
        'bookings_per_email', o.bookings_per_email, 'contact_by', o.contact_by, 'discreet', o.discreet,
        'calendar_names', o.calendar_names, 'phone', o.phone, 'email', o.email, 'languages', o.languages))
$$;
