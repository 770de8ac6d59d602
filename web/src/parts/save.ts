/** Saves a table as CSV. A cell that a spreadsheet would run as a formula is made text. */
export function saveCsv(name: string, header: readonly string[], rows: readonly (readonly (string | number | null | undefined)[])[]): void {
  const cell = (value: string | number | null | undefined): string => {
    const text = value === null || value === undefined ? "" : String(value);
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll("\"", "\"\"")}"` : safe;
  };
  const text = [header, ...rows].map(row => row.map(cell).join(",")).join("\r\n");
  save(name, URL.createObjectURL(new Blob([`\uFEFF${text}\r\n`], { type: "text/csv;charset=utf-8" })));
}

/** Saves a picture that is there as a data URL. */
export const savePicture = (name: string, picture: string): void => save(name, picture);

function save(name: string, address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  if (address.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
