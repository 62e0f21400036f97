-- Staff find a booking by words of the name, by its reference or by digits of the phone number,
-- among all that an authority has: what it is found by stands in an index.

CREATE FUNCTION name_words(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN string_to_array(btrim(regexp_replace(
    replace(replace(replace(replace(replace(replace(replace(
        translate(regexp_replace(lower(normalize(name, NFKD)), '[\u0300-\u036f]', '', 'g'),
                  'øłđðħıə''’ʼ`', 'olddhie'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ae', 'a'), 'oe', 'o'), 'ue', 'u'),
    '[\s\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u2010-\u2015]+', ' ', 'g')), ' ');
COMMENT ON FUNCTION name_words IS 'A name as words to compare, however it is spelled: Müller, Mueller and MULLER are one, as are Strauß and STRAUSS, O''Neill and ONeill (lib/words.h folds alike).';

CREATE FUNCTION phone_national(phone text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(phone, '\D', '', 'g'), '^(0049|49|0)', '');
COMMENT ON FUNCTION phone_national IS 'The digits alone, without country code and leading zero.';

-- The first letter tells what kind it is.  Of a phone number every end stands there, so that any
-- part of it of 5 digits and more is the beginning of one.
CREATE FUNCTION booking_found_by(given_name text, family_name text, phone text, reference text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(ARRAY(
    SELECT 'n' || word
    FROM (SELECT coalesce(given_name || ' ', '') || family_name AS name) whole,
         -- O'Neill as one word and as two
         unnest(name_words(name || ' ' || translate(name, '''’ʼ`', '    '))) AS word
    UNION
    SELECT 'p' || substr(digits, start)
    FROM phone_national(phone) AS digits, generate_series(1, length(digits) - 4) AS start
    UNION
    SELECT 'r' || replace(reference, '-', '')));

ALTER TABLE booking ADD found_by tsvector
    GENERATED ALWAYS AS (booking_found_by(given_name, family_name, phone, reference)) STORED;
COMMENT ON COLUMN booking.found_by IS 'Words of the name, ends of the phone number, the reference: of an erased booking that alone.';
-- Each booking pays for its own words at once, instead of one in thousands for all of them.
CREATE INDEX booking_findable ON booking USING gin (found_by) WITH (fastupdate = off);
