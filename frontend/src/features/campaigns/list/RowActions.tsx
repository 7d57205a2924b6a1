import { ActionIcon } from "@mantine/core";

import { useOrg } from "@/api/org";
import type { CampaignRow } from "@/api/types";

import { actionsFor, SEND_PERMISSION } from "../actions";
import { useStep } from "../useStep";

/** What can be done without opening the campaign; cancelling asks on the campaign's own page. */
export function RowActions({ row }: { row: CampaignRow }) {
  const { can } = useOrg();
  const step = useStep(row.id);
  if (!can(SEND_PERMISSION)) return null;
  return actionsFor(row.status)
    .filter(({ danger }) => !danger)
    .map((action) => (
      <ActionIcon
        key={action.step}
        variant="default"
        size="md"
        title={action.label}
        aria-label={`${action.label} ${row.name}`}
        loading={step.isPending}
        onClick={() => step.mutate(action)}
      >
        <action.icon size={15} aria-hidden="true" />
      </ActionIcon>
    ));
}
