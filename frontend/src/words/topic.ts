import { CircleCheck, CircleSlash } from "lucide-react";

import type { Topic } from "@/api/types";
import type { Word } from "@/words/tone";

/** A topic's name for staff: in English where it has one, and in its first language otherwise. */
export const topicName = ({ names, key }: Pick<Topic, "names" | "key">): string =>
  names["en"] ?? Object.values(names)[0] ?? key;

export const topicWord = (retired: boolean): Word =>
  retired
    ? { word: "Retired", tone: "skip", icon: CircleSlash }
    : { word: "Offered", tone: "ok", icon: CircleCheck };
