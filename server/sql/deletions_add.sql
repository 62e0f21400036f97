/* deletions_add */
-- Mails that lay as files and are deleted: counts for the log.
-- $1 rule in days  $2 [{authority_id}] or [{message_id}], one a file
INSERT INTO deletion_log (authority_id, kind, count, rule_days)
SELECT a.authority_id, 'mail_file', count(*), $1::int
FROM jsonb_to_recordset($2::jsonb) AS f (authority_id int, message_id bigint)
LEFT JOIN message m ON m.message_id = f.message_id
JOIN authority a ON a.authority_id = coalesce(f.authority_id, m.authority_id)
GROUP BY a.authority_id
