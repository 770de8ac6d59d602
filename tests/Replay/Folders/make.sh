#!/usr/bin/env bash
# Writes the data folder that this release leaves behind, and what it answers about it: ./make.sh v3. Needs the SDK and curl.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=$here/${1:?the name of the folder, such as v3}
[ ! -e "$target" ] || { echo "$target is there already: folders of releases are never changed" >&2; exit 1; }
work=$(mktemp -d)
api=${MATCHGRID_API:-}
if [ -z "$api" ]; then
  dotnet build "$here/../../../api" -c Release -v quiet >&2
  api=$here/../../../artifacts/Embedded/bin/MatchGrid.Api/release/MatchGrid.Api.dll
fi

dotnet exec "$api" --urls http://127.0.0.1:0 --data "$work/data" --Auth:Development=true >"$work/out" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
until url=$(grep -o 'http://127[^ ]*' "$work/out" | head -1) && [ -n "$url" ]; do sleep 0.1; done

token() { curl -sf "$url/v1/dev/token" -H 'content-type: application/json' -d "$1" | sed 's/.*"token":"\([^"]*\)".*/\1/'; }
send() { curl -sf -X "$2" "$url$3" -H "authorization: Bearer $1" -H 'content-type: application/json' ${4:+-d "$4"}; }
first() { grep -o "\"$1\":\"[^\"]*\"" | sed -n 1p | cut -d'"' -f4; }
patient() { token "{\"role\":\"patient\",\"subject\":\"$1\"}"; }
request() { # token, SKU: the request's id
  send "$1" POST /v1/requests "{\"skus\":[\"$2\"],\"quantity\":1,\"latitude\":39.16,\"longitude\":-75.52,\"radiusMetres\":9000,\"urgency\":\"soon\"}" | first id
}
await_hold() { # token: sets hold and code
  local inbox
  until inbox=$(send "$1" GET /v1/inbox) && grep -q '"kind":"held"' <<<"$inbox"; do sleep 0.05; done
  hold=$(grep -o '"match":{"id":"[^"]*"' <<<"$inbox" | cut -d'"' -f6)
  code=$(first code <<<"$inbox")
}

paxlovid=ndc:00069-1085-30 bebtelovimab=ndc:00002-7589-01
admin=$(token '{"role":"admin","subject":"root"}')
till=$(token '{"role":"pharmacy","subject":"till","pharmacy":"corner"}')
send "$admin" PUT /v1/skus/$paxlovid '{"name":"Paxlovid","inn":"nirmatrelvir and ritonavir","atc":"J05AE30"}' >/dev/null
send "$admin" PUT /v1/skus/$bebtelovimab '{"name":"Bebtelovimab"}' >/dev/null
for name in corner main; do
  send "$admin" PUT /v1/pharmacies/$name "{\"name\":\"The $name\",\"kind\":\"retail\",\"latitude\":39.17,\"longitude\":-75.5,\"hours\":\"24/7\",\"zone\":\"America/New_York\"}" >/dev/null
done
send "$till" POST "/v1/pharmacies/corner/stock?source=till&firstNumber=1" "[{\"sku\":\"$paxlovid\",\"onHand\":3}]" >/dev/null

# Anna accepts and it is set aside; Bert collects; Emil declines, and waits; Dora is held Emil's pack; Carl cancels; Fritz waits for what nobody has.
anna=$(patient anna); send "$anna" PUT /v1/me '{"displayName":"Anna","language":"en"}' >/dev/null
id=$(request "$anna" $paxlovid); await_hold "$anna"
send "$anna" POST "/v1/requests/$id/matches/$hold/accept" >/dev/null
send "$till" POST "/v1/pharmacies/corner/holds/$hold/set-aside"
bert=$(patient bert); id=$(request "$bert" $paxlovid); await_hold "$bert"
send "$bert" POST "/v1/requests/$id/matches/$hold/accept" >/dev/null
send "$till" POST /v1/pharmacies/corner/hand-over "{\"code\":\"$code\"}" >/dev/null
emil=$(patient emil); id=$(request "$emil" $paxlovid); await_hold "$emil"
send "$emil" POST "/v1/requests/$id/matches/$hold/decline" >/dev/null
dora=$(patient dora); request "$dora" $paxlovid >/dev/null; await_hold "$dora"
carl=$(patient carl); id=$(request "$carl" $bebtelovimab)
send "$carl" DELETE "/v1/requests/$id" >/dev/null
request "$(patient fritz)" $bebtelovimab >/dev/null
sleep 2 # letters reach those they are for
{
  printf '{"pharmacy":"corner","stock":%s,"holds":%s}\n' "$(send "$till" GET /v1/pharmacies/corner/stock)" "$(send "$till" GET /v1/pharmacies/corner/holds)"
  for name in anna bert carl dora emil fritz; do
    who=$(patient $name)
    printf '{"patient":%s,"requests":%s,"inbox":%s}\n' "$(send "$who" GET /v1/me)" "$(send "$who" GET /v1/requests)" "$(send "$who" GET /v1/inbox)"
  done
} >"$work/answers.ndjson"

kill "$server"
wait "$server"
mkdir "$target"
cp "$work/data/matchgrid.db" "$work/answers.ndjson" "$target/"
echo "$target"
