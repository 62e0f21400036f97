-- Which other sites an authority's pages may lead back to, and in whose frames they may stand.

CREATE FUNCTION is_origins(list text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT coalesce(bool_and(coalesce(o ~ '^https?://[a-z0-9.-]+(:[0-9]{1,5})?$', false)), true) FROM unnest(list) AS o);
COMMENT ON FUNCTION is_origins IS 'Scheme, host and perhaps a port, as lib/web_origin.h writes them.';

ALTER TABLE authority
    ADD return_origins text[] NOT NULL DEFAULT '{}'
        CONSTRAINT authority_return_origins CHECK (is_origins(return_origins) AND cardinality(return_origins) <= 50),
    ADD frame_origins text[] NOT NULL DEFAULT '{}'
        CONSTRAINT authority_frame_origins CHECK (is_origins(frame_origins) AND cardinality(frame_origins) <= 50);
COMMENT ON COLUMN authority.return_origins IS 'Sites whose address in ?return= is offered as the way back at the end.';
COMMENT ON COLUMN authority.frame_origins IS 'Sites that may show the pages below /embed in a frame.';
