import { vi } from "vitest";

/** Answers at the border of the dashboard: what a request got, and what it was. */

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

type Answer = (asked: Asked) => Response | Promise<Response>;

export const json = (body: unknown, status = 200): Response => Response.json(body, { status });

export const problem = (status: number, code: string, message: string, fields = {}): Response =>
  json({ code, message, fields, request_id: "req-1" }, status);

async function askedOf(input: RequestInfo | URL, init?: RequestInit): Promise<Asked> {
  const address = input instanceof Request ? input : new URL(String(input), window.location.origin);
  const request = new Request(address, init);
  const url = new URL(request.url);
  const text = await request.clone().text();
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // A form or nothing: kept as it is.
  }
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
  };
}

/** `'GET /api/v1/me'` → its answer. Anything else is a 404, and all requests are returned. */
export function answer(table: Record<string, Answer>): Asked[] {
  const log: Asked[] = [];
  vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
    const asked = await askedOf(input, init);
    log.push(asked);
    const found = table[`${asked.method} ${asked.path}`];
    return found ? found(asked) : problem(404, "not_found", "This is not here.");
  });
  return log;
}
