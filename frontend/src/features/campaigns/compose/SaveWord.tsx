import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";

import type { Word } from "@/words/tone";
import { Status } from "@/ui/Status";

import type { SaveState } from "./useDraft";

const time = (at: Date) =>
  at.toLocaleTimeString(navigator.language, { hour: "2-digit", minute: "2-digit" });

function wordOf(save: SaveState): Word {
  if (save.kind === "saving") return { word: "Saving…", tone: "info", icon: LoaderCircle };
  if (save.kind === "failed") return { word: "Not saved", tone: "bad", icon: CircleAlert };
  return {
    word: save.at ? `Saved ${time(save.at)}` : "All changes are saved",
    tone: "ok",
    icon: CircleCheck,
  };
}

export const SaveWord = ({ save }: { save: SaveState }) => (
  <span role="status">
    <Status quiet word={wordOf(save)} />
  </span>
);
