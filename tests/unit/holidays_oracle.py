"""The holidays of lib/holidays.c against a second opinion, Debian's python3-holidays.

Usage: holidays_oracle.py PROGRAM, where PROGRAM is holidays_print.
"""

import datetime
import subprocess
import sys

import holidays

FIRST_YEAR, LAST_YEAR = 2018, 2040
STATES = "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH".split()


def known_differences():
    """Where the two are meant to differ; each must really do so.

    Debian 12 has version 0.10.1 of 2020, which is older than three of the laws.
    A newer version that knows them needs fewer entries here.
    """
    missing_there, left_out_here = set(), set()
    # Mecklenburg-Vorpommern keeps 8 March since 2023.
    missing_there |= {("MV", datetime.date(year, 3, 8)) for year in range(2023, LAST_YEAR + 1)}
    # Berlin made two single days holidays by a law of 2024.
    missing_there |= {("BE", datetime.date(2025, 5, 8)), ("BE", datetime.date(2028, 6, 17))}
    # In Bavaria, Mariä Himmelfahrt is kept only in communities with a Catholic
    # majority; python3-holidays counts it everywhere, we nowhere.
    left_out_here |= {("BY", datetime.date(year, 8, 15))
                      for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    return missing_there, left_out_here


def ours(program):
    command = [program, str(FIRST_YEAR), str(LAST_YEAR), *STATES]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {(line.split()[0], datetime.date.fromisoformat(line.split()[1])) for line in lines}


def theirs():
    return {(state, day) for state in STATES for year in range(FIRST_YEAR, LAST_YEAR + 1)
            for day in holidays.Germany(prov=state, years=year)}


def main():
    here, there = ours(sys.argv[1]), theirs()
    missing_there, left_out_here = known_differences()
    failed = False
    for title, got, meant in (("only here", here - there, missing_there),
                              ("only there", there - here, left_out_here)):
        for state, day in sorted(got - meant):
            print(f"{title}: {state} {day}")
            failed = True
        for state, day in sorted(meant - got):
            print(f"no difference any more, though listed: {state} {day}")
            failed = True
    print(f"{len(here)} holidays compared with {len(there)}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
