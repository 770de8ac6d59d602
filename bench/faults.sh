#!/usr/bin/env bash
# The long runs behind docs/RELIABILITY.md: fifty kills under load. About ten minutes on two cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

dotnet build tests/Faults/MatchGrid.Tests.Faults.csproj -c Release -v quiet
echo "\$ faults --kills 50"
dotnet run -c Release --no-build --project tests/Faults -- --kills 50
