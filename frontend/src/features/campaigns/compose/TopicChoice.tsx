import { useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { topicsQuery } from "@/api/queries/topics";
import type { Topic } from "@/api/types";
import form from "@/ui/Form.module.css";
import { Choice } from "@/ui/Choice";

import type { PanelProps } from "./checks";

const name = ({ names, key }: Topic): string => names["en"] ?? Object.values(names)[0] ?? key;

/** What the letter is about, where the group has topics that guests can leave one by one. */
export function TopicChoice({ draft }: PanelProps) {
  const { slug } = useOrg();
  const topics = useQuery(topicsQuery(slug));
  const chosen = draft.campaign.topic_id;
  const offered = (topics.data?.results ?? []).filter(
    ({ id, retired, hotel_id: hotel }) =>
      id === chosen || (!retired && (hotel === null || hotel === draft.campaign.hotel.id)),
  );
  if (offered.length === 0) return null;
  return (
    <>
      <Choice
        label="Topic"
        data={[
          { value: "", label: "No topic" },
          ...offered.map((topic) => ({ value: String(topic.id), label: name(topic) })),
        ]}
        value={String(chosen ?? "")}
        onChange={(event) => draft.change({ topic_id: Number(event.currentTarget.value) || null })}
      />
      <p className={form["hint"]}>Guests who left this topic do not get the letter.</p>
    </>
  );
}
