-- Who signs in: accounts, what they may do, their sessions, and the log of what
-- they changed.
--
-- Secrets that are drawn at random (session keys, links, recovery codes) are stored as
-- hashes only: a copy of the database opens nothing.

CREATE TYPE account_state AS ENUM ('invited', 'active', 'blocked');
CREATE TYPE staff_role AS ENUM ('front_desk', 'contact_person', 'office_manager', 'administrator');
CREATE TYPE session_stage AS ENUM ('code', 'set_up', 'full');

CREATE TABLE account (
    authority_id    int NOT NULL REFERENCES authority ON DELETE CASCADE,
    account_id      bigint GENERATED ALWAYS AS IDENTITY,
    email           text NOT NULL CHECK (email LIKE '%_@_%' AND length(email) <= 254),
    name            text NOT NULL CHECK (name <> '' AND length(name) <= 100),
    state           account_state NOT NULL DEFAULT 'invited',
    password_hash   text CHECK (password_hash LIKE '$argon2id$%'),
    totp_secret     bytea CHECK (length(totp_secret) = 20),
    totp_pending    bytea CHECK (length(totp_pending) = 20),
    totp_step       bigint NOT NULL DEFAULT 0,
    totp_since      timestamptz,
    subject         text CHECK (subject <> ''),
    demo_password   text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_sign_in_at timestamptz,
    PRIMARY KEY (authority_id, account_id)
);
CREATE UNIQUE INDEX account_email ON account (authority_id, lower(email));
CREATE UNIQUE INDEX account_subject ON account (authority_id, subject);
COMMENT ON TABLE account IS 'Who signs in.';
COMMENT ON COLUMN account.password_hash IS 'argon2id with its parameters and salt; NULL: signs in by link or single sign-on only.';
COMMENT ON COLUMN account.totp_secret IS 'Shared secret of RFC 6238. Stored as it is: the server must be able to compute codes by itself, and a key to encrypt it with would have to lie on the same machine.';
COMMENT ON COLUMN account.totp_pending IS 'A secret that was shown and waits for its first code.';
COMMENT ON COLUMN account.totp_step IS 'The time step of the last code taken: none counts twice (RFC 6238 section 5.2).';
COMMENT ON COLUMN account.subject IS 'ISSUER SUBJECT of the single sign-on this account belongs to.';
COMMENT ON COLUMN account.demo_password IS 'Only of accounts of the demo county: shown to everybody at the sign-in.';

CREATE TABLE account_grant (
    authority_id      int NOT NULL,
    grant_id          bigint GENERATED ALWAYS AS IDENTITY,
    account_id        bigint NOT NULL,
    role              staff_role NOT NULL,
    office_id         bigint,
    contact_person_id bigint,
    PRIMARY KEY (authority_id, grant_id),
    CONSTRAINT grant_once UNIQUE NULLS NOT DISTINCT (authority_id, account_id, role, office_id, contact_person_id),
    CONSTRAINT grant_of_the_whole CHECK ((role = 'administrator') = (office_id IS NULL)),
    CONSTRAINT grant_for_a_person CHECK ((role = 'contact_person') = (contact_person_id IS NOT NULL)),
    FOREIGN KEY (authority_id, account_id) REFERENCES account ON DELETE CASCADE,
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE,
    FOREIGN KEY (authority_id, contact_person_id) REFERENCES contact_person ON DELETE CASCADE
);
COMMENT ON TABLE account_grant IS 'A role on an office and all below it; an administrator has the whole authority, a contact person acts for that one person.';

CREATE TABLE staff_session (
    authority_id int NOT NULL,
    key_hash     bytea NOT NULL CHECK (length(key_hash) = 32),
    session_id   bigint GENERATED ALWAYS AS IDENTITY,
    account_id   bigint NOT NULL,
    stage        session_stage NOT NULL,
    user_agent   text NOT NULL DEFAULT '' CHECK (length(user_agent) <= 200),
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    ends_at      timestamptz NOT NULL,
    PRIMARY KEY (authority_id, key_hash),
    CONSTRAINT staff_session_id UNIQUE (authority_id, session_id),
    FOREIGN KEY (authority_id, account_id) REFERENCES account ON DELETE CASCADE
);
CREATE INDEX staff_session_of_account ON staff_session (authority_id, account_id);
COMMENT ON TABLE staff_session IS 'Who is signed in. No network address is kept.';
COMMENT ON COLUMN staff_session.stage IS 'code: the second factor is still to come; set_up: it must be set up first; full: signed in.';
COMMENT ON COLUMN staff_session.ends_at IS 'However active: then one signs in again.';

CREATE TABLE recovery_code (
    authority_id int NOT NULL,
    account_id   bigint NOT NULL,
    code_hash    bytea NOT NULL CHECK (length(code_hash) = 32),
    PRIMARY KEY (authority_id, account_id, code_hash),
    FOREIGN KEY (authority_id, account_id) REFERENCES account ON DELETE CASCADE
);
COMMENT ON TABLE recovery_code IS 'Each opens once, in place of a code of the app; a used one is deleted.';

CREATE TYPE account_link_kind AS ENUM ('set_up', 'reset');

CREATE TABLE account_link (
    authority_id int NOT NULL,
    token_hash   bytea NOT NULL CHECK (length(token_hash) = 32),
    account_id   bigint NOT NULL,
    kind         account_link_kind NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (authority_id, token_hash),
    FOREIGN KEY (authority_id, account_id) REFERENCES account ON DELETE CASCADE
);
CREATE INDEX account_link_of_account ON account_link (authority_id, account_id);
COMMENT ON TABLE account_link IS 'Links that set a password, once; used ones are deleted, and so are all others of the account.';

CREATE TABLE account_message (
    authority_id       int NOT NULL,
    account_message_id bigint GENERATED ALWAYS AS IDENTITY,
    account_id         bigint NOT NULL,
    kind               account_link_kind NOT NULL,
    recipient          text,
    language           text NOT NULL,
    details            jsonb CHECK (jsonb_typeof(details) = 'object'),
    created_at         timestamptz NOT NULL DEFAULT now(),
    due_at             timestamptz NOT NULL DEFAULT now(),
    attempts           int NOT NULL DEFAULT 0,
    last_error         text,
    sent_at            timestamptz,
    failed_at          timestamptz,
    PRIMARY KEY (authority_id, account_message_id),
    CHECK (num_nonnulls(sent_at, failed_at) <= 1),
    CONSTRAINT account_message_emptied_when_done CHECK
        ((num_nonnulls(sent_at, failed_at) = 0) = (recipient IS NOT NULL AND details IS NOT NULL)),
    FOREIGN KEY (authority_id, account_id) REFERENCES account ON DELETE CASCADE
);
CREATE INDEX account_message_due ON account_message (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX account_message_of_account ON account_message (authority_id, account_id);
COMMENT ON TABLE account_message IS 'Mails to accounts, due or sent: as table message, with a link in details.';

CREATE TABLE sign_in_attempt (
    authority_id int NOT NULL REFERENCES authority ON DELETE CASCADE,
    attempt_key  bytea NOT NULL CHECK (length(attempt_key) = 32),
    failures     int NOT NULL,
    last_at      timestamptz NOT NULL DEFAULT now(),
    open_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (authority_id, attempt_key)
);
CREATE INDEX sign_in_attempt_last ON sign_in_attempt (last_at);
COMMENT ON TABLE sign_in_attempt IS 'Wrong passwords and codes, per address typed AND client together: who guesses locks out nobody but himself.';
COMMENT ON COLUMN sign_in_attempt.attempt_key IS 'Hash of both under a key that ends with the server: it tells neither the address nor the client.';
COMMENT ON COLUMN sign_in_attempt.open_at IS 'Until then attempts are refused unseen.';

CREATE TABLE audit_log (
    authority_id int NOT NULL,
    audit_id     bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL DEFAULT now(),
    account_id   bigint,
    account_name text NOT NULL,
    office_id    bigint,
    action       text NOT NULL CHECK (action ~ '^[a-z_]+$'),
    kind         text NOT NULL CHECK (kind ~ '^[a-z_]+$'),
    thing        text NOT NULL,
    before       jsonb,
    after        jsonb,
    PRIMARY KEY (authority_id, audit_id)
);
CREATE INDEX audit_of_thing ON audit_log (authority_id, kind, thing, audit_id);
CREATE INDEX audit_of_office ON audit_log (authority_id, office_id, audit_id);
COMMENT ON TABLE audit_log IS 'Every change by staff: who, what, when, before, after. Rows are only ever added. No data of citizens. No foreign keys: it outlives what it tells of.';
COMMENT ON COLUMN audit_log.account_id IS 'NULL: the command line, or a job.';
COMMENT ON COLUMN audit_log.account_name IS 'As it was then.';

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE FUNCTION audit(authority int, account bigint, office bigint, what text, thing_kind text, thing_id text,
                      was jsonb, is_now jsonb) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO audit_log (authority_id, account_id, account_name, office_id, action, kind, thing, before, after)
    VALUES (authority, account,
            coalesce((SELECT a.name FROM account a WHERE a.authority_id = authority AND a.account_id = account), ''),
            office, what, thing_kind, thing_id, was, is_now)
    RETURNING audit_id
$$;
COMMENT ON FUNCTION audit IS 'Add to the audit log, from within the statement that changes the thing.';
