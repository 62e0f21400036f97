-- Responsibilities that hold from a day on, or until one: what is changed for January
-- is entered in November, and citizens who book for January meet who is responsible then.

ALTER TABLE responsibility
    ADD valid_from  date,
    ADD valid_until date,
    ADD CONSTRAINT responsibility_valid CHECK (valid_from <= valid_until);
COMMENT ON COLUMN responsibility.valid_from IS 'First local day of the appointments it answers for; NULL: since always.';
COMMENT ON COLUMN responsibility.valid_until IS 'Their last local day; NULL: no end.';

CREATE FUNCTION responsibilities_version(authority int, office bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT md5(coalesce(string_agg(concat_ws('|', r.service_id, r.contact_person_id, coalesce(r.surname_from, '*'),
                                             coalesce(r.surname_to, '*'), coalesce(r.valid_from, '-infinity'),
                                             coalesce(r.valid_until, 'infinity'), m.keys),
                                   E'\n' ORDER BY r.responsibility_id), ''))
    FROM responsibility r
    JOIN service s USING (authority_id, service_id)
    CROSS JOIN LATERAL (
        SELECT string_agg(municipality_key, ',' ORDER BY municipality_key) AS keys
        FROM responsibility_municipality rm
        WHERE rm.authority_id = r.authority_id AND rm.responsibility_id = r.responsibility_id) AS m
    WHERE r.authority_id = authority AND s.office_id = office
$$;
COMMENT ON FUNCTION responsibilities_version IS 'Another text whenever a responsibility for a service of the office is another one, whoever changed it.';
