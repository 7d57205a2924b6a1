import type { Progress } from "@/api/types";
import { Notice } from "@/ui/Notice";
import { TextLink } from "@/ui/TextLink";

const OPEN = new Set(["scheduled", "sending", "paused"]);

/** Why nothing leaves though somebody would like it to: the organisation is held, or the campaign paused itself. */
export const KeptBack = ({ progress }: { progress: Progress }) => {
  const { status, hold_reason: hold, pause_reason: pause } = progress;
  if (hold && OPEN.has(status))
    return (
      <Notice tone="bad" title="All marketing mail of your hotels is held.">
        {hold} <TextLink to="/$org/sending">Lift the hold under Sending</TextLink>, then resume
        here.
      </Notice>
    );
  if (pause && status === "paused")
    return (
      <Notice tone="wait" title="Bellhop paused this campaign.">
        {pause.replace(/^Paused by itself: (.)/, (_, first: string) => first.toUpperCase())}
      </Notice>
    );
  return null;
};
