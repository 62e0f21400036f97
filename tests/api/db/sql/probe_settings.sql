/* probe_settings */
SELECT current_setting('timezone') AS timezone, current_setting('synchronous_commit') AS synchronous_commit,
       current_setting('application_name') AS application_name, current_setting('statement_timeout') AS statement_timeout
