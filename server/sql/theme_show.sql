/* theme_show */
-- How an authority's pages look.  $1 authority
SELECT theme, links, to_jsonb(languages) AS languages,
       md5(theme::text || links::text || languages::text) AS version
FROM authority WHERE authority_id = $1::int
