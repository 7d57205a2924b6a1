import { Button } from "@mantine/core";
import { useState } from "react";

import { useOrg } from "@/api/org";
import type { Campaign, Progress } from "@/api/types";
import { many } from "@/format/format";
import { Confirm } from "@/ui/Confirm";
import { openOf } from "@/words/message";

import { actionsFor, SEND_PERMISSION, type CampaignAction } from "../actions";
import { allowedOf } from "../parts/ledger";
import { useStep } from "../useStep";

interface StepButtonsProps {
  campaign: Campaign;
  progress: Progress | undefined;
}

export function StepButtons({ campaign, progress }: StepButtonsProps) {
  const { can } = useOrg();
  const step = useStep(campaign.id);
  const [asking, setAsking] = useState<CampaignAction | null>(null);
  if (!can(SEND_PERMISSION)) return null;
  const status = progress?.status ?? campaign.status;
  const waiting = progress
    ? status === "scheduled"
      ? allowedOf(progress)
      : openOf(progress.counts)
    : 0;
  return (
    <>
      {actionsFor(status).map((action) => (
        <Button
          key={action.step}
          variant="default"
          {...(action.danger ? { color: "bad" } : {})}
          leftSection={<action.icon size={16} aria-hidden="true" />}
          loading={step.isPending && step.variables.step === action.step}
          onClick={() => (action.danger ? setAsking(action) : step.mutate(action))}
        >
          {action.label}
        </Button>
      ))}
      <Confirm
        opened={asking !== null}
        title="Cancel sending"
        verb={`Cancel ${many(waiting, "letter")}`}
        keep="Keep sending"
        danger
        onClose={() => setAsking(null)}
        onConfirm={() => {
          if (asking) step.mutate(asking);
          setAsking(null);
        }}
      >
        <p>
          {many(waiting, "letter")} will not be sent. Letters that have left cannot be called back,
          and a cancelled campaign cannot be resumed; to stop for a while, pause it.
        </p>
      </Confirm>
    </>
  );
}
