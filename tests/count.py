"""count.py LOG: "PASSED FAILED" of a meson test log, counting the tests inside each program."""

import json
import re
import sys

# How cmocka and pytest sum up.
PASSED = [re.compile(r"\[  PASSED  \] (\d+) test"), re.compile(r"\b(\d+) passed\b")]
FAILED = [re.compile(r"\[  FAILED  \] (\d+) test"), re.compile(r"\b(\d+) (?:failed|errors?)\b")]


def total(patterns, text):
    return sum(int(number) for pattern in patterns for number in pattern.findall(text))


passed = failed = 0
with open(sys.argv[1], encoding="utf-8") as log:
    for line in log:
        test = json.loads(line)
        text = test.get("stdout", "") + test.get("stderr", "")
        fine = test["result"] in ("OK", "EXPECTEDFAIL")
        inner_passed, inner_failed = total(PASSED, text), total(FAILED, text)
        passed += inner_passed or int(fine)
        failed += 0 if fine else max(inner_failed, 1)
print(passed, failed)
