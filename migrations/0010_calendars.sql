-- Calendars of other programs: contact persons' appointments to subscribe to, and external
-- calendars whose busy times take time away.

ALTER TABLE office ADD calendar_names boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN office.calendar_names IS 'Calendars to subscribe to name the citizens.';

ALTER TABLE closure ADD origin text NOT NULL DEFAULT 'staff' CHECK (origin IN ('staff', 'calendar'));
COMMENT ON COLUMN closure.origin IS 'calendar: busy in the person''s external calendar, and written by its reading alone.';
CREATE INDEX closure_of_calendar ON closure (authority_id, contact_person_id)
    WHERE origin = 'calendar' AND withdrawn_at IS NULL;

CREATE TABLE calendar_feed (
    authority_id      int NOT NULL,
    contact_person_id bigint NOT NULL,
    token_hash        bytea NOT NULL CHECK (length(token_hash) = 32),
    made_at           timestamptz NOT NULL DEFAULT now(),
    read_at           timestamptz,
    PRIMARY KEY (authority_id, contact_person_id),
    CONSTRAINT calendar_feed_token UNIQUE (authority_id, token_hash),
    FOREIGN KEY (authority_id, contact_person_id) REFERENCES contact_person ON DELETE CASCADE
);
COMMENT ON TABLE calendar_feed IS 'A secret address at which a calendar program reads somebody''s appointments.';

CREATE TABLE busy_calendar (
    authority_id      int NOT NULL,
    contact_person_id bigint NOT NULL,
    version           int NOT NULL DEFAULT 1,
    kind              text NOT NULL CHECK (kind IN ('ics', 'caldav')),
    url               text NOT NULL CHECK (url ~ '^https?://' AND length(url) <= 1000),
    user_name         text NOT NULL DEFAULT '' CHECK (length(user_name) <= 200),
    password          bytea,
    due_at            timestamptz NOT NULL DEFAULT now(),
    read_at           timestamptz,
    failed_at         timestamptz,
    failure           text CHECK (failure <> ''),
    PRIMARY KEY (authority_id, contact_person_id),
    CHECK ((failed_at IS NULL) = (failure IS NULL)),
    FOREIGN KEY (authority_id, contact_person_id) REFERENCES contact_person ON DELETE CASCADE
);
CREATE INDEX busy_calendar_due ON busy_calendar (due_at);
COMMENT ON TABLE busy_calendar IS 'The external calendar of a contact person: what is busy there is closed here.';
COMMENT ON COLUMN busy_calendar.password IS 'Sealed: the key is a file beside the database (server/vault.c).';
COMMENT ON COLUMN busy_calendar.read_at IS 'The last time it worked; the closures are from then.';
COMMENT ON COLUMN busy_calendar.failure IS 'Why it does not work since failed_at: a code, such as unreachable.';
