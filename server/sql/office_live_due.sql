/* office_live_due */
-- An office whose hour to become live has come.  $1 slugs of authorities, '' for all
SELECT o.authority_id, a.slug, o.office_id
FROM office o JOIN authority a USING (authority_id)
WHERE o.live_at <= now() AND o.live_missed IS NULL AND o.state <> 'live'
  AND ($1 = '' OR a.slug = ANY (string_to_array($1, ',')))
ORDER BY o.live_at
LIMIT 1
