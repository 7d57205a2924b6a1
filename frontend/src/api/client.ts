import createClient, { type Middleware } from "openapi-fetch";

import { ApiError, OfflineError } from "@/api/errors";
import type { paths } from "@/api/schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

export function csrfToken(): string {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice("csrftoken=".length)) : "";
}

type Listener = () => void;
const listeners = new Set<Listener>();

/** Called each time the server says that nobody is logged in. */
export function onLoggedOut(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const middleware: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method)) request.headers.set("X-CSRFToken", csrfToken());
    request.headers.set("Accept", "application/json");
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) listeners.forEach((listener) => listener());
    return response;
  },
  onError({ error }) {
    const aborted = error instanceof DOMException && error.name === "AbortError";
    return aborted ? error : new OfflineError();
  },
};

export const client = createClient<paths>({
  baseUrl: typeof window === "undefined" ? "" : window.location.origin,
  credentials: "same-origin",
  // Looked up at each call, so that a test can answer at the border.
  fetch: (request) => globalThis.fetch(request),
});
client.use(middleware);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** The answer's data, or a thrown ApiError. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await request;
  if (!response.ok) throw new ApiError(response.status, isRecord(error) ? error : {});
  return data as T;
}
