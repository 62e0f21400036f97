-- When contact persons are free: weekly hours release slots, closures take
-- time away again.
--
-- Instants are on 5-minute boundaries of UTC.  Local time exists only in
-- weekly_hours.  Slots and closures are never deleted while they matter, they
-- are withdrawn, so that the change feed can tell (see 0003).

CREATE FUNCTION on_tick(instant timestamptz) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN instant IS NOT NULL AND isfinite(instant)
       AND extract(epoch FROM instant AT TIME ZONE 'UTC')::numeric % 300 = 0;

CREATE FUNCTION is_span(span tstzrange) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN NOT isempty(span) AND lower_inc(span) AND NOT upper_inc(span)
       AND on_tick(lower(span)) AND on_tick(upper(span));
COMMENT ON FUNCTION is_span IS 'Half-open [from, to), both on 5-minute boundaries.';

CREATE FUNCTION channel_mask(channels channel[]) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('in_person' = ANY (channels))::int + ('phone' = ANY (channels))::int * 2
         + ('video' = ANY (channels))::int * 4;
COMMENT ON FUNCTION channel_mask IS 'As enum channel of lib/channel.h.';

CREATE TABLE weekly_hours (
    authority_id      int NOT NULL,
    weekly_hours_id   bigint GENERATED ALWAYS AS IDENTITY,
    contact_person_id bigint NOT NULL,
    rule              text NOT NULL CHECK (rule ~ '^FREQ=(WEEKLY|MONTHLY);'),
    from_time         time NOT NULL CHECK (extract(epoch FROM from_time)::int % 300 = 0),
    to_time           time NOT NULL CHECK (extract(epoch FROM to_time)::int % 300 = 0),
    step_minutes      int NOT NULL CHECK (step_minutes BETWEEN 5 AND 480 AND step_minutes % 5 = 0),
    channels          channel[] NOT NULL CHECK (cardinality(channels) BETWEEN 1 AND 3),
    service_ids       bigint[] NOT NULL DEFAULT '{}' CHECK (cardinality(service_ids) <= 16),
    valid_from        date NOT NULL,
    valid_until       date,
    ended_at          timestamptz,
    released_through  date,
    PRIMARY KEY (authority_id, weekly_hours_id),
    CHECK (from_time < to_time),
    CHECK (valid_from <= valid_until),
    FOREIGN KEY (authority_id, contact_person_id) REFERENCES contact_person ON DELETE CASCADE
);
CREATE INDEX weekly_hours_of_person ON weekly_hours (authority_id, contact_person_id);
COMMENT ON TABLE weekly_hours IS 'A recurring rule that releases slots. Local time of the authority.';
COMMENT ON COLUMN weekly_hours.rule IS 'RRULE (RFC 5545) of a strict subset: weekly on weekdays, or monthly on the n-th weekday.';
COMMENT ON COLUMN weekly_hours.ended_at IS 'Withdrawn: releases nothing more, and its slots of the future are withdrawn.';
COMMENT ON COLUMN weekly_hours.released_through IS 'Slots are released through this local date; NULL after every change, so that the jobs process goes over the rule again.';
COMMENT ON COLUMN weekly_hours.service_ids IS 'Only for these services; empty for all the person answers for.';

CREATE FUNCTION weekly_hours_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.released_through := NULL;
    RETURN NEW;
END $$;

CREATE TRIGGER changed BEFORE UPDATE OF rule, from_time, to_time, step_minutes, channels, service_ids, valid_from,
    valid_until, ended_at ON weekly_hours FOR EACH ROW EXECUTE FUNCTION weekly_hours_changed();

CREATE TABLE slot (
    authority_id      int NOT NULL,
    slot_id           bigint GENERATED ALWAYS AS IDENTITY,
    contact_person_id bigint NOT NULL,
    during            tstzrange NOT NULL CHECK (is_span(during)),
    step_minutes      int NOT NULL CHECK (step_minutes BETWEEN 5 AND 480 AND step_minutes % 5 = 0),
    channels          channel[] NOT NULL CHECK (cardinality(channels) BETWEEN 1 AND 3),
    service_ids       bigint[] NOT NULL DEFAULT '{}' CHECK (cardinality(service_ids) <= 16),
    weekly_hours_id   bigint,
    occurs_on         date,
    edited            boolean NOT NULL DEFAULT false,
    withdrawn_at      timestamptz,
    changed_in        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (authority_id, slot_id),
    CONSTRAINT slot_once_per_occurrence UNIQUE (authority_id, weekly_hours_id, occurs_on),
    CHECK ((weekly_hours_id IS NULL) = (occurs_on IS NULL)),
    FOREIGN KEY (authority_id, contact_person_id) REFERENCES contact_person ON DELETE CASCADE,
    FOREIGN KEY (authority_id, weekly_hours_id) REFERENCES weekly_hours
);
CREATE INDEX slot_of_person ON slot USING gist (contact_person_id, during) WHERE withdrawn_at IS NULL;
CREATE INDEX slot_changed ON slot (changed_in);
COMMENT ON TABLE slot IS 'A stretch of a contact person''s time released for booking; starts are allowed at lower(during) + k * step_minutes.';
COMMENT ON COLUMN slot.occurs_on IS 'Local date of the weekly hours'' occurrence this slot comes from.';
COMMENT ON COLUMN slot.edited IS 'Changed or dropped by hand: the weekly hours leave it alone.';

CREATE TABLE closure (
    authority_id      int NOT NULL REFERENCES authority ON DELETE CASCADE,
    closure_id        bigint GENERATED ALWAYS AS IDENTITY,
    office_id         bigint,
    contact_person_id bigint,
    during            tstzrange NOT NULL CHECK (is_span(during)),
    reason            texts,
    holiday_on        date,
    withdrawn_at      timestamptz,
    changed_in        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (authority_id, closure_id),
    CONSTRAINT closure_once_per_holiday UNIQUE (authority_id, holiday_on),
    CHECK (num_nonnulls(office_id, contact_person_id) <= 1),
    CHECK (holiday_on IS NULL OR num_nonnulls(office_id, contact_person_id) = 0),
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE,
    FOREIGN KEY (authority_id, contact_person_id) REFERENCES contact_person ON DELETE CASCADE
);
CREATE INDEX closure_during ON closure USING gist (authority_id, during) WHERE withdrawn_at IS NULL;
CREATE INDEX closure_changed ON closure (changed_in);
COMMENT ON TABLE closure IS 'Time taken away again: of one contact person, of an office and all below it, or of the whole authority.';
COMMENT ON COLUMN closure.holiday_on IS 'The public holiday this closure stands for.';
