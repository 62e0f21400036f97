-- The tenant, its offices, what they offer and who receives citizens.
--
-- Every key of what grows begins with the authority, so that an authority can
-- be moved to another cluster or distributed.  Texts for people are kept per
-- language as {"de": {...}, "en": {...}}.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE DOMAIN slug AS text
    CHECK (VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(VALUE) <= 60);

CREATE DOMAIN texts AS jsonb NOT NULL DEFAULT '{}'
    CHECK (jsonb_typeof(VALUE) = 'object');

CREATE TYPE channel AS ENUM ('in_person', 'phone', 'video');
CREATE TYPE office_state AS ENUM ('draft', 'rehearsal', 'live', 'closed');
CREATE TYPE contact_kind AS ENUM ('person', 'team', 'counter');

CREATE TABLE authority (
    authority_id  int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug          slug NOT NULL CONSTRAINT authority_slug UNIQUE,
    hosts         text[] NOT NULL DEFAULT '{}',
    texts         texts,
    address       jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(address) = 'object'),
    phone         text NOT NULL DEFAULT '',
    email         text NOT NULL CHECK (email LIKE '%_@_%'),
    federal_state text NOT NULL CHECK (federal_state IN ('BW', 'BY', 'BE', 'BB', 'HB', 'HH', 'HE',
                      'MV', 'NI', 'NW', 'RP', 'SL', 'SN', 'ST', 'SH', 'TH')),
    time_zone     text NOT NULL DEFAULT 'Europe/Berlin'
                      CHECK (now() AT TIME ZONE time_zone IS NOT NULL),
    languages     text[] NOT NULL CHECK (cardinality(languages) BETWEEN 1 AND 20),
    links         jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(links) = 'object'),
    theme         jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(theme) = 'object')
);
COMMENT ON TABLE authority IS 'The tenant: one county, later also municipalities.';
COMMENT ON COLUMN authority.hosts IS 'Host names this authority answers to; the first authority answers to all others.';
COMMENT ON COLUMN authority.languages IS 'Languages offered; the first is the default.';
COMMENT ON COLUMN authority.email IS 'Sender of mails and organizer of calendar entries.';

CREATE TABLE municipality (
    authority_id int NOT NULL REFERENCES authority ON DELETE CASCADE,
    key          text NOT NULL CHECK (key ~ '^[0-9]{8}$'),
    name         text NOT NULL CHECK (name <> ''),
    postcode     text NOT NULL CHECK (postcode ~ '^[0-9]{5}$'),
    PRIMARY KEY (authority_id, key)
);
COMMENT ON COLUMN municipality.key IS 'Amtlicher Gemeindeschlüssel (AGS), 8 digits.';

CREATE TABLE office (
    authority_id int NOT NULL REFERENCES authority ON DELETE CASCADE,
    office_id    bigint GENERATED ALWAYS AS IDENTITY,
    parent_id    bigint CONSTRAINT office_not_its_own_parent CHECK (parent_id <> office_id),
    slug         slug NOT NULL,
    position     int NOT NULL DEFAULT 0,
    state        office_state NOT NULL DEFAULT 'draft',
    texts        texts,
    -- What follows is inherited from the parent where it is NULL.
    address      jsonb CHECK (jsonb_typeof(address) = 'object'),
    phone        text,
    email        text CHECK (email LIKE '%_@_%'),
    lead_minutes            int CHECK (lead_minutes BETWEEN 0 AND 43200),
    horizon_days            int CHECK (horizon_days BETWEEN 1 AND 366),
    hold_minutes            int CHECK (hold_minutes BETWEEN 1 AND 60),
    change_deadline_minutes int CHECK (change_deadline_minutes BETWEEN 0 AND 43200),
    retention_days          int CHECK (retention_days BETWEEN 0 AND 90),
    bookings_per_email      int CHECK (bookings_per_email BETWEEN 1 AND 100),
    contact_by              text CHECK (contact_by IN ('email', 'phone', 'email_or_phone', 'email_and_phone')),
    discreet                boolean,
    PRIMARY KEY (authority_id, office_id),
    CONSTRAINT office_slug UNIQUE (authority_id, slug),
    CONSTRAINT office_parent FOREIGN KEY (authority_id, parent_id) REFERENCES office
);
COMMENT ON TABLE office IS 'A part of an authority; offices form a tree. Only live offices are public.';
COMMENT ON COLUMN office.lead_minutes IS 'A time can be booked until so many minutes before it starts.';
COMMENT ON COLUMN office.horizon_days IS 'Times are offered for today and so many days ahead.';
COMMENT ON COLUMN office.change_deadline_minutes IS 'Citizens may move and cancel until so many minutes before the start.';
COMMENT ON COLUMN office.discreet IS 'Mails and calendar entries name neither office nor service.';

CREATE TABLE service (
    authority_id   int NOT NULL,
    service_id     bigint GENERATED ALWAYS AS IDENTITY,
    office_id      bigint NOT NULL,
    slug           slug NOT NULL,
    position       int NOT NULL DEFAULT 0,
    active         boolean NOT NULL DEFAULT true,
    leika          text CHECK (leika ~ '^99[0-9]{12}$'),
    minutes        int NOT NULL CHECK (minutes BETWEEN 5 AND 480 AND minutes % 5 = 0),
    buffer_minutes int NOT NULL DEFAULT 0 CHECK (buffer_minutes BETWEEN 0 AND 240 AND buffer_minutes % 5 = 0),
    channels       channel[] NOT NULL CHECK (cardinality(channels) BETWEEN 1 AND 3),
    texts          texts,
    questions      jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(questions) = 'array'),
    PRIMARY KEY (authority_id, service_id),
    CONSTRAINT service_slug UNIQUE (authority_id, office_id, slug),
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE
);
COMMENT ON TABLE service IS 'What a citizen comes for.';
COMMENT ON COLUMN service.leika IS 'Leistungsschlüssel of the LeiKa/FIM catalogue, 14 digits.';

CREATE TABLE contact_person (
    authority_id      int NOT NULL,
    contact_person_id bigint GENERATED ALWAYS AS IDENTITY,
    office_id         bigint NOT NULL,
    slug              slug NOT NULL,
    position          int NOT NULL DEFAULT 0,
    active            boolean NOT NULL DEFAULT true,
    kind              contact_kind NOT NULL DEFAULT 'person',
    name              text NOT NULL CHECK (name <> '' AND length(name) <= 100),
    lanes             int NOT NULL DEFAULT 1 CHECK (lanes BETWEEN 1 AND 32),
    room              texts,
    phone             text NOT NULL DEFAULT '',
    email             text NOT NULL DEFAULT '',
    video_url         text CHECK (video_url ~ '^https://'),
    PRIMARY KEY (authority_id, contact_person_id),
    CONSTRAINT contact_person_slug UNIQUE (authority_id, office_id, slug),
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE
);
COMMENT ON TABLE contact_person IS 'Who receives citizens: a person, or a team or counter.';
COMMENT ON COLUMN contact_person.lanes IS 'How many citizens at once.';
COMMENT ON COLUMN contact_person.video_url IS 'Address of the video consultation, told to the citizen who booked one.';

CREATE TABLE responsibility (
    authority_id      int NOT NULL,
    responsibility_id bigint GENERATED ALWAYS AS IDENTITY,
    contact_person_id bigint NOT NULL,
    service_id        bigint NOT NULL,
    surname_from      text CHECK (surname_from <> ''),
    surname_to        text CHECK (surname_to <> ''),
    PRIMARY KEY (authority_id, responsibility_id),
    CHECK ((surname_from IS NULL) = (surname_to IS NULL)),
    FOREIGN KEY (authority_id, contact_person_id) REFERENCES contact_person ON DELETE CASCADE,
    FOREIGN KEY (authority_id, service_id) REFERENCES service ON DELETE CASCADE
);
CREATE INDEX responsibility_of_person ON responsibility (authority_id, contact_person_id);
CREATE INDEX responsibility_for_service ON responsibility (authority_id, service_id);
COMMENT ON TABLE responsibility IS 'Which contact person answers for which service, optionally only for a range of surnames or some municipalities.';

CREATE TABLE responsibility_municipality (
    authority_id      int NOT NULL,
    responsibility_id bigint NOT NULL,
    municipality_key  text NOT NULL,
    PRIMARY KEY (authority_id, responsibility_id, municipality_key),
    FOREIGN KEY (authority_id, responsibility_id) REFERENCES responsibility ON DELETE CASCADE,
    FOREIGN KEY (authority_id, municipality_key) REFERENCES municipality
);
COMMENT ON TABLE responsibility_municipality IS 'A responsibility with rows here answers only for these municipalities.';
