-- Who is away may have a substitute, who for these days answers for all that the absent
-- person answers for.  Nothing is copied: the closure says so, and all that asks who is
-- responsible asks it too, so it ends with the closure.

ALTER TABLE closure
    ADD substitute_id bigint,
    ADD CONSTRAINT closure_substitute FOREIGN KEY (authority_id, substitute_id) REFERENCES contact_person
        ON DELETE SET NULL (substitute_id),
    ADD CONSTRAINT closure_of_substituted CHECK (
        substitute_id IS NULL OR (contact_person_id IS NOT NULL AND contact_person_id <> substitute_id
                                  AND repeats IS NULL AND origin = 'staff'));
CREATE INDEX closure_substituted ON closure (authority_id, substitute_id)
    WHERE substitute_id IS NOT NULL AND withdrawn_at IS NULL;
COMMENT ON COLUMN closure.substitute_id IS 'Takes over the responsibilities on these days. What recurs is no matter of substitutes but of responsibilities.';

CREATE FUNCTION closure_substitute_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM contact_person p JOIN contact_person absent USING (authority_id, office_id)
                   WHERE p.authority_id = NEW.authority_id AND p.contact_person_id = NEW.substitute_id AND p.active
                     AND absent.contact_person_id = NEW.contact_person_id)
       OR NEW.during <@ time_closed(NEW.authority_id, NEW.substitute_id, NEW.during) THEN
        RAISE EXCEPTION 'who is away too is no substitute'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closure_substitute_there';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION closure_substitute_check IS 'Somebody else of the office, who is there for at least some of the time.';
CREATE TRIGGER substitute_check BEFORE INSERT OR UPDATE OF substitute_id, contact_person_id, during ON closure
    FOR EACH ROW WHEN (NEW.substitute_id IS NOT NULL AND NEW.withdrawn_at IS NULL)
    EXECUTE FUNCTION closure_substitute_check();

-- Who is responsible stands in the catalogue that workers keep in memory.
CREATE TRIGGER note_catalogue_insert AFTER INSERT ON closure
    FOR EACH ROW WHEN (NEW.substitute_id IS NOT NULL) EXECUTE FUNCTION note_catalogue_change();
CREATE TRIGGER note_catalogue_update AFTER UPDATE ON closure
    FOR EACH ROW WHEN (num_nonnulls(OLD.substitute_id, NEW.substitute_id) > 0) EXECUTE FUNCTION note_catalogue_change();
CREATE TRIGGER note_catalogue_delete AFTER DELETE ON closure
    FOR EACH ROW WHEN (OLD.substitute_id IS NOT NULL) EXECUTE FUNCTION note_catalogue_change();

CREATE VIEW substitution AS
SELECT c.authority_id, c.closure_id, c.contact_person_id AS absent_id, c.substitute_id,
       (lower(c.during) AT TIME ZONE a.time_zone)::date AS first_day,
       ((upper(c.during) - interval '1 second') AT TIME ZONE a.time_zone)::date AS last_day
FROM closure c JOIN authority a USING (authority_id)
WHERE c.substitute_id IS NOT NULL AND c.withdrawn_at IS NULL;
COMMENT ON VIEW substitution IS 'From which local day through which one somebody stands in for somebody else.';

CREATE FUNCTION responsibilities_taken_over(authority int)
    RETURNS TABLE (authority_id int, responsibility_id bigint, contact_person_id bigint, service_id bigint,
                   surname_from text, surname_to text, valid_from date, valid_until date, instead_of bigint)
    LANGUAGE sql STABLE AS $$
    WITH RECURSIVE held (responsibility_id, person_id, first_day, last_day) AS (
        SELECT r.responsibility_id, s.substitute_id, greatest(r.valid_from, s.first_day), least(r.valid_until, s.last_day)
        FROM substitution s
        JOIN responsibility r ON r.authority_id = s.authority_id AND r.contact_person_id = s.absent_id
        WHERE s.authority_id = $1 AND s.last_day >= current_date - 1
        UNION -- what the absent person has taken over is taken over too
        SELECT h.responsibility_id, s.substitute_id, greatest(h.first_day, s.first_day), least(h.last_day, s.last_day)
        FROM held h
        JOIN substitution s ON s.authority_id = $1 AND s.absent_id = h.person_id
        WHERE h.first_day <= s.last_day AND s.first_day <= h.last_day
    )
    SELECT r.authority_id, r.responsibility_id, h.person_id, r.service_id, r.surname_from, r.surname_to, h.first_day,
           h.last_day, r.contact_person_id
    FROM held h JOIN responsibility r ON r.authority_id = $1 AND r.responsibility_id = h.responsibility_id
    WHERE h.first_day <= h.last_day AND h.person_id <> r.contact_person_id
$$;
COMMENT ON FUNCTION responsibilities_taken_over IS 'By substitutes, today or later: whose, and for which days.';

CREATE FUNCTION answers_for(authority int, person bigint, service bigint, starts_at timestamptz, instead_of bigint)
    RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    day date := (SELECT starts_at AT TIME ZONE a.time_zone FROM authority a WHERE a.authority_id = authority);
BEGIN
    RETURN EXISTS (
        WITH RECURSIVE whose (person_id) AS (
            SELECT unnest(ARRAY[person, instead_of])
            UNION
            SELECT s.absent_id FROM whose w JOIN substitution s ON s.substitute_id = w.person_id
            WHERE s.authority_id = authority AND day BETWEEN s.first_day AND s.last_day
        )
        SELECT FROM whose w JOIN responsibility r ON r.contact_person_id = w.person_id
        WHERE r.authority_id = authority AND r.service_id = service
          AND day BETWEEN coalesce(r.valid_from, '-infinity') AND coalesce(r.valid_until, 'infinity'));
END $$;
COMMENT ON FUNCTION answers_for IS 'Whether the person takes the service on the day of that start, also as a substitute, or as the one of instead_of who is about to get one (NULL: nobody).';

CREATE INDEX booking_called ON booking (authority_id) WHERE call_due IS NOT NULL;

CREATE OR REPLACE FUNCTION change_open(authority int, hits bigint[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
    WITH kinds AS (
        SELECT DISTINCT r.service_id, r.channel
        FROM booking b JOIN reservation r USING (authority_id, reservation_id)
        WHERE b.authority_id = authority AND b.booking_id = ANY (hits)
    )
    SELECT coalesce(jsonb_agg(jsonb_build_object('person', p.id, 'service', k.service_id, 'channel', k.channel,
        'spans', (SELECT coalesce(jsonb_agg(jsonb_build_array(extract(epoch FROM lower(span))::bigint,
                                                              extract(epoch FROM upper(span))::bigint)), '[]')
                  FROM unnest(time_open(authority, p.id, k.service_id, k.channel,
                                        tstzrange(now(), now() + interval '1 year'))) AS span))), '[]')
    FROM kinds k, unnest(current_setting('amtstermin.persons')::bigint[]) AS p (id)
    WHERE EXISTS (SELECT FROM responsibility r WHERE r.authority_id = authority AND r.service_id = k.service_id
                                                AND r.contact_person_id = p.id)
       OR EXISTS (SELECT FROM substitution s WHERE s.authority_id = authority AND s.substitute_id = p.id)
$$;
