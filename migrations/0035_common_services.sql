-- Services that several offices offer are described once for the authority.  An office's service
-- names the common one, keeps what only concerns the office (length, channels, questions), and of the texts
-- those that it says in its own words.
--
-- Whoever reads services reads `service` as before: its texts and LeiKa key are made here, by
-- triggers, whenever the common service or the office's own texts change.

CREATE TABLE common_service (
    authority_id      int NOT NULL REFERENCES authority ON DELETE CASCADE,
    common_service_id bigint GENERATED ALWAYS AS IDENTITY,
    slug              slug NOT NULL,
    leika             text CONSTRAINT common_service_leika CHECK (leika ~ '^99[0-9]{12}$'),
    texts             texts,
    version           int NOT NULL DEFAULT 1,
    PRIMARY KEY (authority_id, common_service_id),
    CONSTRAINT common_service_slug UNIQUE (authority_id, slug)
);
COMMENT ON TABLE common_service IS 'What several offices offer, described once for the authority.';
COMMENT ON COLUMN common_service.texts IS 'Per language, with the members of service.texts.';
CREATE TRIGGER version_rise BEFORE UPDATE ON common_service FOR EACH ROW EXECUTE FUNCTION version_rise();

ALTER TABLE service
    ADD common_service_id bigint,
    ADD own_texts jsonb,
    ADD CONSTRAINT service_common FOREIGN KEY (authority_id, common_service_id) REFERENCES common_service ON DELETE RESTRICT,
    ADD CONSTRAINT service_own_texts CHECK ((common_service_id IS NULL) = (own_texts IS NULL)
                                            AND (own_texts IS NULL OR jsonb_typeof(own_texts) = 'object'));
CREATE INDEX service_of_common ON service (authority_id, common_service_id) WHERE common_service_id IS NOT NULL;
COMMENT ON COLUMN service.common_service_id IS 'The authority''s service that the office offers here; NULL: one of the office alone.';
COMMENT ON COLUMN service.own_texts IS 'Of an office that offers a common service: the texts it says in its own words.';
COMMENT ON COLUMN service.texts IS 'What holds: of a common service its texts, over them the office''s own.';

CREATE FUNCTION texts_over(common jsonb, own jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT common || coalesce((SELECT jsonb_object_agg(o.key, coalesce(common -> o.key, '{}') || o.value)
                               FROM jsonb_each(own) AS o), '{}')
$$;
COMMENT ON FUNCTION texts_over IS 'Texts per language, one by one: the own one where there is one, else the common one.';

-- Reads the common service under a lock: a change of it that has not committed is waited for.
CREATE FUNCTION service_of_common() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT texts_over(c.texts, NEW.own_texts), c.leika INTO NEW.texts, NEW.leika
    FROM common_service c
    WHERE c.authority_id = NEW.authority_id AND c.common_service_id = NEW.common_service_id
    FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER of_common BEFORE INSERT OR UPDATE ON service
    FOR EACH ROW WHEN (NEW.common_service_id IS NOT NULL AND NEW.own_texts IS NOT NULL)
    EXECUTE FUNCTION service_of_common();

CREATE FUNCTION common_service_spread() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE service s SET own_texts = s.own_texts
    WHERE s.authority_id = NEW.authority_id AND s.common_service_id = NEW.common_service_id;
    RETURN NULL;
END $$;
CREATE TRIGGER spread AFTER UPDATE ON common_service
    FOR EACH ROW WHEN ((OLD.texts, OLD.leika) IS DISTINCT FROM (NEW.texts, NEW.leika))
    EXECUTE FUNCTION common_service_spread();
