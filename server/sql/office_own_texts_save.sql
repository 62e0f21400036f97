/* office_own_texts_save */
-- What the file says in other words than today is a new version; what it does not say is withdrawn.
-- $1 authority  $2 canonical office file
WITH this AS (
    SELECT * FROM office WHERE authority_id = $1::int AND slug = $2::jsonb ->> 'slug'
), wanted AS (
    SELECT n.key AS name, l.key AS language, l.value ->> 'subject' AS subject,
           (SELECT string_agg(line, E'\n' ORDER BY i)
            FROM jsonb_array_elements_text(l.value -> 'body') WITH ORDINALITY AS b (line, i)) AS body
    FROM jsonb_each($2::jsonb -> 'own_texts') AS n, jsonb_each(n.value) AS l
), newest AS (
    SELECT DISTINCT ON (t.name, t.language) t.own_text_id, t.name, t.language, t.subject, t.body
    FROM this o JOIN own_text t USING (authority_id, office_id)
    ORDER BY t.name, t.language, t.own_text_id DESC
)
INSERT INTO own_text (authority_id, office_id, name, language, subject, body, replaces)
SELECT o.authority_id, o.office_id, name, language, w.subject, w.body, coalesce(n.own_text_id, 0)
FROM this o, wanted w FULL JOIN newest n USING (name, language)
WHERE (w.subject, w.body) IS DISTINCT FROM (n.subject, n.body)
