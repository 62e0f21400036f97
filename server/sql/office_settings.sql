/* office_settings */
-- What the office and each above it sets, from it upwards.  $1 authority  $2 office
WITH RECURSIVE above AS (
    SELECT o.office_id, o.parent_id, 1 AS height FROM office o
    WHERE o.authority_id = $1::int AND o.office_id = $2::bigint
    UNION ALL
    SELECT o.office_id, o.parent_id, a.height + 1 FROM office o JOIN above a ON o.office_id = a.parent_id
    WHERE o.authority_id = $1::int AND a.height < 100
)
SELECT o.slug, o.texts, o.version, office_rules(o) AS rules
FROM above a JOIN office o ON o.authority_id = $1::int AND o.office_id = a.office_id
ORDER BY a.height
