import { useOrg } from "@/api/org";
import form from "@/ui/Form.module.css";
import { Choice } from "@/ui/Choice";

import classes from "./Compose.module.css";
import type { PanelProps } from "./checks";
import { TopicChoice } from "./TopicChoice";

export function FromPanel({ draft }: PanelProps) {
  const { hotels } = useOrg();
  return (
    <div className={classes["narrow"]}>
      <Choice
        label="Hotel"
        data={hotels.map(({ id, name, city }) => ({
          value: String(id),
          label: `${name}, ${city}`,
        }))}
        value={String(draft.campaign.hotel.id)}
        onChange={(event) => draft.change({ hotel_id: Number(event.currentTarget.value) })}
      />
      <p className={form["hint"]}>
        The letter carries this hotel&apos;s name, its reply address and, in its footer, its postal
        address.
      </p>
      <TopicChoice draft={draft} />
    </div>
  );
}
