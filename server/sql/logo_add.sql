/* logo_add */
-- To be looked at before it is saved; what nobody saved goes after a day.
-- $1 authority  $2 SHA-256  $3 type  $4 bytes in base64
WITH forgotten AS (
    DELETE FROM authority_logo l USING authority a
    WHERE l.authority_id = $1::int AND a.authority_id = l.authority_id AND l.hash IS DISTINCT FROM a.theme ->> 'logo'
      AND l.hash <> $2 AND l.added_at < now() - interval '1 day'
)
INSERT INTO authority_logo AS l (authority_id, hash, type, bytes)
VALUES ($1::int, $2, $3, decode($4, 'base64'))
ON CONFLICT (authority_id, hash) DO UPDATE SET added_at = now()
