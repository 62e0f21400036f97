/* authority_save */
-- $1 canonical authority file
INSERT INTO authority AS a (slug, hosts, federal_state, time_zone, languages, texts, address, phone, email, links,
                            return_origins, frame_origins)
SELECT d.slug, ARRAY(SELECT jsonb_array_elements_text(d.hosts)), d.federal_state, d.time_zone,
       ARRAY(SELECT jsonb_array_elements_text(d.languages)), d.texts, coalesce(d.address, '{}'), coalesce(d.phone, ''),
       d.email, coalesce(d.links, '{}'),
       ARRAY(SELECT jsonb_array_elements_text(d.return_origins)), ARRAY(SELECT jsonb_array_elements_text(d.frame_origins))
FROM jsonb_to_record($1::jsonb) AS d (slug text, hosts jsonb, federal_state text, time_zone text, languages jsonb,
                                      texts jsonb, address jsonb, phone text, email text, links jsonb,
                                      return_origins jsonb, frame_origins jsonb)
ON CONFLICT ON CONSTRAINT authority_slug DO UPDATE
SET hosts = excluded.hosts, federal_state = excluded.federal_state, time_zone = excluded.time_zone,
    languages = excluded.languages, texts = excluded.texts, address = excluded.address, phone = excluded.phone,
    email = excluded.email, links = excluded.links, return_origins = excluded.return_origins,
    frame_origins = excluded.frame_origins
WHERE (a.hosts, a.federal_state, a.time_zone, a.languages, a.texts, a.address, a.phone, a.email, a.links,
       a.return_origins, a.frame_origins)
      IS DISTINCT FROM (excluded.hosts, excluded.federal_state, excluded.time_zone, excluded.languages, excluded.texts,
                        excluded.address, excluded.phone, excluded.email, excluded.links,
                        excluded.return_origins, excluded.frame_origins)
