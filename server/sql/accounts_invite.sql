/* accounts_invite */
-- Give roles to people, one a line: who has no account yet gets one, and a mailed link that
-- sets its password.  All lines, or none: each has to come out as expected.
--
-- outcome: 'new': an account is made; 'more': one there is gets one role more; 'there': it has that
-- role; 'blocked'; 'gone': there is no account of that key.
--
-- $1 authority  $2 account of who invites
-- $3 [{nr, email, name, account_id, role, office_id, contact_person_id, new_person, slug, token, token_hash, expected}]:
--    account_id in place of email; slug of the contact person to be made; expected NULL: as it comes
-- $4 whether only to look  $5 language of the mails  $6 lifetime of the links in seconds
WITH line AS MATERIALIZED (
    SELECT l.*, lower(l.email) AS address
    FROM jsonb_to_recordset($3::jsonb) AS l (nr int, email text, name text, account_id bigint, role staff_role,
        office_id bigint, contact_person_id bigint, new_person boolean, slug text, token text, token_hash text, expected text)
), judged AS MATERIALIZED (
    SELECT l.nr, l.role, l.office_id, l.contact_person_id, l.new_person, l.slug, l.token, l.token_hash, l.expected, l.address,
           coalesce(a.name, l.name) AS name, coalesce(a.email, l.email) AS email, a.account_id AS known_id, a.state,
           CASE WHEN a.state = 'blocked' THEN 'blocked'
                WHEN NOT l.new_person AND EXISTS (
                    SELECT FROM account_grant g
                    WHERE g.authority_id = $1::int AND g.account_id = a.account_id AND g.role = l.role
                      AND g.from_group IS NULL
                      AND g.office_id IS NOT DISTINCT FROM l.office_id
                      AND g.contact_person_id IS NOT DISTINCT FROM l.contact_person_id) THEN 'there'
                WHEN a.account_id IS NOT NULL THEN 'more'
                WHEN l.account_id IS NOT NULL THEN 'gone'
                ELSE 'new' END AS outcome
    FROM line l
    LEFT JOIN account a ON a.authority_id = $1::int
        AND CASE WHEN l.account_id IS NULL THEN lower(a.email) = l.address ELSE a.account_id = l.account_id END
), fit AS MATERIALIZED (
    SELECT NOT $4::boolean AND bool_and(outcome IN ('new', 'more') AND coalesce(expected = outcome, true)) AS fits
    FROM judged
), newcomer AS MATERIALIZED ( -- contact persons to be made, each with a slug that its office has not
    SELECT j.nr, j.office_id, j.name, j.email,
           CASE WHEN row_number() OVER (PARTITION BY j.office_id, j.slug ORDER BY j.nr) > 1
                     OR EXISTS (SELECT FROM contact_person p
                                WHERE p.authority_id = $1::int AND p.office_id = j.office_id AND p.slug = j.slug)
                THEN rtrim(left(j.slug, 50), '-') || '-' || left(md5(j.email || j.nr || clock_timestamp()), 6)
                ELSE j.slug END AS slug
    FROM judged j, fit f
    WHERE f.fits AND j.new_person
), person AS (
    INSERT INTO contact_person AS p (authority_id, office_id, slug, position, name, email)
    SELECT $1::int, n.office_id, n.slug,
           (SELECT coalesce(max(o.position) + 1, 0) FROM contact_person o
            WHERE o.authority_id = $1::int AND o.office_id = n.office_id), n.name, n.email
    FROM newcomer n
    RETURNING p.contact_person_id, p.office_id, p.slug
), made AS (
    INSERT INTO account (authority_id, email, name)
    SELECT DISTINCT ON (j.address) $1::int, j.email, j.name
    FROM judged j, fit f
    WHERE f.fits AND j.known_id IS NULL
    ORDER BY j.address, j.nr
    RETURNING account_id, lower(email) AS address
), owner AS MATERIALIZED (
    SELECT j.*, coalesce(j.known_id, m.account_id) AS account_id, coalesce(j.state, 'invited') AS state_now,
           coalesce(j.contact_person_id, p.contact_person_id) AS person_id
    FROM fit f CROSS JOIN judged j
    LEFT JOIN made m ON m.address = j.address AND j.known_id IS NULL
    LEFT JOIN newcomer n ON n.nr = j.nr
    LEFT JOIN person p ON p.office_id = n.office_id AND p.slug = n.slug
    WHERE f.fits
), granted AS (
    INSERT INTO account_grant (authority_id, account_id, role, office_id, contact_person_id)
    SELECT $1::int, account_id, role, office_id, person_id FROM owner
), invited AS (
    SELECT DISTINCT ON (account_id) * FROM owner WHERE state_now = 'invited' ORDER BY account_id, nr
), linked AS (
    INSERT INTO account_link (authority_id, token_hash, account_id, kind, expires_at)
    SELECT $1::int, token_hash::bytea, account_id, 'set_up', now() + $6::int * interval '1 second' FROM invited
), posted AS (
    INSERT INTO account_message (authority_id, account_id, kind, recipient, language, details)
    SELECT $1::int, account_id, 'set_up', email, $5,
           jsonb_build_object('token', token, 'valid_until', extract(epoch FROM now())::bigint + $6::int)
    FROM invited
)
SELECT j.nr, j.outcome, coalesce(f.fits, false) AS done, o.account_id,
       CASE WHEN f.fits THEN audit($1::int, $2::bigint, j.office_id, 'grant', 'account', o.account_id::text, NULL,
                                   jsonb_build_object('role', j.role, 'office_id', j.office_id,
                                                      'contact_person_id', o.person_id)) END AS audit_id
FROM judged j CROSS JOIN fit f LEFT JOIN owner o ON o.nr = j.nr
ORDER BY j.nr
