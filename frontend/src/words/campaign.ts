import {
  Ban,
  CalendarClock,
  CircleCheck,
  CirclePause,
  CircleX,
  PencilLine,
  Send,
  type LucideIcon,
} from "lucide-react";

import type { CampaignStatus } from "@/api/types";
import type { Tone, Word } from "@/words/tone";

const word = (text: string, tone: Tone, icon: LucideIcon): Word => ({ word: text, tone, icon });

export const campaignWords: Record<CampaignStatus, Word> = {
  draft: word("Draft", "skip", PencilLine),
  scheduled: word("Scheduled", "info", CalendarClock),
  sending: word("Sending", "wait", Send),
  paused: word("Paused", "wait", CirclePause),
  sent: word("Sent", "ok", CircleCheck),
  cancelled: word("Cancelled", "skip", Ban),
  failed: word("Partly failed", "bad", CircleX),
};
