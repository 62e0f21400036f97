-- Answers to a service's own questions can be kept for a shorter time than the booking; that they were
-- forgotten is proved as the rest is.

ALTER TABLE deletion_log DROP CONSTRAINT deletion_log_kind_check;
ALTER TABLE deletion_log ADD CONSTRAINT deletion_log_kind_check
    CHECK (kind IN ('booking', 'message', 'mail_file', 'account_message', 'answer'));
