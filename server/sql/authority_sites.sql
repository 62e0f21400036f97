/* authority_sites */
-- Which other sites may be led back to, and which may show pages in frames.
-- $1 authority
SELECT to_jsonb(return_origins) AS return_origins, to_jsonb(frame_origins) AS frame_origins,
       md5(return_origins::text || frame_origins::text) AS version
FROM authority WHERE authority_id = $1::int
