/* sso_sign_in */
-- Somebody comes from the single sign-on: find the account, or make it, and give it the grants
-- its groups bring; those of earlier groups go.  An account of the same address is taken over only
-- when the address is believed; it then signs in by the single sign-on alone.
--
-- outcome: 'in'; 'blocked'; 'no_grant': nothing to do here, and no account is made for it;
-- 'no_email'; 'taken': another account has the address; 'again': two at once.
--
-- $1 authority  $2 ISSUER SUBJECT  $3 email, NULL when there is none  $4 whether it is believed
-- $5 name  $6 [{group, role, office, person}] of the groups, as the configuration says
WITH RECURSIVE asked AS (
    SELECT r.* FROM jsonb_to_recordset($6::jsonb) AS r("group" text, role staff_role, office text, person text)
), below AS ( -- offices of each slug asked for, with all below them
    SELECT a.office AS top, o.office_id, o.office_id AS top_id, o.slug
    FROM (SELECT DISTINCT office FROM asked) a JOIN office o ON o.authority_id = $1::int AND o.slug = a.office
    UNION ALL
    SELECT b.top, o.office_id, b.top_id, o.slug
    FROM below b JOIN office o ON o.authority_id = $1::int AND o.parent_id = b.office_id
), wanted AS (
    SELECT "group", role, NULL::bigint AS office_id, NULL::bigint AS contact_person_id
    FROM asked WHERE role = 'administrator'
    UNION
    SELECT a."group", a.role, b.office_id, NULL
    FROM asked a JOIN below b ON b.top = a.office AND b.office_id = b.top_id
    WHERE a.role IN ('front_desk', 'office_manager')
    UNION -- of a contact person: the one that is named, else whoever has this address
    SELECT a."group", a.role, p.office_id, p.contact_person_id
    FROM asked a
    JOIN below b ON b.top = a.office
    JOIN contact_person p ON p.authority_id = $1::int AND p.office_id = b.office_id
    WHERE a.role = 'contact_person'
      AND (p.slug = a.person AND b.office_id = b.top_id OR a.person IS NULL AND $4::boolean AND lower(p.email) = lower($3))
), known AS (
    SELECT * FROM account WHERE authority_id = $1::int AND subject = $2
), namesake AS (
    SELECT * FROM account
    WHERE authority_id = $1::int AND lower(email) = lower($3) AND NOT EXISTS (SELECT FROM known)
), judged AS (
    SELECT k.account_id, CASE
        WHEN k.state = 'blocked' THEN 'blocked'
        WHEN k.subject IS NULL AND k.account_id IS NULL AND $3 IS NULL THEN 'no_email'
        WHEN k.account_id IS NOT NULL AND k.subject IS DISTINCT FROM $2
             AND (k.subject IS NOT NULL OR NOT $4::boolean OR k.demo_password IS NOT NULL) THEN 'taken'
        WHEN NOT EXISTS (SELECT FROM wanted)
             AND NOT EXISTS (SELECT FROM account_grant g
                             WHERE g.authority_id = $1::int AND g.account_id = k.account_id AND g.from_group IS NULL)
        THEN 'no_grant'
        ELSE 'in' END AS outcome
    FROM (VALUES (1)) AS one LEFT JOIN (SELECT * FROM known UNION ALL SELECT * FROM namesake) k ON true
), changed AS (
    UPDATE account a
    SET subject = $2, name = $5, state = 'active', password_hash = NULL, totp_secret = NULL,
        totp_since = NULL,
        email = CASE WHEN $4::boolean AND NOT EXISTS (
                    SELECT FROM account o
                    WHERE o.authority_id = $1::int AND lower(o.email) = lower($3) AND o.account_id <> a.account_id)
                THEN $3 ELSE a.email END
    FROM judged j
    WHERE a.authority_id = $1::int AND a.account_id = j.account_id AND j.outcome = 'in'
    RETURNING a.account_id
), made AS (
    INSERT INTO account (authority_id, email, name, state, subject)
    SELECT $1::int, $3, $5, 'active', $2 FROM judged WHERE outcome = 'in' AND account_id IS NULL
    ON CONFLICT DO NOTHING
    RETURNING account_id
), owner AS (
    SELECT account_id FROM changed UNION ALL SELECT account_id FROM made
), links AS ( -- of the time before
    DELETE FROM account_link l USING changed c WHERE l.authority_id = $1::int AND l.account_id = c.account_id
), codes AS (
    DELETE FROM recovery_code r USING changed c WHERE r.authority_id = $1::int AND r.account_id = c.account_id
), withdrawn AS ( -- also where nothing is left
    DELETE FROM account_grant g USING judged j
    WHERE g.authority_id = $1::int AND g.account_id = j.account_id AND j.outcome IN ('in', 'no_grant')
      AND g.from_group IS NOT NULL
      AND NOT EXISTS (SELECT FROM wanted w
                      WHERE (w."group", w.role) = (g.from_group, g.role)
                        AND w.office_id IS NOT DISTINCT FROM g.office_id
                        AND w.contact_person_id IS NOT DISTINCT FROM g.contact_person_id)
    RETURNING g.account_id, g.from_group AS "group", g.role, g.office_id, g.contact_person_id
), given AS (
    INSERT INTO account_grant AS g (authority_id, account_id, role, office_id, contact_person_id, from_group)
    SELECT $1::int, o.account_id, w.role, w.office_id, w.contact_person_id, w."group" FROM owner o, wanted w
    ON CONFLICT DO NOTHING
    RETURNING g.account_id, g.from_group AS "group", g.role, g.office_id, g.contact_person_id
), told AS (
    SELECT (SELECT jsonb_agg(to_jsonb(w) - 'account_id') FROM withdrawn w) AS before,
           (SELECT jsonb_agg(to_jsonb(g) - 'account_id') FROM given g) AS after
)
SELECT CASE WHEN j.outcome = 'in' AND o.account_id IS NULL THEN 'again' ELSE j.outcome END AS outcome,
       coalesce(o.account_id, j.account_id) AS account_id,
       CASE WHEN t.before IS NOT NULL OR t.after IS NOT NULL
            THEN audit($1::int, coalesce(o.account_id, j.account_id), NULL, 'grants_by_groups', 'account',
                       coalesce(o.account_id, j.account_id)::text, t.before, t.after) END AS audit_id,
       CASE WHEN o.account_id IS NOT NULL AND NOT EXISTS (SELECT FROM known)
            THEN audit($1::int, o.account_id, NULL, 'join_sso', 'account', o.account_id::text, NULL, NULL) END AS joined_id
FROM judged j CROSS JOIN told t LEFT JOIN owner o ON true
