/* authority_sites_save */
-- Each once and sorted, as authority files have them.  No row: somebody else has changed them meanwhile.
-- $1 authority  $2 account  $3 office  $4 version  $5 return origins  $6 frame origins, both as JSON
WITH was AS (
    SELECT authority_id, jsonb_build_object('return_origins', return_origins, 'frame_origins', frame_origins) AS sites
    FROM authority
    WHERE authority_id = $1::int AND md5(return_origins::text || frame_origins::text) = $4
    FOR UPDATE
), saved AS (
    UPDATE authority a
    SET return_origins = ARRAY(SELECT DISTINCT site COLLATE "C" FROM jsonb_array_elements_text($5::jsonb) AS s (site) ORDER BY 1),
        frame_origins = ARRAY(SELECT DISTINCT site COLLATE "C" FROM jsonb_array_elements_text($6::jsonb) AS s (site) ORDER BY 1)
    FROM was WHERE a.authority_id = was.authority_id
    RETURNING jsonb_build_object('return_origins', a.return_origins, 'frame_origins', a.frame_origins) AS sites
)
SELECT audit($1::int, $2::bigint, $3::bigint, 'save', 'authority_sites', $1::int::text, was.sites, saved.sites) AS audit_id
FROM was, saved
