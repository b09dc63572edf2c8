# Shared by infra/run, infra/test and infra/bench: what must be on the machine before they start.
# Sourced, not run. Every step says what it does and does nothing when there is nothing to do.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf 'genba: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# need_packages run|turn|test|compare: installs missing Debian packages when allowed, else names them.
need_packages() {
    local purposes missing=() name
    case $1 in
        run) purposes='^run ' ;;
        turn) purposes='^(run|turn) ' ;;
        *) purposes="^(run|turn|test|$1) " ;;
    esac
    command -v dpkg-query >/dev/null || fail "this set-up knows Debian 12; install the packages of infra/setup/packages.txt by hand"
    while read -r _ name; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done < <(grep -E "$purposes" "$root/infra/setup/packages.txt")
    [ ${#missing[@]} -gt 0 ] || return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || fail "missing packages; run:  sudo apt-get install --no-install-recommends ${missing[*]}"
        as_root=(sudo -n)
    fi
    say "installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# need_tools: Rust and Node are the newcomer's own choice of installer, so they are only checked.
need_tools() {
    command -v cargo >/dev/null || fail "Rust is missing: install it with rustup (1.95 or newer)"
    command -v npm >/dev/null || fail "Node.js is missing: install version 20 or newer with npm"
    local node_major
    node_major=$(node --version | sed -E 's/^v([0-9]+).*/\1/')
    [ "$node_major" -ge 20 ] || fail "Node.js $(node --version) is too old: install version 20 or newer"
}

need_nextest() {
    command -v cargo-nextest >/dev/null && return 0
    say "installing cargo-nextest (a few minutes, once)"
    cargo install --locked --quiet cargo-nextest --version 0.9.143
}

need_cargo_fuzz() {
    command -v cargo-fuzz >/dev/null && return 0
    say "installing cargo-fuzz (a minute, once)"
    cargo install --locked --quiet cargo-fuzz --version 0.13.2
}

# need_moto: the S3 server of the tests, in a place of its own below target/.
need_moto() {
    local version=5.2.5 place=$root/target/tools/moto
    [ "$(cat "$place/version" 2>/dev/null)" = $version ] && return 0
    say "installing the S3 server of the tests (half a minute, once)"
    /usr/bin/python3 -m venv --clear "$place"
    "$place/bin/pip" install --quiet --disable-pip-version-check "moto[server]==$version" >&2
    echo $version >"$place/version"
}

# build_web: the pages, into web-client/dist, from where the binary embeds them.
build_web() {
    install_web
    (cd "$root/web-client" && npm run --silent build >&2)
}

install_web() {
    cd "$root/web-client"
    if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
        say "installing web packages"
        npm ci --no-audit --no-fund --loglevel=error >&2
        touch node_modules/.package-lock.json
    fi
    cd "$root"
}
