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
import { t, type Key } from "@/i18n/words";
import type { Tone, Word } from "@/words/tone";

const word = (key: Key, tone: Tone, icon: LucideIcon): Word => ({
  get word() {
    return t(key);
  },
  tone,
  icon,
});

export const campaignWords: Record<CampaignStatus, Word> = {
  draft: word("campaign.draft", "skip", PencilLine),
  scheduled: word("campaign.scheduled", "info", CalendarClock),
  sending: word("campaign.sending", "wait", Send),
  paused: word("campaign.paused", "wait", CirclePause),
  sent: word("campaign.sent", "ok", CircleCheck),
  cancelled: word("campaign.cancelled", "skip", Ban),
  failed: word("campaign.failed", "bad", CircleX),
};
