import { t } from "@/i18n/words";

/** The one shape of every refusal of the API. */
interface Problem {
  code: string;
  message: string;
  fields: Record<string, string[]>;
  request_id: string;
}

/** What the server said when it could not do what was asked, in a hotelier's words. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string[]>;
  readonly requestId: string;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.message ?? fallback(status));
    this.status = status;
    this.code = problem.code ?? "unknown";
    this.fields = problem.fields ?? {};
    this.requestId = problem.request_id ?? "";
  }
}

/** No answer at all: the network, or the server, is down. */
export class OfflineError extends Error {
  override readonly name = "OfflineError";

  constructor() {
    super(t("error.offline"));
  }
}

function fallback(status: number): string {
  if (status === 401) return t("error.loggedOut");
  if (status === 403) return t("error.notAllowed");
  if (status === 404) return t("error.missing");
  if (status === 429) return t("error.tooMany");
  return t("error.ours");
}

export const isMissing = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 404;

/** One sentence for a person, whatever was thrown. */
export const sentence = (error: unknown): string =>
  error instanceof ApiError || error instanceof OfflineError ? error.message : fallback(500);

/** The complaint about one field, or undefined. */
export const fieldError = (error: unknown, field: string): string | undefined =>
  error instanceof ApiError ? error.fields[field]?.join(" ") : undefined;

/** All that was said about fields, for a place where the fields themselves are out of sight. */
export const fieldSentences = (error: unknown): string =>
  error instanceof ApiError ? Object.values(error.fields).flat().join(" ") : "";
