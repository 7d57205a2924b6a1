import { Ban, Pause, Play, type LucideIcon } from "lucide-react";

import type { CampaignStep } from "@/api/queries/campaigns";
import type { CampaignStatus } from "@/api/types";

/** A step one may take with a campaign, as a value: rows, pages and tests read the same list. */
export interface CampaignAction {
  step: CampaignStep;
  label: string;
  icon: LucideIcon;
  danger: boolean;
  from: readonly CampaignStatus[];
  done: string;
}

export const CAMPAIGN_ACTIONS: readonly CampaignAction[] = [
  {
    step: "pause",
    label: "Pause",
    icon: Pause,
    danger: false,
    from: ["sending"],
    done: "Paused. Letters already on their way still arrive; no further ones leave.",
  },
  {
    step: "resume",
    label: "Resume",
    icon: Play,
    danger: false,
    from: ["paused"],
    done: "Sending goes on.",
  },
  {
    step: "cancel",
    label: "Cancel sending",
    icon: Ban,
    danger: true,
    from: ["scheduled", "sending", "paused"],
    done: "Cancelled. No further letter leaves.",
  },
];

export const SEND_PERMISSION = "campaign.send";
export const EDIT_PERMISSION = "campaign.edit";

export const actionsFor = (status: CampaignStatus): CampaignAction[] =>
  CAMPAIGN_ACTIONS.filter(({ from }) => from.includes(status));
