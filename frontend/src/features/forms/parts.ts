import type { FormDraft } from "./formDraft";

/** What each part of the editor works on. */
export interface PartProps {
  draft: FormDraft;
  set: (change: Partial<FormDraft>) => void;
  error: unknown;
}
