#!/usr/bin/env bash
# Every figure of docs/BENCHMARKS.md, each beside its limit. About 50 minutes on two cores, which should have nothing else to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ulimit -n "$(ulimit -Hn)" # a socket per patient

dotnet build bench/MatchGrid.Bench.csproj -c Release -v quiet
measure() {
  echo
  echo "\$ bench $*"
  dotnet run -c Release --no-build --project bench -- "$@"
}

measure backup
measure book
measure ingest
measure match
measure match --skus 1
measure depth
measure memory
measure http-ingest
measure latency
measure latency --skus 1
measure latency --radius 3000
measure latency --radius 500000
measure connections
measure throughput
measure catch-up
measure webhooks
measure overload
