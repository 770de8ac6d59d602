import type { StockEntry } from "./outbox.ts";

export interface CsvStock {
  entries: readonly StockEntry[];
  /** Numbers of the lines that say nothing that could be used, from 1. */
  unreadable: readonly number[];
  /** Whether the first line names a code and a count. */
  header: boolean;
}

const columns: Record<keyof StockEntry, readonly string[]> = {
  sku: ["sku", "code", "gtin", "ndc", "cip", "pzn", "ean", "product", "productcode"],
  onHand: ["onhand", "quantity", "qty", "stock", "count", "packs", "instock", "数量", "库存"],
  delta: ["delta", "change"],
  priceMinor: ["priceminor"],
  currency: ["currency"],
};

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** Stock as a till's export or a spreadsheet has it: a header, and comma, semicolon or tab between the values. */
export function readCsv(text: string): CsvStock {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const first = lines[0] ?? "";
  const separator = ["\t", ";", ","].find(one => first.includes(one)) ?? ",";
  const names = split(first, separator).map(bare);
  const find = (field: keyof StockEntry): number => names.findIndex(name => columns[field].includes(name));
  const at = { sku: find("sku"), onHand: find("onHand"), delta: find("delta"), priceMinor: find("priceMinor"), currency: find("currency") };
  if (at.sku < 0 || (at.onHand < 0 && at.delta < 0)) return { entries: [], unreadable: [], header: false };
  const scheme = ["gtin", "ndc", "cip", "pzn"].find(one => names[at.sku] === one);
  const entries: StockEntry[] = [];
  const unreadable: number[] = [];
  for (const [index, row] of lines.entries()) {
    if (index === 0 || row.trim() === "") continue;
    const cells = split(row, separator);
    const entry = readRow(cells, at, scheme);
    if (entry) entries.push(entry);
    else unreadable.push(index + 1);
  }
  return { entries, unreadable, header: true };
}

function readRow(cells: readonly string[], at: Record<keyof StockEntry, number>, scheme: string | undefined): StockEntry | null {
  const cell = (field: keyof StockEntry): string => (at[field] < 0 ? "" : (cells[at[field]] ?? "").trim());
  const whole = (text: string): number | undefined => (/^[+-]?\d{1,7}$/.test(text) ? Number(text) : undefined);
  const sku = cell("sku");
  const [onHand, delta] = [whole(cell("onHand")), whole(cell("delta"))];
  if (sku === "" || (onHand === undefined) === (delta === undefined) || (onHand ?? 0) < 0) return null;
  const price = whole(cell("priceMinor"));
  return {
    sku: sku.includes(":") || !scheme ? sku : `${scheme}:${sku}`,
    ...(onHand === undefined ? {} : { onHand }),
    ...(delta === undefined ? {} : { delta }),
    ...(price === undefined || cell("currency") === "" ? {} : { priceMinor: price, currency: cell("currency") }),
  };
}

function split(row: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < row.length; i++) {
    const letter = row[i]!;
    if (letter === "\"" && quoted && row[i + 1] === "\"") {
      cell += "\"";
      i++;
    } else if (letter === "\"") {
      quoted = !quoted;
    } else if (letter === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else {
      cell += letter;
    }
  }
  return [...cells, cell];
}
