import type { Word } from "@/words/tone";

import classes from "./Status.module.css";

/** A status word with its icon and colour. `quiet` leaves the ground out, for dense tables. */
export const Status = ({ word, quiet = false }: { word: Word; quiet?: boolean }) => {
  const Icon = word.icon;
  return (
    <span className={classes["status"]} data-tone={word.tone} data-quiet={quiet || undefined}>
      <Icon size={14} strokeWidth={2.2} aria-hidden="true" />
      {word.word}
    </span>
  );
};
