/* migration_record */
-- $1 number  $2 name  $3 SHA-256 of the file, in hexadecimal
INSERT INTO schema_migration (number, name, sha256) VALUES ($1::int, $2, $3)
