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

/** Sets the password of an invited person; returns '' or what is wrong, as a sentence. */
export async function passwordChoose(key: string, password: string): Promise<string> {
  if (!csrfToken()) await ask("/session", "GET");
  const response = await ask("/password/reset", "POST", { key, password });
  // Set; 401 says that nobody is logged in by it.
  if (response.ok || response.status === 401) return "";
  const { errors = [] } = await read(response);
  if (errors.some(({ param }) => param === "key"))
    return "This link was used already, or is older than three days. Ask for a new one.";
  return errors[0]?.message ?? "The password could not be set just now. Try again in a minute.";
}
