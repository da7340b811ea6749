#!/usr/bin/env bash
# Python packages of exact versions in a folder of their own, installed only where missing.
#
#   install-python.sh NAME==VERSION…
#
# The folder is $XDG_CACHE_HOME/nunchi/venv (default ~/.cache/nunchi/venv), outside the clone.
set -euo pipefail

venv="${XDG_CACHE_HOME:-$HOME/.cache}/nunchi/venv"
python="$venv/bin/python3"

give_up() {
    echo "install: cannot install $*: see the message above" >&2
    echo "install: by hand: python3 -m venv $venv && $python -m pip install $*" >&2
    exit 1
}

# A venv whose Python has gone, after an upgrade of the system, is made anew.
if ! "$python" -c 'import pip' > /dev/null 2>&1; then
    echo "install: making $venv for Python packages"
    python3 -m venv --clear "$venv" || give_up "$@"
fi

missing=()
for pin in "$@"; do
    "$python" - "$pin" << 'EOF' || missing+=("$pin")
import sys
from importlib.metadata import PackageNotFoundError, version
name, wanted = sys.argv[1].split("==")
try:
    sys.exit(version(name) != wanted)
except PackageNotFoundError:
    sys.exit(1)
EOF
done

if [ "${#missing[@]}" -eq 0 ]; then
    echo "install: Python packages are there: $*"
    exit 0
fi
echo "install: installing by pip into $venv: ${missing[*]} (others judge what nunchi says)"
"$python" -m pip install --quiet --disable-pip-version-check "${missing[@]}" || give_up "${missing[@]}"
