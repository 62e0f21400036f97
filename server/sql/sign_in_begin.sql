/* sign_in_begin */
-- Count the attempt before it is looked at, so that many at once count as many, and say
-- whether it may be looked at at all.  Each failure beyond $3 doubles the wait.
--
-- $1 authority  $2 attempt key  $3 free failures  $4 first wait in seconds  $5 longest wait in seconds
INSERT INTO sign_in_attempt AS s (authority_id, attempt_key, failures)
VALUES ($1::int, $2::bytea, 1)
ON CONFLICT (authority_id, attempt_key) DO UPDATE SET
    failures = CASE WHEN s.open_at > now() THEN s.failures
                    WHEN s.last_at < now() - interval '1 day' THEN 1
                    ELSE s.failures + 1 END,
    open_at = CASE WHEN s.open_at > now() THEN s.open_at
                   WHEN s.last_at < now() - interval '1 day' OR s.failures + 1 < $3::int THEN now()
                   ELSE now() + least($5::int, $4::int * 2 ^ least(s.failures + 1 - $3::int, 20)) * interval '1 second'
              END,
    last_at = CASE WHEN s.open_at > now() THEN s.last_at ELSE clock_timestamp() + interval '1 microsecond' END
RETURNING last_at > now() OR failures = 1 AND open_at <= now() AS allowed,
          greatest(1, ceil(extract(epoch FROM open_at - now())))::int AS retry_after
