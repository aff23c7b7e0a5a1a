# SPDX-License-Identifier: EUPL-1.2
"""Functions for filters on PostgreSQL, which refuses a whole question when one row cannot be reckoned with.

They say what ``core/reckoning.py`` says for SQLite. None has a block that catches errors: those cost a transaction
inside of the transaction for each row.
"""

from django.db import migrations

_HEAD = "RETURNS {kind} LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$"
_SHORT = "RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS"
_NUMBER = _HEAD.format(kind="double precision")
# Beyond these the exact way through numeric; between them neither product nor quotient leaves the doubles.
_BOTH = "abs(a) BETWEEN 1e-150 AND 1e150 AND abs(b) BETWEEN 1e-150 AND 1e150"
_INFINITE = "abs(a) = 'Infinity' OR abs(b) = 'Infinity'"
_FUNCTIONS = {
    "town_number(n numeric)": f"""{_NUMBER}
BEGIN
    IF abs(n) >= 1.797693134862315808e308 THEN RETURN CASE WHEN n > 0 THEN 'Infinity' ELSE '-Infinity' END; END IF;
    IF abs(n) < 2.4703282292062328e-324 THEN RETURN 0; END IF;
    RETURN CAST(n AS double precision);
END $$""",
    "town_add(a double precision, b double precision)": f"""{_NUMBER}
BEGIN
    IF abs(a) < 8e307 AND abs(b) < 8e307 THEN RETURN a + b; END IF;
    IF {_INFINITE} THEN RETURN NULLIF(a + b, 'NaN'); END IF;
    RETURN town_number(CAST(CAST(a AS text) AS numeric) + CAST(CAST(b AS text) AS numeric));
END $$""",
    "town_mul(a double precision, b double precision)": f"""{_NUMBER}
BEGIN
    IF {_INFINITE} THEN RETURN NULLIF(a * b, 'NaN'); END IF;
    IF a = 0 OR b = 0 THEN RETURN 0; END IF;
    IF {_BOTH} THEN RETURN a * b; END IF;
    RETURN town_number(CAST(CAST(a AS text) AS numeric) * CAST(CAST(b AS text) AS numeric));
END $$""",
    "town_div(a double precision, b double precision)": f"""{_NUMBER}
BEGIN
    IF b = 0 THEN RETURN CASE WHEN a > 0 THEN 'Infinity' WHEN a < 0 THEN '-Infinity' END; END IF;
    IF abs(b) = 'Infinity' THEN RETURN CASE WHEN abs(a) < 'Infinity' THEN 0 END; END IF;
    IF a = 0 THEN RETURN 0; END IF;
    IF abs(a) = 'Infinity' THEN RETURN a / b; END IF;
    IF {_BOTH} THEN RETURN a / b; END IF;
    RETURN town_number(CAST(CAST(a AS text) AS numeric) / CAST(CAST(b AS text) AS numeric));
END $$""",
    "town_mod(a double precision, b double precision)": f"""{_NUMBER}
BEGIN
    IF b = 0 OR abs(a) = 'Infinity' THEN RETURN NULL; END IF;
    IF abs(b) = 'Infinity' THEN RETURN a; END IF;
    RETURN town_number(MOD(CAST(CAST(a AS text) AS numeric), CAST(CAST(b AS text) AS numeric)));
END $$""",
    "town_round(a double precision)": f"""{_NUMBER}
BEGIN
    IF abs(a) >= 4503599627370496 THEN RETURN a; END IF;
    RETURN trunc(a + CASE WHEN a < 0 THEN -0.5 ELSE 0.5 END);
END $$""",
    "town_times(a double precision, b double precision)": f"{_SHORT} $$ SELECT trunc(town_div(a, NULLIF(b, 0))) $$",
    "town_floor(a double precision)": f"{_SHORT} $$ SELECT floor(a) $$",
    "town_ceiling(a double precision)": f"{_SHORT} $$ SELECT ceil(a) $$",
    "town_part(t text, a double precision, b double precision)": f"""{_HEAD.format(kind="text")}
DECLARE
    signs integer := length(t);
    begins integer := floor(greatest(least(a, signs), -signs));
    kept integer := floor(greatest(least(b, signs), 0));
BEGIN
    RETURN substr(t, CASE WHEN begins < 0 THEN begins + signs ELSE begins END + 1, kept);
END $$""",
}


def make(apps, schema_editor):
    """Make them on PostgreSQL; SQLite gets them with each connection."""
    if schema_editor.connection.vendor == "postgresql":
        for name, body in _FUNCTIONS.items():
            schema_editor.execute(f"CREATE OR REPLACE FUNCTION {name} {body}", params=None)


def drop(apps, schema_editor):
    """Take them away."""
    if schema_editor.connection.vendor == "postgresql":
        for name in reversed(_FUNCTIONS):
            schema_editor.execute(f"DROP FUNCTION {name}", params=None)


class Migration(migrations.Migration):
    """Functions for filters."""

    dependencies = [("stadtdaten", "0013_school_holidays")]
    operations = [migrations.RunPython(make, drop)]
