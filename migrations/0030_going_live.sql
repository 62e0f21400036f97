-- Offices go live when nothing is missing, at once or at a stated hour.  A test mail shows that mails
-- leave.

ALTER TABLE office
    ADD live_at     timestamptz,
    ADD live_missed jsonb CHECK (jsonb_typeof(live_missed) = 'array'),
    ADD CONSTRAINT office_goes_live_once CHECK (live_at IS NULL OR state <> 'live'),
    ADD CONSTRAINT office_missed_its_hour CHECK (live_missed IS NULL OR live_at IS NOT NULL);
COMMENT ON COLUMN office.live_at IS 'When the jobs process is to make it live, if nothing is missing then.';
COMMENT ON COLUMN office.live_missed IS 'What was missing then: [{key, text}]. It stays as it is until somebody decides anew.';

ALTER TYPE account_link_kind ADD VALUE 'test';

CREATE TABLE test_mail (
    authority_id       int NOT NULL,
    office_id          bigint NOT NULL,
    recipient          text NOT NULL CHECK (recipient LIKE '%_@_%' AND length(recipient) <= 254),
    account_message_id bigint NOT NULL,
    asked_at           timestamptz NOT NULL DEFAULT now(),
    sent_at            timestamptz,
    failed_at          timestamptz,
    last_error         text,
    PRIMARY KEY (authority_id, office_id),
    CHECK (num_nonnulls(sent_at, failed_at) <= 1),
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE
);
CREATE INDEX test_mail_of_message ON test_mail (authority_id, account_message_id);
COMMENT ON TABLE test_mail IS 'The last test mail of an office and what the mail server said to it; the mail itself is an account_message.';
COMMENT ON COLUMN test_mail.last_error IS 'Why it has not left, while it is tried again or for good.';

CREATE FUNCTION office_managers(authority int, office bigint)
    RETURNS TABLE (account_id bigint, name text, second_factor boolean) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT a.account_id, a.name, a.totp_secret IS NOT NULL OR a.subject IS NOT NULL
    FROM account a JOIN account_grant g USING (authority_id, account_id)
    WHERE a.authority_id = authority AND a.state <> 'blocked' AND g.role = 'office_manager'
      AND g.office_id = ANY (offices_above(authority, office))
$$;
COMMENT ON FUNCTION office_managers IS 'Who manages the office, and whether a second factor protects them; single sign-on has its own.';
