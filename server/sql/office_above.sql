/* office_above */
-- The office and all above it, from it upwards.  $1 authority  $2 slug
WITH RECURSIVE above AS (
    SELECT o.*, 1 AS height FROM office o WHERE o.authority_id = $1::int AND o.slug = $2
    UNION ALL
    SELECT o.*, a.height + 1 FROM office o JOIN above a ON o.authority_id = a.authority_id AND o.office_id = a.parent_id
    WHERE a.height < 100
)
SELECT slug FROM above ORDER BY height
