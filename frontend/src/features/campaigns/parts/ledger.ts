import type { Counts, Progress } from "@/api/types";
import { totalOf } from "@/words/message";

/**
 * The counts of every guest in the audience. Guests excluded before sending stand in the ledger
 * as skipped; where the counts hold only the allowed ones, the excluded are added, so that the
 * parts always make the whole.
 */
export function wholeLedger(progress: Pick<Progress, "audience" | "counts" | "excluded">): Counts {
  const { audience, counts, excluded } = progress;
  const missing = audience - totalOf(counts);
  const left = Object.values(excluded).reduce((sum, n) => sum + n, 0);
  return missing > 0 && missing === left ? { ...counts, skipped: counts.skipped + left } : counts;
}

/** The guests who get the letter, out of all in the audience. */
export const allowedOf = (progress: Pick<Progress, "audience" | "excluded">): number =>
  progress.audience - Object.values(progress.excluded).reduce((sum, n) => sum + n, 0);
