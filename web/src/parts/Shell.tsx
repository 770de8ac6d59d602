import { useContext, useEffect, useRef, useState, type ReactNode } from "react";
import { LanguageContext, choose, nameOf, tags, useWords } from "../language/words.ts";
import { useFormat } from "../language/format.ts";
import { line } from "../live/line.ts";
import { useStore } from "../live/store.ts";
import { session } from "../session/session.ts";
import { unsubscribeFromPush } from "../worker/register.ts";
import { go, Link } from "./route.tsx";

/** What stands around every page: the way home, how the connection is, language, sign-out. */
export function Shell({ children }: { children: ReactNode }) {
  const words = useWords();
  const who = useStore(session);
  return (
    <>
      <a className="skip" href="#content">{words.common.skip}</a>
      <header className="top">
        <Link to="/" className="brand">
          <svg viewBox="0 0 64 64" aria-hidden="true"><g transform="rotate(-45 32 32)"><rect x="6" y="19" width="52" height="26" rx="13" className="pill" /><path d="M32 19h13a13 13 0 0 1 0 26H32z" className="half" /></g></svg>
          MatchGrid
        </Link>
        {who && <LineBadge />}
        <Settings signedIn={who !== null} />
      </header>
      {who && <LineNotice />}
      {children}
    </>
  );
}

function LineBadge() {
  const words = useWords();
  const { stage } = useStore(line);
  const text = stage === "live" ? words.line.live : stage === "connecting" || stage === "closed" ? words.line.connecting : words.line.lost;
  return <p className={`line ${stage}`} data-stage={stage}><i aria-hidden="true" />{text}</p>;
}

/** Says a loss in words, for as long as it lasts, and that it is over. */
function LineNotice() {
  const words = useWords();
  const format = useFormat();
  const { stage, since } = useStore(line);
  const [late, setLate] = useState(false);
  const [back, setBack] = useState(false);
  const wasLost = useRef(false);
  useEffect(() => {
    if (stage === "lost") {
      const timer = setTimeout(() => {
        wasLost.current = true;
        setLate(true);
      }, 1200);
      return () => clearTimeout(timer);
    }
    setLate(false);
    if (stage !== "live" || !wasLost.current) return;
    wasLost.current = false;
    setBack(true);
    const timer = setTimeout(() => setBack(false), 5000);
    return () => clearTimeout(timer);
  }, [stage]);
  return (
    <div className="line-notice" role="status">
      {stage === "refused" && <p className="warn">{words.line.refused}</p>}
      {stage === "lost" && late && <p className="warn">{words.line.lostSince(format.clock(since ?? Date.now()))}</p>}
      {stage === "live" && back && <p className="good">{words.line.back}</p>}
    </div>
  );
}

function Settings({ signedIn }: { signedIn: boolean }) {
  const words = useWords();
  const { language, change } = useContext(LanguageContext);
  return (
    <div className="settings">
      <label>
        <span className="hidden">{words.common.language}</span>
        <select value={language.tag} onChange={event => {
          choose(event.target.value);
          change(event.target.value);
        }}>
          {tags.map(tag => <option key={tag} value={tag} lang={tag}>{nameOf(tag)}</option>)}
        </select>
      </label>
      {signedIn && (
        <button type="button" className="icon" aria-label={words.common.signOut} title={words.common.signOut} onClick={() => void unsubscribeFromPush().finally(() => {
          session.signOut();
          go("/");
        })}>
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M10 4H5v16h5M15 8l4 4-4 4M9 12h10" /></svg>
        </button>
      )}
    </div>
  );
}
