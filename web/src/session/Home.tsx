import { useState, type FormEvent } from "react";
import { useWords } from "../language/words.ts";
import { Button, Field, Message } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { go } from "../parts/route.tsx";
import { session, type Role } from "./session.ts";
import { goToIssuer, signInOf } from "./signIn.ts";

/** Who are you? One tap for most. */
export function Home() {
  const words = useWords();
  const [problem, setProblem] = useState<string | null>(null);
  const [needsToken, setNeedsToken] = useState(false);
  const [counter, setCounter] = useState(false);
  const [busy, setBusy] = useState(false);

  const enter = async (role: Role, subject: string, pharmacy?: string): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await session.signIn(role, subject, pharmacy);
      go(`/${role}`);
    } catch (cause) {
      if (!String(cause).includes("no_development_issuer")) return setProblem(words.home.unreachable);
      const own = await signInOf().catch(() => null);
      if (own?.authorizationEndpoint) return await goToIssuer(own);
      if (own === null || own.clientId) return setProblem(words.home.unreachable);
      setNeedsToken(true);
    } finally {
      setBusy(false);
    }
  };
  const guest = `guest-${crypto.randomUUID().slice(0, 8)}`;

  return (
    <Page title={words.home.title} lead={<p>{words.home.lead}</p>} documentTitle="MatchGrid">
      {problem && <Message tone="bad" role="alert">{problem}</Message>}
      <div className="doors many">
        <button type="button" className="door first" disabled={busy} onClick={() => void enter("patient", guest)}>
          <strong>{words.home.patient}</strong><span>{words.home.patientHint}</span>
        </button>
        <button type="button" className="door" disabled={busy} aria-expanded={counter} onClick={() => setCounter(!counter)}>
          <strong>{words.home.pharmacy}</strong><span>{words.home.pharmacyHint}</span>
        </button>
        <button type="button" className="door" disabled={busy} onClick={() => void enter("coordinator", "coordinator")}>
          <strong>{words.home.coordinator}</strong><span>{words.home.coordinatorHint}</span>
        </button>
        <button type="button" className="door" disabled={busy} onClick={() => void enter("maker", "maker")}>
          <strong>{words.home.maker}</strong><span>{words.home.makerHint}</span>
        </button>
        <button type="button" className="door" disabled={busy} onClick={() => void enter("admin", "admin")}>
          <strong>{words.home.admin}</strong><span>{words.home.adminHint}</span>
        </button>
        {counter && <CounterDoor onOpen={id => void enter("pharmacy", `counter-${id}`, id)} busy={busy} />}
      </div>
      {needsToken ? <TokenDoor /> : <PersonDoor busy={busy} onEnter={name => void enter("patient", name)} />}
      <section className="how">
        <h2>{words.home.how}</h2>
        <ol>
          <li><strong>{words.home.step1}</strong><span>{words.home.step1Text}</span></li>
          <li><strong>{words.home.step2}</strong><span>{words.home.step2Text}</span></li>
          <li><strong>{words.home.step3}</strong><span>{words.home.step3Text}</span></li>
        </ol>
      </section>
    </Page>
  );
}

function CounterDoor({ onOpen, busy }: { onOpen: (id: string) => void; busy: boolean }) {
  const words = useWords();
  const [id, setId] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onOpen(id.trim());
  };
  return (
    <form className="card" onSubmit={submit}>
      <Field label={words.home.pharmacyId} hint={words.home.pharmacyIdHint} value={id} onChange={event => setId(event.target.value)} required maxLength={64}
        pattern="[A-Za-z0-9._\-]+" autoComplete="off" autoCapitalize="off" spellCheck={false} autoFocus>
        <Button kind="main" type="submit" busy={busy}>{words.home.open}</Button>
      </Field>
    </form>
  );
}

function PersonDoor({ onEnter, busy }: { onEnter: (name: string) => void; busy: boolean }) {
  const words = useWords();
  const [name, setName] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onEnter(name.trim());
  };
  return (
    <details className="quiet">
      <summary>{words.home.subject}</summary>
      <form onSubmit={submit}>
        <Field label={words.home.name} hint={words.home.subjectHint} value={name} onChange={event => setName(event.target.value)} required maxLength={100} autoComplete="off">
          <Button type="submit" busy={busy}>{words.home.signIn}</Button>
        </Field>
      </form>
    </details>
  );
}

function TokenDoor() {
  const words = useWords();
  const [token, setToken] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    session.signInWith(token.trim()).then(role => go(`/${role}`), () => setWrong(true));
  };
  return (
    <form className="card" onSubmit={submit}>
      <Field label={words.home.token} hint={words.home.tokenHint} type="password" value={token} onChange={event => setToken(event.target.value)} required autoComplete="off">
        <Button kind="main" type="submit">{words.home.signIn}</Button>
      </Field>
      {wrong && <Message tone="bad" role="alert">{words.home.badToken}</Message>}
    </form>
  );
}
