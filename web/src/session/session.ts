import { Store } from "../live/store.ts";

export type Role = "patient" | "pharmacy" | "coordinator" | "partner" | "maker" | "admin";

export interface Who {
  role: Role;
  subject: string;
  pharmacy?: string;
  token: string;
  /** Signed in with the development issuer, which can be asked again. */
  development: boolean;
}

const key = "matchgrid.session";

/** Who is signed in on this device. */
class Session extends Store<Who | null> {
  constructor() {
    super(read());
  }

  async signIn(role: Role, subject: string, pharmacy?: string): Promise<void> {
    this.keep({ role, subject, token: await developmentToken(role, subject, pharmacy), development: true, ...(pharmacy ? { pharmacy } : {}) });
  }

  /** With a token of whichever issuer the server trusts. */
  signInWith(token: string): void {
    const claims = claimsOf(token);
    const pharmacies = [claims["pharmacy"]].flat().filter(one => typeof one === "string");
    this.keep({
      role: claims["role"] as Role, subject: String(claims["sub"]), token, development: false,
      ...(pharmacies[0] ? { pharmacy: pharmacies[0] } : {}),
    });
  }

  signOut(): void {
    for (const name of Object.keys(localStorage)) if (name.startsWith("matchgrid.")) localStorage.removeItem(name);
    this.set(null);
  }

  /** A token that is still valid, if that can be had. */
  async token(): Promise<string | null> {
    const who = this.value;
    if (!who?.development || !endsSoon(who.token)) return who?.token ?? null;
    const token = await developmentToken(who.role, who.subject, who.pharmacy).catch(() => who.token);
    this.keep({ ...who, token });
    return token;
  }

  /** The server does not know the token (any more). */
  refused(): void {
    const who = this.value;
    if (who?.development && !endsSoon(who.token)) void developmentToken(who.role, who.subject, who.pharmacy).then(token => this.keep({ ...who, token })).catch(() => undefined);
  }

  private keep(who: Who): void {
    localStorage.setItem(key, JSON.stringify(who));
    this.set(who);
  }
}

export const session = new Session();

async function developmentToken(role: Role, subject: string, pharmacy?: string): Promise<string> {
  const answer = await fetch("/v1/dev/token", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ role, subject, ...(pharmacy ? { pharmacy } : {}) }),
  });
  if (!answer.ok) throw new Error(answer.status === 404 ? "no_development_issuer" : `http_${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
}

function read(): Who | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Who | null;
  } catch {
    return null;
  }
}

function claimsOf(token: string): Record<string, unknown> {
  const body = token.split(".")[1] ?? "";
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(body.replaceAll("-", "+").replaceAll("_", "/")), one => one.charCodeAt(0)))) as Record<string, unknown>;
}

function endsSoon(token: string): boolean {
  try {
    return Number(claimsOf(token)["exp"]) * 1000 < Date.now() + 60_000;
  } catch {
    return true;
  }
}
