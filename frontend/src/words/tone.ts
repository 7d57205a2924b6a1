import type { LucideIcon } from "lucide-react";

/** What a status colour means, everywhere the same. */
export type Tone = "ok" | "wait" | "bad" | "skip" | "info";

/** A status as a person reads it: never colour alone. */
export interface Word {
  word: string;
  tone: Tone;
  icon: LucideIcon;
}
