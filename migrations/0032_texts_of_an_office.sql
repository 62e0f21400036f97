-- An office says mails and parts of its pages in its own words.

CREATE TABLE own_text (
    authority_id int NOT NULL,
    own_text_id  bigint GENERATED ALWAYS AS IDENTITY,
    office_id    bigint NOT NULL,
    name         text NOT NULL CHECK (name ~ '^[a-z_]+\.[a-z_]+$'),
    language     text NOT NULL CHECK (char_length(language) BETWEEN 2 AND 20),
    subject      text CHECK (char_length(subject) BETWEEN 1 AND 200),
    body         text CHECK (char_length(body) BETWEEN 1 AND 5000),
    replaces     bigint NOT NULL DEFAULT 0,
    account_id   bigint,
    account_name text NOT NULL DEFAULT '',
    at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (authority_id, own_text_id),
    CONSTRAINT own_text_version UNIQUE (authority_id, office_id, name, language, replaces),
    CHECK (body IS NOT NULL OR subject IS NULL),
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE
);
COMMENT ON TABLE own_text IS 'Mails and parts of pages in an office''s own words: each saving is a version, the newest holds. Rows are only ever added.';
COMMENT ON COLUMN own_text.name IS 'Which text it stands for: lib/own_text.c.';
COMMENT ON COLUMN own_text.body IS 'NULL: from now on not said here any more.';
COMMENT ON COLUMN own_text.replaces IS 'The version before, 0: none. So two who change the same version do not both succeed.';
COMMENT ON COLUMN own_text.account_name IS 'As it was then; empty: by an office file on the command line.';

CREATE FUNCTION own_text_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of texts are only ever added' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER own_text_only_added BEFORE UPDATE ON own_text FOR EACH ROW EXECUTE FUNCTION own_text_refuse();
CREATE TRIGGER note_catalogue_change AFTER INSERT OR DELETE ON own_text
    FOR EACH ROW EXECUTE FUNCTION note_catalogue_change();

CREATE VIEW own_text_now AS
    SELECT t.* FROM (
        SELECT DISTINCT ON (authority_id, office_id, name, language) * FROM own_text
        ORDER BY authority_id, office_id, name, language, own_text_id DESC) AS t
    WHERE t.body IS NOT NULL;
COMMENT ON VIEW own_text_now IS 'What offices say in their own words today.';
