-- What the workers' memory follows.

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    RETURN NEW;
END $$;
COMMENT ON FUNCTION note_change IS 'Stamps a row with the transaction that wrote it.';

CREATE TRIGGER note_change BEFORE UPDATE ON reservation FOR EACH ROW EXECUTE FUNCTION note_change();
CREATE TRIGGER note_change BEFORE UPDATE ON slot FOR EACH ROW EXECUTE FUNCTION note_change();
CREATE TRIGGER note_change BEFORE UPDATE ON closure FOR EACH ROW EXECUTE FUNCTION note_change();
-- Inserts get the same stamp from the column's default.

CREATE TABLE catalogue_change (
    authority_id int PRIMARY KEY,
    changed_in   xid8 NOT NULL
);
COMMENT ON TABLE catalogue_change IS 'The last transaction that changed an authority''s catalogue: offices, services, people, responsibilities, texts.';

CREATE FUNCTION note_catalogue_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed int := CASE WHEN TG_OP = 'DELETE' THEN OLD.authority_id ELSE NEW.authority_id END;
BEGIN
    INSERT INTO catalogue_change AS c VALUES (changed, pg_current_xact_id())
    ON CONFLICT (authority_id) DO UPDATE SET changed_in = excluded.changed_in
        WHERE c.changed_in <> excluded.changed_in;
    RETURN NULL;
END $$;

CREATE TRIGGER note_catalogue_change AFTER INSERT OR UPDATE OR DELETE ON authority
    FOR EACH ROW EXECUTE FUNCTION note_catalogue_change();
CREATE TRIGGER note_catalogue_change AFTER INSERT OR UPDATE OR DELETE ON municipality
    FOR EACH ROW EXECUTE FUNCTION note_catalogue_change();
CREATE TRIGGER note_catalogue_change AFTER INSERT OR UPDATE OR DELETE ON office
    FOR EACH ROW EXECUTE FUNCTION note_catalogue_change();
CREATE TRIGGER note_catalogue_change AFTER INSERT OR UPDATE OR DELETE ON service
    FOR EACH ROW EXECUTE FUNCTION note_catalogue_change();
CREATE TRIGGER note_catalogue_change AFTER INSERT OR UPDATE OR DELETE ON contact_person
    FOR EACH ROW EXECUTE FUNCTION note_catalogue_change();
CREATE TRIGGER note_catalogue_change AFTER INSERT OR UPDATE OR DELETE ON responsibility
    FOR EACH ROW EXECUTE FUNCTION note_catalogue_change();
CREATE TRIGGER note_catalogue_change AFTER INSERT OR UPDATE OR DELETE ON responsibility_municipality
    FOR EACH ROW EXECUTE FUNCTION note_catalogue_change();
