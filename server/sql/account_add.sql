/* account_add */
-- An account, or one more grant of an account there is, and a link that sets its password.
-- No row: there is no such authority, office or contact person.
--
-- $1 authority's slug, '' for the only one  $2 email  $3 name  $4 role  $5 office's slug or NULL
-- $6 contact person's slug or NULL  $7 hash of the link's token  $8 lifetime of the link in seconds
WITH place AS (
    SELECT a.authority_id, o.office_id, p.contact_person_id
    FROM authority a
    LEFT JOIN office o ON o.authority_id = a.authority_id AND o.slug = $5
    LEFT JOIN contact_person p ON p.authority_id = a.authority_id AND p.office_id = o.office_id AND p.slug = $6
    WHERE (a.slug = $1 OR $1 = '' AND (SELECT count(*) FROM authority) = 1)
      AND ($5::text IS NULL OR o.office_id IS NOT NULL)
      AND ($6::text IS NULL OR p.contact_person_id IS NOT NULL)
), owner AS (
    INSERT INTO account AS a (authority_id, email, name)
    SELECT authority_id, $2, $3 FROM place
    ON CONFLICT (authority_id, lower(email)) DO UPDATE SET name = excluded.name
    RETURNING a.authority_id, a.account_id, a.state
), granted AS (
    INSERT INTO account_grant (authority_id, account_id, role, office_id, contact_person_id)
    SELECT o.authority_id, o.account_id, $4::staff_role, p.office_id, p.contact_person_id FROM owner o, place p
    ON CONFLICT DO NOTHING
), linked AS (
    INSERT INTO account_link (authority_id, token_hash, account_id, kind, expires_at)
    SELECT authority_id, $7::bytea, account_id, CASE state WHEN 'invited' THEN 'set_up' ELSE 'reset' END::account_link_kind,
           now() + $8::int * interval '1 second'
    FROM owner
)
SELECT o.account_id, audit(o.authority_id, NULL, p.office_id, 'grant', 'account', o.account_id::text, NULL,
                           jsonb_build_object('role', $4, 'office', $5, 'contact_person', $6)) AS audit_id
FROM owner o, place p
