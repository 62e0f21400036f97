/* authority_list */
-- $1 slugs, comma-separated; empty for all
SELECT slug FROM authority WHERE $1 = '' OR slug = ANY (string_to_array($1, ',')) ORDER BY authority_id
