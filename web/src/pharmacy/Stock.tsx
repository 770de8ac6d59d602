import { useDeferredValue, useEffect, useRef, useState, type ClipboardEvent, type DragEvent } from "react";
import { call } from "../api/client.ts";
import type { StockLine } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { Button, Field, Message, useAction } from "../parts/parts.tsx";
import { readCsv, type CsvStock } from "./csv.ts";
import { reportOnHand } from "./reportOnHand.ts";
import { useCounter, useCounterParts, useNameOf, useOutbox } from "./useCounter.ts";

const rowsShown = 60;
const namedUnreadable = 5;

/** The stock as a table that saves as one goes, and by pasting or dropping a CSV. */
export function Stock() {
  const words = useWords();
  const nameOf = useNameOf();
  const { lines } = useCounter();
  const [filter, setFilter] = useState("");
  const [most, setMost] = useState(rowsShown);
  const wanted = useDeferredValue(filter).trim().toLowerCase();
  const found = lines.filter(one => wanted === "" || nameOf(one.sku).toLowerCase().includes(wanted) || one.sku.toLowerCase().includes(wanted));
  return (
    <section className="card">
      <h2>{words.counter.stock}</h2>
      <Paste />
      {lines.length > 8 && <Field label={words.counter.filter} type="search" value={filter} onChange={event => setFilter(event.target.value)} autoComplete="off" />}
      {lines.length === 0 ? <p className="empty">{words.counter.noStock}</p> : (
        <div className="scroll" role="region" aria-label={words.counter.stock} tabIndex={0}>
          <table className="stock">
            <thead>
              <tr>
                <th scope="col">{words.counter.medicine}</th><th scope="col">{words.counter.onHand}</th>
                <th scope="col" className="number">{words.counter.heldColumn}</th><th scope="col" className="number">{words.counter.free}</th>
                <th scope="col">{words.counter.floor}</th>
              </tr>
            </thead>
            <tbody>{found.slice(0, most).map(one => <Row key={one.sku} line={one} />)}</tbody>
          </table>
        </div>
      )}
      {found.length > most && <Button kind="quiet" onClick={() => setMost(most + rowsShown * 4)}>{words.common.more}</Button>}
    </section>
  );
}

function Row({ line }: { line: StockLine }) {
  const words = useWords();
  const format = useFormat();
  const nameOf = useNameOf();
  const { store, outbox, pharmacy } = useCounterParts();
  const { waiting } = useOutbox();
  const action = useAction();
  const unsent = waiting.some(task => task.kind === "stock" && task.entry.sku === line.sku);
  const name = nameOf(line.sku);
  return (
    <tr>
      <th scope="row">
        <span>{name}</span>
        <span className="soft code-text">{line.sku}</span>
        {line.unsure && <span className="tag warn">{words.counter.unsure}</span>}
        {line.suspended && <span className="tag bad">{words.counter.recalled}</span>}
        {line.conflict && <span className="tag warn">{words.counter.conflict}</span>}
        {unsent && <span className="tag warn">{words.counter.notSentYet}</span>}
        {action.error && <span className="tag bad" role="alert">{action.error}</span>}
      </th>
      <td data-label={words.counter.onHand}><NumberCell label={`${words.counter.onHand}: ${name}`} value={line.onHand} onSave={value => reportOnHand(store, outbox, line.sku, value)} /></td>
      <td className="number" data-label={words.counter.heldColumn}>{format.number(line.held)}</td>
      <td className="number strong" data-label={words.counter.free}>{format.number(line.available)}</td>
      <td data-label={words.counter.floor}><NumberCell label={`${words.counter.floor}: ${name}`} value={line.floor} onSave={value => void action.run(async () => {
        await call("PUT", `/v1/pharmacies/${pharmacy}/stock/${encodeURIComponent(line.sku)}/floor`, { floor: value });
        store.refreshSoon();
      })} /></td>
    </tr>
  );
}

/** A number that is saved when one leaves it or presses Enter; Escape takes back what was typed. */
function NumberCell({ label, value, onSave }: { label: string; value: number; onSave: (value: number) => void }) {
  const [text, setText] = useState<string | null>(null);
  const save = (): void => {
    if (text !== null && /^\d{1,6}$/.test(text) && Number(text) !== value) onSave(Number(text));
    setText(null);
  };
  return (
    <input type="text" inputMode="numeric" pattern="[0-9]*" className="cell" aria-label={label} value={text ?? String(value)}
      onFocus={event => event.target.select()} onChange={event => setText(event.target.value)} onBlur={save}
      onKeyDown={event => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setText(null);
      }} />
  );
}

function Paste() {
  const words = useWords();
  const { outbox } = useCounterParts();
  const picker = useRef<HTMLInputElement>(null);
  const [read, setRead] = useState<CsvStock | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const take = (text: string): void => {
    setSaid(null);
    setRead(readCsv(text));
  };
  useEffect(() => {
    // A file that misses the field must not replace the page.
    const keep = (event: Event): void => event.preventDefault();
    addEventListener("dragover", keep);
    addEventListener("drop", keep);
    return () => {
      removeEventListener("dragover", keep);
      removeEventListener("drop", keep);
    };
  }, []);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) void file.text().then(take);
    else take(event.dataTransfer.getData("text"));
  };
  const paste = (event: ClipboardEvent): void => {
    event.preventDefault();
    take(event.clipboardData.getData("text"));
  };
  const send = (): void => {
    setSaid(outbox.report(read!.entries) ? words.counter.csvSent(read!.entries.length) : words.counter.tooMany);
    setRead(null);
  };
  return (
    <div className={over ? "paste over" : "paste"} onDragOver={() => setOver(true)} onDragLeave={() => setOver(false)} onDrop={drop}>
      <label>
        <span>{words.counter.paste}</span>
        <textarea rows={1} value="" placeholder={words.counter.pasteHint} onPaste={paste} onChange={event => take(event.target.value)} />
      </label>
      <Button kind="quiet" onClick={() => picker.current?.click()}>{words.counter.pick}</Button>
      <input ref={picker} type="file" accept=".csv,.tsv,.txt,text/csv" hidden aria-label={words.counter.pick} onChange={event => void event.target.files?.[0]?.text().then(take)} />
      <div role="status">
        {said && <Message tone="good">{said}</Message>}
        {read && !read.header && <Message tone="bad">{words.counter.csvHeader}</Message>}
        {read?.header && (
          <Message tone={read.unreadable.length ? "warn" : "info"}>
            <p>{words.counter.csvRead(read.entries.length)}{read.unreadable.length > 0 && ` ${words.counter.csvBad(read.unreadable.length, read.unreadable.slice(0, namedUnreadable).join(", "))}`}</p>
            <div className="actions">
              <Button kind="main" disabled={read.entries.length === 0} onClick={send}>{words.counter.csvSend}</Button>
              <Button onClick={() => setRead(null)}>{words.common.cancel}</Button>
            </div>
          </Message>
        )}
      </div>
    </div>
  );
}
