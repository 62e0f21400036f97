/* theme_save */
-- No row: somebody else has changed it meanwhile.  An office that narrowed its languages keeps those that are left, or
-- offers all again.
-- $1 authority  $2 account  $3 office  $4 version  $5 theme  $6 links  $7 languages, all as JSON
WITH was AS (
    SELECT authority_id, jsonb_build_object('theme', theme, 'links', links, 'languages', languages) AS look
    FROM authority
    WHERE authority_id = $1::int AND md5(theme::text || links::text || languages::text) = $4
    FOR UPDATE
), saved AS (
    UPDATE authority a
    SET theme = $5::jsonb, links = $6::jsonb, languages = ARRAY(SELECT jsonb_array_elements_text($7::jsonb))
    FROM was WHERE a.authority_id = was.authority_id
    RETURNING a.authority_id, a.languages, jsonb_build_object('theme', a.theme, 'links', a.links, 'languages', a.languages) AS look
), narrowed AS (
    UPDATE office o
    SET languages = NULLIF(ARRAY(SELECT l FROM unnest(o.languages) AS l WHERE l = ANY (s.languages)), '{}')
    FROM saved s, office old
    WHERE o.authority_id = s.authority_id AND old.authority_id = o.authority_id AND old.office_id = o.office_id
      AND NOT old.languages <@ s.languages
    RETURNING o.office_id, office_rules(old) AS before, office_rules(o) AS after
), old_logos AS (
    DELETE FROM authority_logo l USING saved s
    WHERE l.authority_id = s.authority_id AND l.hash IS DISTINCT FROM $5::jsonb ->> 'logo'
      AND l.added_at < now() - interval '1 hour'
)
SELECT audit($1::int, $2::bigint, $3::bigint, 'save', 'authority_look', $1::int::text, was.look, saved.look) AS audit_id,
       (SELECT count(audit($1::int, $2::bigint, n.office_id, 'settings', 'office', n.office_id::text, n.before, n.after))
        FROM narrowed n) AS narrowed
FROM was, saved
