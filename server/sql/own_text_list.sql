/* own_text_list */
-- What the office and those above it say in their own words, the office's own (height 1) first.  $1 authority  $2 office
WITH RECURSIVE above AS (
    SELECT o.office_id, o.parent_id, 1 AS height FROM office o
    WHERE o.authority_id = $1::int AND o.office_id = $2::bigint
    UNION ALL
    SELECT o.office_id, o.parent_id, a.height + 1 FROM office o JOIN above a ON o.office_id = a.parent_id
    WHERE o.authority_id = $1::int AND a.height < 100
)
SELECT a.height, t.office_id, t.name, t.language, t.subject, t.body
FROM above a JOIN own_text_now t ON t.authority_id = $1::int AND t.office_id = a.office_id
ORDER BY a.height, t.name, t.language
