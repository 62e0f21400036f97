-- Office files that were uploaded, between showing what they would change and doing so.

CREATE TABLE office_file (
    authority_id   int NOT NULL,
    office_file_id bigint GENERATED ALWAYS AS IDENTITY,
    office_id      bigint NOT NULL,
    account_id     bigint NOT NULL,
    made_at        timestamptz NOT NULL DEFAULT now(),
    name           text NOT NULL DEFAULT '' CHECK (length(name) <= 200),
    document       jsonb CHECK (jsonb_typeof(document) = 'object'),
    basis          text NOT NULL,
    result         jsonb NOT NULL CHECK (jsonb_typeof(result) = 'object'),
    PRIMARY KEY (authority_id, office_file_id),
    FOREIGN KEY (authority_id, office_id) REFERENCES office ON DELETE CASCADE
);
COMMENT ON TABLE office_file IS 'What an upload would change. Deleted when it was done, or after a day.';
COMMENT ON COLUMN office_file.office_id IS 'On whose page it was uploaded.';
COMMENT ON COLUMN office_file.document IS 'In canonical form; NULL when it has mistakes.';
COMMENT ON COLUMN office_file.basis IS 'Hash of what the office was like then: when it is another one now, this is not what was shown.';
COMMENT ON COLUMN office_file.result IS 'Mistakes, differences and the bookings that would be hit, as the page shows them.';
