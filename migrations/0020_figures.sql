-- Figures for the quarterly report: what is measured once a day, and what is counted, beside
-- what bookings tell when nobody is named in them any more.  Nothing here is about single persons.

CREATE TABLE figure_measured (
    authority_id int NOT NULL REFERENCES authority ON DELETE CASCADE,
    day          date NOT NULL,
    measured_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (authority_id, day)
);
COMMENT ON TABLE figure_measured IS 'Days that were measured: once each, in the morning.';

CREATE TABLE figure_of_service (
    authority_id int NOT NULL,
    office_id    bigint NOT NULL,
    service_id   bigint NOT NULL,
    day          date NOT NULL,
    offered      int NOT NULL CHECK (offered >= 0),
    minutes      int NOT NULL CHECK (minutes > 0),
    first_days   int CHECK (first_days >= 0),
    third_days   int CHECK (third_days >= first_days),
    PRIMARY KEY (authority_id, service_id, day),
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE
);
CREATE INDEX figure_of_service_of_office ON figure_of_service (authority_id, office_id, day);
COMMENT ON COLUMN figure_of_service.offered IS 'How many appointments of this service the released time of the day would hold. Services share that time.';
COMMENT ON COLUMN figure_of_service.first_days IS 'Calendar days from then to the first free time; NULL: none within the horizon.';

CREATE TABLE figure_of_office (
    authority_id int NOT NULL,
    office_id    bigint NOT NULL,
    day          date NOT NULL,
    minutes      int NOT NULL CHECK (minutes >= 0),
    PRIMARY KEY (authority_id, office_id, day),
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE
);
COMMENT ON COLUMN figure_of_office.minutes IS 'Released and not closed on that day, of all contact persons and their lanes together.';

CREATE TABLE figure_of_searches (
    authority_id int NOT NULL,
    office_id    bigint NOT NULL,
    service_id   bigint NOT NULL,
    day          date NOT NULL,
    empty        bigint NOT NULL CHECK (empty > 0),
    PRIMARY KEY (authority_id, service_id, day),
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE
);
COMMENT ON COLUMN figure_of_searches.empty IS 'How often somebody looked for times and found none. Who looked is not known.';

ALTER TABLE booking ADD moves int NOT NULL DEFAULT 0 CHECK (moves >= 0);
COMMENT ON COLUMN booking.moves IS 'How often it was given another time.';

CREATE FUNCTION booking_count_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.moves := OLD.moves + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER booking_count_move BEFORE UPDATE ON booking FOR EACH ROW
    WHEN (NEW.reservation_id <> OLD.reservation_id) EXECUTE FUNCTION booking_count_move();

-- What the retention job deleted: how much, not what.
CREATE TABLE deletion_log (
    authority_id int NOT NULL REFERENCES authority ON DELETE CASCADE,
    deletion_id  bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL DEFAULT now(),
    kind         text NOT NULL CHECK (kind IN ('booking', 'message', 'mail_file', 'account_message')),
    office_id    bigint,
    count        int NOT NULL CHECK (count > 0),
    rule_days    int,
    PRIMARY KEY (authority_id, deletion_id)
);
CREATE INDEX deletion_log_at ON deletion_log (authority_id, at);
COMMENT ON TABLE deletion_log IS 'Proof that personal data are deleted when they should be. Counts alone; rows are only ever added.';
COMMENT ON COLUMN deletion_log.rule_days IS 'The rule that held: so many days after the appointment, or after the mail.';
CREATE TRIGGER deletion_only_added BEFORE UPDATE ON deletion_log FOR EACH ROW EXECUTE FUNCTION audit_refuse();
