#!/usr/bin/env bash
# A cluster on this machine: PostgreSQL and some silos with their doors, on loopback, with the development issuer.
# Usage: deploy/cluster.sh up [SILOS]     starts them (default: 3) and says where they are
#        deploy/cluster.sh add            one silo more
#        deploy/cluster.sh status         which of them run
#        deploy/cluster.sh down           ends them; the next up goes on with the same data
# Environment: MATCHGRID_CLUSTER   folder for data, logs and process ids (default: data/cluster)
#              MATCHGRID_POSTGRES  connection string of a database that is there already; otherwise one is started in that folder
#              MATCHGRID_PORT      first HTTP port (default: 5080); silos talk over the same number + 10000, PostgreSQL listens at + 20000
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=$(realpath -m "${MATCHGRID_CLUSTER:-data/cluster}")
first=${MATCHGRID_PORT:-5080}
database_port=$((first + 20000))
api=artifacts/Orleans/bin/MatchGrid.Api/release/MatchGrid.Api.dll

fail() { echo "$*" >&2; exit 1; }

as_postgres() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

find_postgres() {
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$bin" ] || bin=$(dirname "$(command -v initdb)") || fail "PostgreSQL is not installed (apt-get install postgresql); or name a database in MATCHGRID_POSTGRES."
}

start_database() {
  [ -z "${MATCHGRID_POSTGRES:-}" ] || { connection=$MATCHGRID_POSTGRES; return; }
  find_postgres
  connection="Host=127.0.0.1;Port=$database_port;Database=matchgrid;Username=matchgrid;Maximum Pool Size=30"
  local data=/var/tmp/matchgrid-postgres-$first
  [ "$(id -u)" -eq 0 ] || data=$folder/postgres
  echo "$data" >"$folder/postgres.folder"
  if [ ! -e "$data/PG_VERSION" ]; then
    mkdir -p "$data"
    [ "$(id -u)" -ne 0 ] || chown postgres "$data"
    as_postgres "$bin/initdb" -D "$data" -U matchgrid -A trust >"$folder/postgres.log" 2>&1 || fail "initdb failed: $folder/postgres.log"
  fi
  as_postgres "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1 ||
    as_postgres "$bin/pg_ctl" -D "$data" -w -l "$data/server.log" -o "-p $database_port -k $data -c listen_addresses=127.0.0.1 -c max_connections=300" start >/dev/null ||
    fail "PostgreSQL did not start: $data/server.log"
  "$bin/psql" -h 127.0.0.1 -p "$database_port" -U matchgrid -d postgres -tAc "SELECT 1 FROM pg_database WHERE datname = 'matchgrid'" | grep -q 1 ||
    "$bin/createdb" -h 127.0.0.1 -p "$database_port" -U matchgrid matchgrid
}

runs() { [ -e "$folder/silo-$1.pid" ] && kill -0 "$(cat "$folder/silo-$1.pid")" 2>/dev/null; }

start_silo() { # number, from 0
  local port=$((first + $1)) log=$folder/silo-$1.log
  if runs "$1"; then echo "silo $1 runs already: http://127.0.0.1:$port"; return; fi
  Postgres__ConnectionString=$connection Cluster__Port=$((port + 10000)) Auth__Development=true \
    nohup dotnet "$api" --urls "http://127.0.0.1:$port" --data "$folder/keys" >"$log" 2>&1 </dev/null &
  local pid=$!
  echo $pid >"$folder/silo-$1.pid"
  for _ in $(seq 300); do
    kill -0 $pid 2>/dev/null || { cat "$log" >&2; fail "silo $1 did not start"; }
    if curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; then echo "silo $1: http://127.0.0.1:$port (log $log)"; return; fi
    sleep 0.2
  done
  fail "silo $1 is not ready after a minute: $log"
}

prepare() {
  mkdir -p "$folder/keys"
  [ -e "$api" ] && [ -z "$(find api core grain-interfaces grains silo replay -name '*.cs' -newer "$api" -print -quit)" ] ||
    dotnet build api/MatchGrid.Api.csproj -c Release -p:Engine=Orleans -v quiet --nologo
  start_database
}

numbers() { for file in "$folder"/silo-*.pid; do [ -e "$file" ] && basename "$file" .pid | cut -d- -f2; done | sort -n; }

case ${1:-} in
  up)
    prepare
    for ((n = 0; n < ${2:-3}; n++)); do start_silo "$n"; done
    ;;
  add)
    prepare
    last=$(numbers | tail -n 1)
    start_silo $((${last:--1} + 1))
    ;;
  status)
    for n in $(numbers); do
      if runs "$n"; then echo "silo $n: $(curl -s -m 3 "http://127.0.0.1:$((first + n))/health/ready" || echo "does not answer"), process $(cat "$folder/silo-$n.pid")"; else echo "silo $n: ended"; fi
    done
    ;;
  down)
    for n in $(numbers); do if runs "$n"; then kill "$(cat "$folder/silo-$n.pid")"; fi; done
    for n in $(numbers); do
      for _ in $(seq 150); do runs "$n" || break; sleep 0.2; done
      if runs "$n"; then echo "silo $n still runs: process $(cat "$folder/silo-$n.pid")"; else rm "$folder/silo-$n.pid"; fi
    done
    if [ -z "${MATCHGRID_POSTGRES:-}" ] && [ -e "$folder/postgres.folder" ]; then
      find_postgres
      as_postgres "$bin/pg_ctl" -D "$(cat "$folder/postgres.folder")" -m fast stop >/dev/null 2>&1 || true
    fi
    ;;
  *) sed -n '2,9p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
