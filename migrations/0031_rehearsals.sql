-- An office in rehearsal has a secret address under which staff play the citizens' way. What is
-- booked there is marked, and goes at night, and when the rehearsal ends.

ALTER TABLE office ADD rehearsal_token_hash bytea CONSTRAINT office_rehearsal_token CHECK (length(rehearsal_token_hash) = 32);
ALTER TABLE office ADD CONSTRAINT office_rehearsal_token_in_rehearsal
    CHECK (rehearsal_token_hash IS NULL OR state = 'rehearsal');
COMMENT ON COLUMN office.rehearsal_token_hash IS 'Of the secret address of the rehearsal; NULL: there is none.';

ALTER TABLE reservation ADD rehearsal boolean NOT NULL DEFAULT false;
ALTER TABLE booking ADD rehearsal boolean NOT NULL DEFAULT false;
CREATE INDEX reservation_of_rehearsal ON reservation (authority_id, service_id) WHERE rehearsal AND released_at IS NULL;
CREATE INDEX booking_of_rehearsal ON booking (authority_id, office_id) WHERE rehearsal;
COMMENT ON COLUMN reservation.rehearsal IS 'Claimed while its office rehearsed, by staff who play citizens.';
COMMENT ON COLUMN booking.rehearsal IS 'Of somebody who plays a citizen: counts nowhere, and is deleted the night after.';

-- Whoever changes the state, and however: nothing of a rehearsal outlasts it.
CREATE FUNCTION office_rehearsal_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'rehearsal' THEN
        NEW.rehearsal_token_hash := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rehearsal_closes BEFORE UPDATE OF state ON office
    FOR EACH ROW EXECUTE FUNCTION office_rehearsal_closes();

CREATE FUNCTION office_rehearsal_swept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM booking b WHERE b.authority_id = NEW.authority_id AND b.office_id = NEW.office_id AND b.rehearsal;
    UPDATE reservation r SET released_at = now()
    FROM service s
    WHERE s.authority_id = NEW.authority_id AND s.office_id = NEW.office_id
      AND r.authority_id = s.authority_id AND r.service_id = s.service_id AND r.rehearsal AND r.released_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER rehearsal_swept AFTER UPDATE OF state ON office
    FOR EACH ROW WHEN (OLD.state = 'rehearsal' AND NEW.state <> 'rehearsal') EXECUTE FUNCTION office_rehearsal_swept();

CREATE OR REPLACE VIEW booking_for_staff AS
SELECT b.authority_id, b.booking_id, b.version, b.reference, b.uid, b.sequence, b.state, b.office_id, b.service_id,
       b.family_name, b.given_name, b.email, b.phone, b.language, b.answers, b.asked, b.note, b.outside, b.call_due,
       b.attendance, r.contact_person_id, r.channel, r.minutes, r.lane, r.during,
       extract(epoch FROM b.attendance_since)::bigint AS attendance_since,
       extract(epoch FROM b.told_at)::bigint AS told_at, extract(epoch FROM b.cancelled_at)::bigint AS cancelled_at,
       extract(epoch FROM b.erased_at)::bigint AS erased_at,
       extract(epoch FROM lower(r.during))::bigint AS from_at, extract(epoch FROM upper(r.during))::bigint AS to_at,
       floor(extract(epoch FROM b.created_at))::bigint AS created_at,
       floor(extract(epoch FROM b.changed_at))::bigint AS changed_at, r.room, b.rehearsal
FROM booking b
JOIN reservation r USING (authority_id, reservation_id);
