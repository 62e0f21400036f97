/* office_save */
-- $1 authority  $2 canonical office file
INSERT INTO office AS o (authority_id, slug, parent_id, position, state, texts, address, phone, email, lead_minutes,
                         horizon_days, hold_minutes, change_deadline_minutes, retention_days, bookings_per_email,
                         contact_by, discreet, languages, days_open_at, calendar_names, reminder_hours,
                         kept_percent, kept_hours)
SELECT $1::int, d.slug, (SELECT p.office_id FROM office p WHERE p.authority_id = $1::int AND p.slug = d.parent),
       d.position, d.state, d.texts, d.address, d.phone, d.email, r.lead_minutes, r.horizon_days, r.hold_minutes,
       r.change_deadline_minutes, r.retention_days, r.bookings_per_email, r.contact_by, r.discreet,
       (SELECT array_agg(code ORDER BY n) FROM jsonb_array_elements_text(d.languages) WITH ORDINALITY AS l (code, n)),
       r.days_open_at, r.calendar_names, r.reminder_hours, r.kept_percent, r.kept_hours
FROM jsonb_to_record($2::jsonb) AS d (slug text, parent text, position int, state office_state, texts jsonb,
                                      address jsonb, phone text, email text, languages jsonb),
     jsonb_to_record(coalesce($2::jsonb -> 'rules', '{}')) AS r (
         lead_minutes int, horizon_days int, hold_minutes int, change_deadline_minutes int, retention_days int,
         bookings_per_email int, contact_by text, discreet boolean, days_open_at text, calendar_names boolean,
         reminder_hours int, kept_percent int, kept_hours int)
ON CONFLICT ON CONSTRAINT office_slug DO UPDATE
SET parent_id = excluded.parent_id, position = excluded.position, state = excluded.state, texts = excluded.texts,
    address = excluded.address, phone = excluded.phone, email = excluded.email, lead_minutes = excluded.lead_minutes,
    horizon_days = excluded.horizon_days, hold_minutes = excluded.hold_minutes,
    change_deadline_minutes = excluded.change_deadline_minutes, retention_days = excluded.retention_days,
    bookings_per_email = excluded.bookings_per_email, contact_by = excluded.contact_by, discreet = excluded.discreet,
    languages = excluded.languages, days_open_at = excluded.days_open_at,
    calendar_names = excluded.calendar_names, reminder_hours = excluded.reminder_hours,
    kept_percent = excluded.kept_percent, kept_hours = excluded.kept_hours
WHERE (o.parent_id, o.position, o.state, o.texts, o.address, o.phone, o.email, o.lead_minutes, o.horizon_days,
       o.hold_minutes, o.change_deadline_minutes, o.retention_days, o.bookings_per_email, o.contact_by, o.discreet, o.languages,
       o.days_open_at, o.calendar_names, o.reminder_hours, o.kept_percent, o.kept_hours)
      IS DISTINCT FROM
      (excluded.parent_id, excluded.position, excluded.state, excluded.texts, excluded.address, excluded.phone,
       excluded.email, excluded.lead_minutes, excluded.horizon_days, excluded.hold_minutes,
       excluded.change_deadline_minutes, excluded.retention_days, excluded.bookings_per_email, excluded.contact_by,
       excluded.discreet, excluded.languages, excluded.days_open_at, excluded.calendar_names,
       excluded.reminder_hours, excluded.kept_percent, excluded.kept_hours)
