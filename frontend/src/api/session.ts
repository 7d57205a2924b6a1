import { csrfToken } from "@/api/client";
import { OfflineError } from "@/api/errors";
import { t } from "@/i18n/words";

const BASE = "/_allauth/browser/v1/auth";

interface AuthAnswer {
  errors?: { message?: string; param?: string }[];
  data?: { flows?: { id: string; is_pending?: boolean }[] };
}

export type LogInOutcome =
  { kind: "in" } | { kind: "second-step" } | { kind: "refused"; message: string };

async function ask(path: string, method: string, body?: object): Promise<Response> {
  try {
    return await fetch(`${BASE}${path}`, {
      method,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        ...(method === "GET" ? {} : { "X-CSRFToken": csrfToken() }),
        ...(body ? { "Content-Type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    throw new OfflineError();
  }
}

async function read(response: Response): Promise<AuthAnswer> {
  try {
    return (await response.json()) as AuthAnswer;
  } catch {
    return {};
  }
}

/** Logs in with e-mail and password; the session lives in a cookie that scripts cannot read. */
export async function logIn(email: string, password: string): Promise<LogInOutcome> {
  // The first answer of the session address sets the CSRF cookie.
  if (!csrfToken()) await ask("/session", "GET");
  const response = await ask("/login", "POST", { email, password });
  if (response.ok || response.status === 409) return { kind: "in" };
  const answer = await read(response);
  if (response.status === 401 && answer.data?.flows?.some((flow) => flow.is_pending))
    return { kind: "second-step" };
  return { kind: "refused", message: refusal(response.status, answer) };
}

function refusal(status: number, answer: AuthAnswer): string {
  if (status === 429) return t("login.tooManyTries");
  if (status === 403) return t("login.openTooLong");
  if (status >= 500) return t("login.notChecked");
  return answer.errors?.[0]?.message ?? t("login.wrong");
}

export async function logOut(): Promise<void> {
  await ask("/session", "DELETE");
}
