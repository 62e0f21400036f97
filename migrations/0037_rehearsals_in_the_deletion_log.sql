-- What sweeping rehearsals deletes stands in the log of deletions, too.

ALTER TABLE deletion_log DROP CONSTRAINT deletion_log_kind_check;
ALTER TABLE deletion_log ADD CONSTRAINT deletion_log_kind_check
    CHECK (kind IN ('booking', 'answer', 'message', 'mail_file', 'account_message', 'rehearsal'));

CREATE OR REPLACE FUNCTION office_rehearsal_swept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone int;
BEGIN
    DELETE FROM booking b WHERE b.authority_id = NEW.authority_id AND b.office_id = NEW.office_id AND b.rehearsal;
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO deletion_log (authority_id, kind, office_id, count)
    SELECT NEW.authority_id, 'rehearsal', NEW.office_id, gone WHERE gone > 0;
    UPDATE reservation r SET released_at = now()
    FROM service s
    WHERE s.authority_id = NEW.authority_id AND s.office_id = NEW.office_id
      AND r.authority_id = s.authority_id AND r.service_id = s.service_id AND r.rehearsal AND r.released_at IS NULL;
    RETURN NULL;
END $$;
