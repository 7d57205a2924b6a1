import { csrfToken } from "@/api/client";
import { ApiError, OfflineError } from "@/api/errors";

/** A file of the API. Not by the client: it would read a million lines as one text. */
export async function download(path: string, query: URLSearchParams): Promise<Blob> {
  const answer = await fetch(`${path}?${query.toString()}`, {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken() },
  }).catch(() => {
    throw new OfflineError();
  });
  if (!answer.ok) {
    const problem: unknown = await answer.json().catch(() => ({}));
    throw new ApiError(answer.status, typeof problem === "object" && problem ? problem : {});
  }
  return answer.blob();
}
