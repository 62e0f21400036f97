-- Who came by the single sign-on is signed out there too.

ALTER TABLE staff_session ADD id_token text CHECK (length(id_token) <= 4000);
COMMENT ON COLUMN staff_session.id_token IS 'What the provider knows the sign-in by when it is to end (OpenID Connect RP-Initiated Logout 1.0); empty: too long for an address; NULL: no single sign-on. Opens nothing.';

COMMENT ON COLUMN calendar_feed.read_at IS 'No longer written, since reading changes nothing; to be dropped once no program of before runs.';
