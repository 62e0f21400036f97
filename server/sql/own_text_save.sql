/* own_text_save */
-- Add a version.  No row: the version it was to follow is not the newest.
-- $1 authority  $2 account  $3 office  $4 name  $5 language  $6 version before, 0 for none  $7 subject  $8 body
WITH was AS (
    SELECT own_text_id, subject, body FROM own_text
    WHERE authority_id = $1::int AND office_id = $3::bigint AND name = $4 AND language = $5
    ORDER BY own_text_id DESC LIMIT 1
), added AS (
    INSERT INTO own_text (authority_id, office_id, name, language, subject, body, replaces, account_id, account_name)
    SELECT $1::int, $3::bigint, $4, $5, $7, $8::text, $6::bigint, a.account_id, a.name
    FROM account a
    WHERE a.authority_id = $1::int AND a.account_id = $2::bigint
      AND ($8::text IS NOT NULL OR EXISTS (SELECT FROM was w WHERE w.body IS NOT NULL))
      AND $6::bigint = coalesce((SELECT w.own_text_id FROM was w), 0)
    ON CONFLICT ON CONSTRAINT own_text_version DO NOTHING
    RETURNING own_text_id, name, language, subject, body
)
SELECT d.own_text_id,
       audit($1::int, $2::bigint, $3::bigint, CASE WHEN d.body IS NULL THEN 'withdraw' ELSE 'change' END, 'text',
             d.name || ' ' || d.language,
             (SELECT jsonb_build_object('subject', w.subject, 'body', w.body) FROM was w WHERE w.body IS NOT NULL),
             to_jsonb(d) - 'own_text_id') AS audit_id
FROM added d
