-- An office offers its pages in fewer languages than the authority, where its texts are not translated.

ALTER TABLE office ADD COLUMN languages text[] CONSTRAINT office_languages CHECK (cardinality(languages) BETWEEN 1 AND 20);
COMMENT ON COLUMN office.languages IS 'Those of the authority''s languages this office offers; NULL: as the office above it, at the top all.';
