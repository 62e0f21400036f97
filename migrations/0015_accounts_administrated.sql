-- Accounts that administrators and managers keep: an authority never loses its last
-- administrator, and a second factor is reset by a mailed link.

ALTER TYPE account_link_kind ADD VALUE 'second_factor';

-- Grants that follow from groups of the single sign-on are the provider's to withdraw.
CREATE FUNCTION administrator_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'account_grant'
       AND (SELECT a.state FROM account a WHERE a.authority_id = OLD.authority_id AND a.account_id = OLD.account_id) <> 'active'
    THEN
        RETURN NULL;
    END IF;
    -- One after the other: who waits here sees what the one before has left.
    PERFORM FROM authority a WHERE a.authority_id = OLD.authority_id FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (
        SELECT FROM account_grant g JOIN account a USING (authority_id, account_id)
        WHERE g.authority_id = OLD.authority_id AND g.role = 'administrator' AND a.state = 'active')
    THEN
        RAISE EXCEPTION 'an authority keeps an administrator who can sign in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'last_administrator';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER administrator_stays AFTER DELETE ON account_grant FOR EACH ROW
    WHEN (OLD.role = 'administrator' AND OLD.from_group IS NULL) EXECUTE FUNCTION administrator_stays();

CREATE FUNCTION is_administrator(authority int, account bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM account_grant g
                   WHERE g.authority_id = authority AND g.account_id = account AND g.role = 'administrator');
END $$;

CREATE TRIGGER administrator_stays AFTER UPDATE OF state ON account FOR EACH ROW
    WHEN (OLD.state = 'active' AND NEW.state = 'blocked' AND is_administrator(OLD.authority_id, OLD.account_id))
    EXECUTE FUNCTION administrator_stays();

CREATE FUNCTION account_within(authority int, account bigint, offices bigint[], everything boolean) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT everything
        OR EXISTS (SELECT FROM account_grant g WHERE g.authority_id = authority AND g.account_id = account)
           AND NOT EXISTS (SELECT FROM account_grant g
                           WHERE g.authority_id = authority AND g.account_id = account
                             AND (g.office_id = ANY (offices)) IS NOT TRUE)
$$;
COMMENT ON FUNCTION account_within IS 'Whether all that the account may lies within these offices: who has the right to them all may block it.';

CREATE FUNCTION slug_from(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(nullif(btrim(left(regexp_replace(regexp_replace(normalize(
        replace(replace(replace(replace(lower(name), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), NFD),
        '[\u0300-\u036f]', '', 'g'), '[^a-z0-9]+', '-', 'g'), 50), '-'), ''), 'person');
COMMENT ON FUNCTION slug_from IS 'Of "Özgür Weiß": oezguer-weiss.';
