/* logo_show */
-- $1 authority  $2 hash
SELECT type, encode(bytes, 'base64') AS base64 FROM authority_logo WHERE authority_id = $1::int AND hash = $2
