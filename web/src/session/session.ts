import { Store } from "../live/store.ts";
import { refreshed } from "./signIn.ts";

export type Role = "patient" | "pharmacy" | "coordinator" | "partner" | "maker" | "admin";

export interface Who {
  role: Role;
  subject: string;
  pharmacy?: string;
  token: string;
  /** Signed in with the development issuer, which can be asked again. */
  development: boolean;
  /** Gets another token from the issuer. */
  refresh?: string;
  /** The person for whom this one acts at the moment. */
  acting?: Acting;
}

export interface Acting {
  patient: string;
  name: string;
}

const key = "matchgrid.session";

/** Who is signed in on this device. */
class Session extends Store<Who | null> {
  private renewing: Promise<string> | null = null;

  constructor() {
    super(read());
  }

  async signIn(role: Role, subject: string, pharmacy?: string): Promise<void> {
    this.keep({ role, subject, token: await developmentToken(role, subject, pharmacy), development: true, ...(pharmacy ? { pharmacy } : {}) });
  }

  /** With a token of whichever issuer the server trusts; the server says who that is. */
  async signInWith(token: string, refresh?: string): Promise<Role> {
    const answer = await fetch("/v1/who", { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`http_${answer.status}`);
    const { role, id, pharmacies } = (await answer.json()) as { role: Role; id: string; pharmacies: string[] };
    this.keep({ role, subject: id, token, development: false, ...(pharmacies[0] ? { pharmacy: pharmacies[0] } : {}), ...(refresh ? { refresh } : {}) });
    return role;
  }

  /** Acts for somebody from now on; for oneself again with null. */
  actFor(person: Acting | null): void {
    const { acting: _, ...who } = this.value!;
    this.keep(person ? { ...who, acting: person } : who);
  }

  signOut(): void {
    for (const name of Object.keys(localStorage)) if (name.startsWith("matchgrid.")) localStorage.removeItem(name);
    this.set(null);
  }

  /** A token that is still valid, if that can be had. */
  async token(): Promise<string | null> {
    const who = this.value;
    if (!who || !endsSoon(who.token) || !(who.development || who.refresh)) return who?.token ?? null;
    this.renewing ??= this.renew(who).finally(() => (this.renewing = null));
    return this.renewing;
  }

  /** The server does not know the token (any more). */
  refused(): void {
    const who = this.value;
    if (who?.development && !endsSoon(who.token)) void developmentToken(who.role, who.subject, who.pharmacy).then(token => this.keep({ ...who, token })).catch(() => undefined);
  }

  private async renew(who: Who): Promise<string> {
    try {
      const tokens = who.development ? { token: await developmentToken(who.role, who.subject, who.pharmacy) } : await refreshed(who.refresh!);
      this.keep({ ...who, token: tokens.token, ...(tokens.refreshToken ? { refresh: tokens.refreshToken } : {}) });
      return tokens.token;
    } catch {
      return who.token; // the server says so if it does not count
    }
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
