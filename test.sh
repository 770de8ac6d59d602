#!/usr/bin/env bash
# Installs what the tests need and runs them all. Usage: ./test.sh [--full]
#   --full   also runs every benchmark and long replay behind the figures in the docs
# With CI=true a lane that cannot run fails the run; the Orleans lane, whose packages may be out of reach, is excepted.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$PWD

full=false
for argument in "$@"; do
  case $argument in
    --full) full=true ;;
    *) echo "unknown option $argument; the only one is --full" >&2; exit 2 ;;
  esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
passed=0 failed=0 skipped=0
lanes=()

note() { lanes+=("$1"); }
cannot_run() { # lane, reason
  if [ "${CI:-}" = true ]; then
    note "$1: FAILED, could not run: $2"
    failed=$((failed + 1))
  else
    note "$1: not run: $2"
    skipped=$((skipped + 1))
  fi
}
finish() {
  echo
  echo "Lanes:"
  printf '  %s\n' "${lanes[@]}"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
  exit
}

if ! command -v dotnet >/dev/null; then
  cannot_run "build" "the .NET 10 SDK is not installed (https://dotnet.microsoft.com/download)"
  finish
fi

# Two runs in one checkout build one after the other and test side by side.
mkdir -p artifacts
results=$(mktemp -d "$root/artifacts/test-results.XXXXXX")
trap 'rm -rf "$results"' EXIT
exec 9>artifacts/.build.lock
flock 9
if ! dotnet build MatchGrid.sln -c Release -v quiet -nodeReuse:false >"$results/build.log" 2>&1; then
  cat "$results/build.log"
  note "build: FAILED"
  failed=1
  finish
fi
note "build: MatchGrid.sln, Release, Engine=Embedded"

# What some tests run besides .NET. Where it cannot be had, its tests are skipped, and its lane says so.
need() { # lane, tool, a command that shows that it works here, its package when that is named otherwise
  local package=${4:-$2}
  if ! command -v "$2" >/dev/null && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    { apt-get install -y --no-install-recommends "$package" || { apt-get update && apt-get install -y --no-install-recommends "$package"; }; } >"$results/$2.log" 2>&1 </dev/null
  fi
  if ! command -v "$2" >/dev/null; then
    cannot_run "$1" "$2 is not installed (apt-get install $package)"
  elif ! eval "$3" >/dev/null 2>&1; then
    cannot_run "$1" "$2 does not work here: $3"
  fi
}
need "syncs before answers" strace "strace -f --seccomp-bpf -o /dev/null true"
need "clock set back" faketime "faketime -f +1h true"
need "the partner guide's commands" curl "curl --version"
need "webhooks against npm packages, documents linted" npm "npm --version && node --version"
need "web app" node "node --version" nodejs
need "web app" npm "npm --version"
need "browser" chromium "chromium --version"
need "PostgreSQL's journal, and the cluster" psql "ls /usr/lib/postgresql/*/bin/initdb || command -v initdb" postgresql
has_postgres=false
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; then has_postgres=true; fi

# The web app, which the browser's tests show. It is put in the place of the last one whole.
build_web() (
  cd web || exit
  rm -rf dist.next
  npm run build -- --outDir dist.next --emptyOutDir && rm -rf dist && mv dist.next dist
)
if command -v npm >/dev/null; then
  if [ web/package-lock.json -nt web/node_modules/.package-lock.json ] && ! (cd web && npm ci --no-audit --no-fund) >"$results/npm.log" 2>&1; then
    cat "$results/npm.log"
    cannot_run "web app" "its packages cannot be had (npm ci)"
  elif build_web >"$results/web.log" 2>&1; then
    note "web app: $(grep -o 'first load: .*' "$results/web.log")"
  else
    cat "$results/web.log"
    note "web app: FAILED"
    failed=$((failed + 1))
  fi
fi
flock -u 9

count() { sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }
run_tests() { # project file, engine
  local name log trx ok chosen=()
  name=$(basename "$1" .csproj)
  if [ "$2" != Embedded ]; then name="$name on $2"; fi
  if ! $has_postgres; then chosen=(--filter "FullyQualifiedName!~Postgres"); fi
  # A silo that hangs, and one that leaves, take minutes: in full only.
  if ! $full && [[ $name == *Cluster* ]]; then chosen=(--filter "FullyQualifiedName!~.Hang_&FullyQualifiedName!~.Leave_"); fi
  trx="$results/$name.trx"
  log="$results/$name.log"
  echo "== $name"
  # A test that hangs is named after five minutes; whatever it left running ends with it.
  timeout --kill-after=10 900 dotnet test "$1" -c Release -p:Engine="$2" --no-build "${chosen[@]}" --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    --blame-hang-timeout 5m --blame-hang-dump-type none >"$log" 2>&1 </dev/null 9>&-
  ok=$?
  if [ ! -s "$trx" ]; then
    cat "$log"
    note "$name: FAILED, no result"
    failed=$((failed + 1))
    return
  fi
  local p f t
  p=$(count "$trx" passed) f=$(count "$trx" failed) t=$(count "$trx" total)
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + t - p - f))
  if [ "$ok" -ne 0 ]; then
    cat "$log"
    [ "$f" -gt 0 ] || failed=$((failed + 1))
  fi
  note "$name: $p passed, $f failed, $((t - p - f)) skipped"
}
for project in tests/*/*.csproj; do
  # tests/Cluster is about the other engine alone.
  if [[ $project != tests/Cluster/* ]] && grep -q 'Microsoft.NET.Test.Sdk' "$project"; then run_tests "$project" Embedded; fi
done

# Known vulnerabilities of what is used: it informs, and fails nothing. Some registries do not tell.
audit() { # lane, what ends in a count on its last line
  local found
  if found=$(timeout 120 bash -c "set -o pipefail; $2" 2>"$results/audit.log") && [[ $found =~ ^[0-9]+$ ]]; then
    note "audit, $1: $found vulnerabilities known to the registry"
  else
    note "audit, $1: not known, the registry does not say"
  fi
}
audit "NuGet" "dotnet list MatchGrid.sln package --vulnerable --include-transitive --format json --no-restore | grep -c '\"severity\"' || true"
if command -v npm >/dev/null; then
  audit "npm" "cd web && npm audit --omit=dev --json | node -e 'console.log(JSON.parse(require(\"fs\").readFileSync(0)).metadata.vulnerabilities.total)'"
fi

# The Orleans engine, wherever its packages can be had: the engine's contract, and a cluster of processes; in full also the whole API on a silo with PostgreSQL.
orleans=(tests/Engine/MatchGrid.Tests.Engine.csproj tests/Cluster/MatchGrid.Tests.Cluster.csproj)
if $full; then orleans+=(tests/Api/MatchGrid.Tests.Api.csproj); fi
build_orleans() {
  local project
  for project in "${orleans[@]}"; do
    dotnet build "$project" -c Release -p:Engine=Orleans -v quiet -nodeReuse:false || return
  done
}
if ! dotnet restore tests/Cluster/MatchGrid.Tests.Cluster.csproj -p:Engine=Orleans >"$results/orleans.log" 2>&1; then
  note "Engine=Orleans: not run: the Microsoft.Orleans packages do not restore here"
elif ! build_orleans >"$results/orleans.log" 2>&1; then
  cat "$results/orleans.log"
  note "Engine=Orleans: FAILED, does not build"
  failed=$((failed + 1))
elif $has_postgres; then
  for project in "${orleans[@]}"; do run_tests "$project" Orleans; done
else
  run_tests "${orleans[0]}" Orleans
  note "Engine=Orleans: builds; its cluster tests not run, for want of PostgreSQL"
fi

if $full; then
  for figure in bench/*.sh; do
    [ -e "$figure" ] || continue
    echo "== $figure"
    if "$figure"; then note "$figure: done"; else note "$figure: FAILED"; failed=$((failed + 1)); fi
  done
fi
finish
