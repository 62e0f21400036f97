-- The reason of a closure that an office file brought is a text by its name, as those of
-- public holidays and as all other texts: {"de": {"name": "Heiligabend"}}.

CREATE FUNCTION texts_named(plain jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT coalesce(jsonb_object_agg(key, jsonb_build_object('name', value)), '{}') FROM jsonb_each(plain));
COMMENT ON FUNCTION texts_named IS 'Of {"de": "Heiligabend"}, as office files write it.';

CREATE FUNCTION texts_plain(named jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT coalesce(jsonb_object_agg(key, value -> 'name'), '{}') FROM jsonb_each(named) WHERE value ? 'name');
COMMENT ON FUNCTION texts_plain IS 'As office files write it.';

UPDATE closure SET reason = texts_named(reason)
WHERE EXISTS (SELECT FROM jsonb_each(reason) WHERE jsonb_typeof(value) = 'string');
