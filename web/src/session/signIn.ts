/** How people sign in at this server. */
export interface SignIn {
  development: boolean;
  /** Of the issuer, where the app may send people there. */
  authorizationEndpoint?: string;
  clientId?: string;
  scope?: string;
}

export interface Tokens {
  token: string;
  refreshToken?: string;
}

const key = "matchgrid-sign-in";
const redirect = (): string => `${location.origin}/app/signed-in`;

export async function signInOf(): Promise<SignIn> {
  const answer = await fetch("/v1/sign-in");
  if (!answer.ok) throw new Error(`http_${answer.status}`);
  return (await answer.json()) as SignIn;
}

/** Goes to the issuer: authorization code flow (RFC 6749) with a proof key (RFC 7636). */
export async function goToIssuer({ authorizationEndpoint, clientId, scope }: SignIn): Promise<void> {
  const [verifier, state] = [random(), random()];
  sessionStorage.setItem(key, JSON.stringify({ verifier, state }));
  const challenge = base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
  const address = new URL(authorizationEndpoint!);
  for (const [name, value] of Object.entries({
    response_type: "code", client_id: clientId!, redirect_uri: redirect(), scope: scope!, state, code_challenge: challenge, code_challenge_method: "S256",
  })) address.searchParams.set(name, value);
  location.assign(address);
}

/** Comes back from it. What does not answer this page's own question is refused. */
export async function comeBack(query: URLSearchParams): Promise<Tokens> {
  const asked = JSON.parse(sessionStorage.getItem(key) ?? "null") as { verifier: string; state: string } | null;
  sessionStorage.removeItem(key);
  const code = query.get("code");
  if (!asked || !code || query.get("state") !== asked.state) throw new Error(query.get("error") ?? "not asked for");
  return post("/v1/sign-in/token", { code, verifier: asked.verifier, redirectUri: redirect() });
}

export const refreshed = (refreshToken: string): Promise<Tokens> => post("/v1/sign-in/refresh", { refreshToken });

async function post(path: string, body: unknown): Promise<Tokens> {
  const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`http_${answer.status}`);
  return (await answer.json()) as Tokens;
}

const random = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

const base64Url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
