/* office_file_limits */
-- For a transaction somebody waits for at a page.
SELECT set_config('lock_timeout', '10s', false), set_config('statement_timeout', '20s', false)
