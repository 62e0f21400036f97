-- Short names in addresses are made in one place, lib/slug.c, and reach statements as parameters.

DROP FUNCTION slug_from(text);
