/* probe_types */
SELECT true AS b, 2::int2 AS i2, 4::int4 AS i4, 8000000000::int8 AS i8, NULL::text AS n, '{"a": [1]}'::jsonb AS jb,
       '"s"'::json AS j, 'x' AS t, 1e400::numeric::text::jsonb AS big
