-- An office that was closed says where citizens go now.

ALTER TABLE office ADD successor_id bigint
    CONSTRAINT office_not_its_own_successor CHECK (successor_id <> office_id);
ALTER TABLE office
    ADD CONSTRAINT office_successor FOREIGN KEY (authority_id, successor_id) REFERENCES office
        ON DELETE SET NULL (successor_id),
    ADD CONSTRAINT office_successor_when_closed CHECK (successor_id IS NULL OR state = 'closed');
COMMENT ON COLUMN office.successor_id IS 'The office of the same authority that takes new bookings instead of this one, which is closed.';
