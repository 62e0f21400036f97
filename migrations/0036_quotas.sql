-- A share of all released time is kept back for the phone and for emergencies; it opens to citizens
-- shortly before.  Which part of a slot that is says lib/quota.c; like lead time and horizon it is
-- judged where times are found, not at the claim.

ALTER TABLE office
    ADD COLUMN kept_percent int CONSTRAINT office_kept_percent CHECK (kept_percent BETWEEN 0 AND 100),
    ADD COLUMN kept_hours int CONSTRAINT office_kept_hours CHECK (kept_hours BETWEEN 1 AND 720);
COMMENT ON COLUMN office.kept_percent IS 'This share of each slot is kept back from citizens; NULL: as the office above it, at the top nothing.';
COMMENT ON COLUMN office.kept_hours IS 'It opens so many hours before the slot begins; NULL: as the office above it, at the top a day.';

CREATE OR REPLACE FUNCTION office_rules(o office) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'lead_minutes', o.lead_minutes, 'horizon_days', o.horizon_days, 'days_open_at', o.days_open_at,
        'kept_percent', o.kept_percent, 'kept_hours', o.kept_hours,
        'hold_minutes', o.hold_minutes,
        'change_deadline_minutes', o.change_deadline_minutes, 'reminder_hours', o.reminder_hours,
        'retention_days', o.retention_days,
        'bookings_per_email', o.bookings_per_email, 'contact_by', o.contact_by, 'discreet', o.discreet,
        'calendar_names', o.calendar_names, 'phone', o.phone, 'email', o.email, 'languages', o.languages))
$$;
