-- The office's side of a booking: who came, what was noted, who was told.

CREATE TYPE attendance AS ENUM ('expected', 'arrived', 'in_progress', 'done', 'missed');

ALTER TABLE booking
    ADD version          int NOT NULL DEFAULT 1,
    ADD attendance       attendance NOT NULL DEFAULT 'expected',
    ADD attendance_since timestamptz,
    ADD note             text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    ADD outside          boolean NOT NULL DEFAULT false,
    ADD booked_by        bigint,
    ADD call_due         text CHECK (call_due <> ''),
    ADD told_at          timestamptz,
    ADD CONSTRAINT booking_attended_since CHECK ((attendance = 'expected') = (attendance_since IS NULL)),
    ADD CONSTRAINT booking_note_erased CHECK (erased_at IS NULL OR (note = '' AND call_due IS NULL));
COMMENT ON COLUMN booking.version IS 'Rises with every change: who changes what somebody else has changed meanwhile is told.';
COMMENT ON COLUMN booking.note IS 'Of the office, for the office; personal data as the rest.';
COMMENT ON COLUMN booking.outside IS 'Stands outside of released time since staff decided so: booked over, or kept when its time was taken away. What is booked over lies on a lane beyond the person''s own.';
COMMENT ON COLUMN booking.booked_by IS 'The account that booked for somebody who called or stood there.';
COMMENT ON COLUMN booking.call_due IS 'What the citizen is to be told by phone, since no mail reaches them.';
COMMENT ON COLUMN booking.told_at IS 'When somebody told them so.';

CREATE FUNCTION booking_rise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER booking_rise BEFORE UPDATE ON booking FOR EACH ROW EXECUTE FUNCTION booking_rise();

CREATE INDEX booking_of_office ON booking (authority_id, office_id);
CREATE INDEX reservation_of_person ON reservation (authority_id, contact_person_id, lower(during));
