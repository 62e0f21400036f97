/* office_settings_save */
-- What is not among the rules is inherited from now on.  No row: the version is an old one.
-- $1 authority  $2 account  $3 office  $4 version  $5 rules
WITH was AS MATERIALIZED (
    SELECT o.office_id, office_rules(o) AS rules FROM office o
    WHERE o.authority_id = $1::int AND o.office_id = $3::bigint AND o.version = $4::int
    FOR UPDATE
), changed AS (
    UPDATE office o
    SET lead_minutes = r.lead_minutes, horizon_days = r.horizon_days,
        days_open_at = r.days_open_at, kept_percent = r.kept_percent, kept_hours = r.kept_hours,
        hold_minutes = r.hold_minutes,
        change_deadline_minutes = r.change_deadline_minutes, reminder_hours = r.reminder_hours,
        retention_days = r.retention_days,
        bookings_per_email = r.bookings_per_email, contact_by = r.contact_by, discreet = r.discreet,
        calendar_names = r.calendar_names, phone = r.phone, email = r.email,
        languages = (SELECT array_agg(l.code ORDER BY l.n) FROM jsonb_array_elements_text(r.languages) WITH ORDINALITY AS l (code, n))
    FROM was, jsonb_to_record($5::jsonb) AS r (
        lead_minutes int, horizon_days int, days_open_at text, kept_percent int, kept_hours int,
        hold_minutes int, change_deadline_minutes int,
        reminder_hours int, retention_days int,
        bookings_per_email int, contact_by text, discreet boolean, calendar_names boolean, phone text, email text,
        languages jsonb)
    WHERE o.authority_id = $1::int AND o.office_id = was.office_id AND was.rules <> $5::jsonb
    RETURNING o.office_id, office_rules(o) AS rules
)
SELECT was.office_id,
       (SELECT audit($1::int, $2::bigint, $3::bigint, 'settings', 'office', $3::text, was.rules, c.rules)
        FROM changed c) AS audit_id
FROM was
