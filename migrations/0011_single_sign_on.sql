-- Single sign-on: grants that follow from the groups somebody is in at the provider, apart
-- from those that were given here.

ALTER TABLE account_grant ADD from_group text CHECK (from_group <> '');
COMMENT ON COLUMN account_grant.from_group IS 'The group at the provider of the single sign-on that it follows from: set and withdrawn at every sign-in. NULL: given here by hand.';

-- What was given by hand stays when a group that gives the same is withdrawn.
ALTER TABLE account_grant DROP CONSTRAINT grant_once;
ALTER TABLE account_grant ADD CONSTRAINT grant_once
    UNIQUE NULLS NOT DISTINCT (authority_id, account_id, role, office_id, contact_person_id, from_group);
