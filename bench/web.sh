#!/usr/bin/env bash
# The figures of docs/WEB.md, in a real browser: frames and memory while 125 topics pour, and how soon a push is seen. About fifteen minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

dotnet build tests/Web/MatchGrid.Tests.Web.csproj -c Release -v quiet
MATCHGRID_FIGURES=1 dotnet test tests/Web -c Release --no-build --nologo --filter "FullyQualifiedName~FigureTests" --logger "console;verbosity=detailed"
