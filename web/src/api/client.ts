import { session } from "../session/session.ts";

/** A refusal: the API's stable code and its sentence. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly field?: string) {
    super(message);
  }
}

/** No answer came: it is not known whether the call was taken. */
export class Unreachable extends Error {}

const patienceMilliseconds = 15_000;

let serverAhead = 0;

/** The server's clock, by the dates of its answers. */
export const serverNow = (): number => Date.now() + serverAhead;

export async function call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const text = typeof body === "string";
  if (body !== undefined && !text) headers["content-type"] ??= method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const token = await session.token();
  if (token) headers["authorization"] = `Bearer ${token}`;
  const acting = session.value?.acting;
  if (acting && /^\/v1\/(requests|inbox)/.test(path)) headers["for-patient"] = acting.patient;
  let answer: Response;
  try {
    answer = await fetch(path, {
      method, headers, cache: "no-store", signal: AbortSignal.timeout(patienceMilliseconds),
      ...(body === undefined ? {} : { body: text ? body : JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new Unreachable("no answer", { cause });
  }
  keepTime(answer);
  if (answer.status === 401) session.refused();
  if (answer.status === 502 || answer.status === 504) throw new Unreachable("no answer");
  const read = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
  if (!answer.ok && !(answer.status === 422 && read && "errorCount" in read))
    throw new Refused(answer.status, read?.code ?? `http_${answer.status}`, read?.detail ?? read?.title ?? answer.statusText, read?.field);
  return read as T;
}

export const get = <T>(path: string): Promise<T> => call("GET", path);
export const post = <T>(path: string, body?: unknown): Promise<T> => call("POST", path, body);

function keepTime(answer: Response): void {
  const date = Date.parse(answer.headers.get("date") ?? "");
  if (Number.isNaN(date)) return;
  // The header has whole seconds: only a difference beyond that is one of clocks.
  const ahead = date + 500 - Date.now();
  serverAhead = Math.abs(ahead) < 1500 ? 0 : ahead;
}
