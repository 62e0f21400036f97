-- Reservations, which judge every race, and bookings, which hold the personal
-- data.
--
-- reservation_no_overlap says to every writer that a lane is occupied once.
-- Claims are INSERT ... ON CONFLICT DO NOTHING; a plain INSERT that waits for
-- the violation deadlocks under contention.
--
-- The change feed: changed_in is the writing transaction.  A reader that asks
-- for rows with changed_in >= the xmin of its previous snapshot misses nothing,
-- since every transaction below that xmin had ended when the snapshot was taken.

CREATE TABLE reservation (
    authority_id      int NOT NULL,
    reservation_id    bigint GENERATED ALWAYS AS IDENTITY,
    contact_person_id bigint NOT NULL,
    service_id        bigint NOT NULL,
    lane              int NOT NULL CHECK (lane BETWEEN 0 AND 31),
    channel           channel NOT NULL,
    during            tstzrange NOT NULL CHECK (is_span(during)),
    minutes           int NOT NULL CHECK (minutes > 0),
    hold_token_hash   bytea CHECK (length(hold_token_hash) = 32),
    hold_expires_at   timestamptz,
    hold_extended     boolean NOT NULL DEFAULT false,
    claimed_at        timestamptz NOT NULL DEFAULT now(),
    released_at       timestamptz,
    changed_in        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (authority_id, reservation_id),
    CONSTRAINT reservation_hold_token UNIQUE (authority_id, hold_token_hash),
    CONSTRAINT reservation_no_overlap
        EXCLUDE USING gist (contact_person_id WITH =, lane WITH =, during WITH &&)
        WHERE (released_at IS NULL),
    CHECK (hold_expires_at IS NULL OR hold_token_hash IS NOT NULL),
    FOREIGN KEY (authority_id, contact_person_id) REFERENCES contact_person,
    FOREIGN KEY (authority_id, service_id) REFERENCES service
);
CREATE INDEX reservation_changed ON reservation (changed_in);
CREATE INDEX reservation_expiring ON reservation (hold_expires_at)
    WHERE hold_expires_at IS NOT NULL AND released_at IS NULL;
COMMENT ON TABLE reservation IS 'The occupied span of one lane of one contact person, buffer included. Holds no personal data.';
COMMENT ON COLUMN reservation.minutes IS 'Length of the appointment; the rest of the span is buffer.';
COMMENT ON COLUMN reservation.hold_expires_at IS 'A hold while set; NULL once confirmed.';

CREATE TYPE booking_state AS ENUM ('confirmed', 'cancelled');

CREATE TABLE booking (
    authority_id   int NOT NULL,
    booking_id     bigint GENERATED ALWAYS AS IDENTITY,
    reservation_id bigint NOT NULL,
    office_id      bigint NOT NULL,
    service_id     bigint NOT NULL,
    reference      text NOT NULL,
    uid            text NOT NULL,
    sequence       int NOT NULL DEFAULT 0 CHECK (sequence >= 0),
    state          booking_state NOT NULL DEFAULT 'confirmed',
    family_name    text CHECK (length(family_name) BETWEEN 1 AND 100),
    given_name     text CHECK (length(given_name) BETWEEN 1 AND 100),
    email          text CHECK (length(email) <= 254),
    phone          text CHECK (length(phone) <= 40),
    language       text NOT NULL,
    answers        jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(answers) = 'object'),
    asked          jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(asked) = 'object'),
    nth_of_email   int CHECK (nth_of_email > 0),
    created_at     timestamptz NOT NULL DEFAULT now(),
    changed_at     timestamptz NOT NULL DEFAULT now(),
    cancelled_at   timestamptz,
    erased_at      timestamptz,
    PRIMARY KEY (authority_id, booking_id),
    CONSTRAINT booking_reservation UNIQUE (authority_id, reservation_id),
    CONSTRAINT booking_reference UNIQUE (authority_id, reference),
    CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
    CONSTRAINT booking_named_until_erased CHECK ((family_name IS NOT NULL) = (erased_at IS NULL)),
    CONSTRAINT booking_erased_whole CHECK (erased_at IS NULL OR
        num_nonnulls(family_name, given_name, email, phone) = 0 AND answers = '{}' AND asked = '{}'),
    FOREIGN KEY (authority_id, reservation_id) REFERENCES reservation,
    FOREIGN KEY (authority_id, office_id) REFERENCES office,
    FOREIGN KEY (authority_id, service_id) REFERENCES service
);
-- Counts the bookings one address holds for a service: two that are confirmed
-- at the same moment cannot take the same number.
CREATE UNIQUE INDEX booking_nth_of_email ON booking (authority_id, service_id, lower(email), nth_of_email)
    WHERE state = 'confirmed' AND email IS NOT NULL;
COMMENT ON TABLE booking IS 'The citizen''s appointment, with the personal data until it is erased.';
COMMENT ON COLUMN booking.uid IS 'UID of the calendar entry (RFC 5545): random, stays when the booking moves.';
COMMENT ON COLUMN booking.sequence IS 'SEQUENCE of the calendar entry: rises with every change.';

COMMENT ON COLUMN booking.answers IS 'Answers to the service''s own questions, by their key.';
COMMENT ON COLUMN booking.asked IS 'What decided who is responsible: surname letters and municipality, as the citizen gave them.';

CREATE TABLE manage_link (
    authority_id int NOT NULL,
    token_hash   bytea NOT NULL CHECK (length(token_hash) = 32),
    booking_id   bigint NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (authority_id, token_hash),
    FOREIGN KEY (authority_id, booking_id) REFERENCES booking ON DELETE CASCADE
);
CREATE INDEX manage_link_of_booking ON manage_link (authority_id, booking_id);
COMMENT ON TABLE manage_link IS 'Tokens that open a booking, as hashes. A lost link is replaced by one more.';

CREATE TYPE message_kind AS ENUM ('confirmation', 'moved', 'cancelled', 'lost_link');

CREATE TABLE message (
    authority_id int NOT NULL,
    message_id   bigint GENERATED ALWAYS AS IDENTITY,
    booking_id   bigint NOT NULL,
    kind         message_kind NOT NULL,
    recipient    text,
    language     text NOT NULL,
    details      jsonb CHECK (jsonb_typeof(details) = 'object'),
    created_at   timestamptz NOT NULL DEFAULT now(),
    due_at       timestamptz NOT NULL DEFAULT now(),
    attempts     int NOT NULL DEFAULT 0,
    last_error   text,
    sent_at      timestamptz,
    failed_at    timestamptz,
    PRIMARY KEY (authority_id, message_id),
    CHECK (num_nonnulls(sent_at, failed_at) <= 1),
    CONSTRAINT message_emptied_when_done CHECK
        ((num_nonnulls(sent_at, failed_at) = 0) = (recipient IS NOT NULL AND details IS NOT NULL)),
    FOREIGN KEY (authority_id, booking_id) REFERENCES booking ON DELETE CASCADE
);
CREATE INDEX message_due ON message (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX message_of_booking ON message (authority_id, booking_id);
COMMENT ON TABLE message IS 'A mail that is due or sent (outbox). Recipient and details are forgotten once it has left.';
COMMENT ON COLUMN message.due_at IS 'Next attempt. Taking a message moves this ahead, so that nobody else takes it.';
COMMENT ON COLUMN message.details IS 'The appointment as it was when the mail fell due, and the manage token.';
