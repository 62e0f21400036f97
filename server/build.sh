# build.sh - what server/start and tests/run share: packages, the web build.  Sourced, not run.

say()
{
	printf '%s\n' "$*"
}

# What the server is built with and runs on.  "command=package" is missing when
# the command is (Node.js may come from elsewhere); a bare name when dpkg says so.
SERVER_PACKAGES='
	gcc=gcc libc6-dev meson=meson ninja=ninja-build pkg-config=pkg-config python3=python3
	libcjose-dev libcurl4-openssl-dev libevent-dev libical-dev libicu-dev libjansson-dev liboath-dev libpq-dev
	libqrencode-dev libsodium-dev
	node=nodejs npm=npm
	postgresql tzdata ca-certificates'

# Prints those of the packages that are not there.
packages_missing()
{
	for package in "$@"; do
		case $package in
		*=*)
			command -v "${package%%=*}" >/dev/null || printf '%s ' "${package#*=}"
			;;
		*)
			[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
				printf '%s ' "$package"
			;;
		esac
	done
}

packages_install()
{
	missing=$(packages_missing "$@")
	[ -n "$missing" ] || return 0
	if ! command -v apt-get >/dev/null; then
		say "missing, and there is no apt-get to install it: $missing" >&2
		return 1
	fi
	as_root=
	if [ "$(id -u)" != 0 ]; then
		if ! command -v sudo >/dev/null; then
			say "missing: $missing" >&2
			say "install it as root: apt-get install $missing" >&2
			return 1
		fi
		as_root=sudo
	fi
	say "installing: $missing"
	$as_root apt-get -qq update
	# Word splitting is meant: one word per package.
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
		$missing >/dev/null
}

# npm_install FOLDER: what its lock file says, unless that was done before.
npm_install()
{
	cmp -s "$1/package-lock.json" "$1/node_modules/.installed" && return 0
	say "installing the packages of $1/package-lock.json"
	(cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
	cp "$1/package-lock.json" "$1/node_modules/.installed"
}

# web_build FOLDER: styles and scripts as the browser gets them, unless nothing changed.
web_build()
{
	npm_install web
	if [ -f "$1/manifest.json" ] &&
		[ -z "$(find web -path web/node_modules -prune -o -newer "$1/manifest.json" -type f -print)" ]; then
		return 0
	fi
	say "building the web pages' styles and scripts"
	mkdir -p "$1"
	node web/build.mjs "$1"
}
