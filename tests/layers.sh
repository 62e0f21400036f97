#!/bin/sh
# layers.sh - who may include and call whom.  When this fails, move the code, do not widen the test.
cd "$(dirname "$0")/.." || exit 1
wrong=0

# forbid RULE PATTERN FILE...: no line of these files may match.
forbid()
{
	rule=$1 pattern=$2
	shift 2
	# What a comment says is no call.
	if grep -nE "$pattern" "$@" /dev/null 2>/dev/null | grep -vE '^[^:]+:[0-9]+:\s*(/?\*|//)'; then
		echo "^ $rule"
		wrong=1
	fi
}

forbid 'lib/ is pure: no socket, no database, nothing of server/' \
	'#include.*(event2|libpq|curl|server/)' lib/*.[ch]
forbid 'lib/ never reads the clock' \
	'\b(time|gettimeofday|clock_gettime|clock|ftime|ucal_getNow|uprv_getUTCtime)\(' lib/*.c
forbid 'lib/ never logs and never prints' \
	'\b(log_(error|warn|info|debug|line)|die|printf|fprintf|puts|perror|syslog)\(' lib/*.c
forbid 'lib/ never ends the process, but for xalloc' \
	'\b(exit|_exit|abort)\(' $(ls lib/*.c | grep -v '^lib/xalloc\.c$')
forbid 'server/db/ knows no HTTP' \
	'#include.*(event2/http|server/net/|server/(citizen|staff|admin|jobs)/)' server/db/*.[ch]
forbid 'server/db/ knows no table: statements live in server/sql' \
	'\b(FROM|INTO|UPDATE|JOIN) +(authority|office|service|contact_person|slot|closure|reservation|booking|message)\b' \
	server/db/*.[ch]
# But for the table of routes, which is there to be found first.
forbid 'server/net/ knows no SQL and no endpoint' \
	'#include.*server/(sql|citizen|staff|admin|jobs)/|\bSQL_[A-Z]|"(SELECT|INSERT|UPDATE|DELETE) ' \
	$(ls server/net/*.[ch] | grep -v '^server/net/route\.c$')
for area in citizen staff admin; do
	others=$(echo citizen staff admin | tr ' ' '\n' | grep -vx $area | paste -sd'|')
	forbid "server/$area/ does not call server/($others)/" \
		"#include.*server/($others)/" server/$area/*.[ch]
done
forbid 'server/jobs/ knows no request and none of the users' \
	'#include.*server/(net/(request|reply)|citizen|staff|admin)' server/jobs/*.[ch]
forbid 'only server/db speaks to libpq' \
	'\bPQ(exec|connect|send|get(Result|line)|prepare|finish|ping|consumeInput)' \
	$(find server -name '*.[ch]' ! -path 'server/db/*')

exit $wrong
