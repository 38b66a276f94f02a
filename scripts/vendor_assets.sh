#!/usr/bin/env bash
# Refresh the pinned browser libraries in static/vendor and their MANIFEST.json.
# Needs npm and python3; neither is needed to run or test the product.
set -euo pipefail

root="$(cd "$(dirname "$0")/.." && pwd)"
vendor="$root/static/vendor"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fetch() { # fetch NAME VERSION: unpack the published package into $work/NAME
    (cd "$work" && tar -xzf "$(npm pack --silent "$1@$2")" && mv package "$1")
    rm -rf "$vendor/$1"-*
    mkdir -p "$vendor/$1-$2"
    cp "$work/$1/LICENSE" "$vendor/$1-$2/LICENSE"
}

take() { # take NAME VERSION SOURCE TARGET: the hashed static storage fails on source maps we do not ship
    install -D -m 644 "$work/$1/$3" "$vendor/$1-$2/$4"
    case "$4" in
        *.js | *.css) sed -i -E 's@/[/*]# sourceMappingURL=[^ *]*( \*/)?@@' "$vendor/$1-$2/$4" ;;
    esac
}

fetch bootstrap 5.3.9
take bootstrap 5.3.9 dist/css/bootstrap.min.css css/bootstrap.min.css
take bootstrap 5.3.9 dist/js/bootstrap.bundle.min.js js/bootstrap.bundle.min.js

fetch bootstrap-icons 1.13.2
take bootstrap-icons 1.13.2 font/bootstrap-icons.min.css bootstrap-icons.min.css
take bootstrap-icons 1.13.2 font/fonts/bootstrap-icons.woff2 fonts/bootstrap-icons.woff2
# Every supported browser reads woff2; the older format is left out, so its reference must go too.
sed -i -E 's@,url\("[^"]*\.woff\?[^"]*"\) format\("woff"\)@@' "$vendor/bootstrap-icons-1.13.2/bootstrap-icons.min.css"

fetch tus-js-client 4.3.1
take tus-js-client 4.3.1 dist/tus.min.js tus.min.js

python3 - "$vendor" "$work" <<'PY'
import hashlib, json, pathlib, sys

vendor, work = map(pathlib.Path, sys.argv[1:])
packages = []
for folder in sorted(p for p in vendor.iterdir() if p.is_dir()):
    name, version = folder.name.rsplit("-", 1)
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    packages.append({
        "name": name,
        "version": version,
        "licence": json.loads((work / name / "package.json").read_text())["license"],
        "files": {str(p.relative_to(vendor)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files},
    })
(vendor / "MANIFEST.json").write_text(json.dumps({"packages": packages}, indent=2, ensure_ascii=False) + "\n")
PY
