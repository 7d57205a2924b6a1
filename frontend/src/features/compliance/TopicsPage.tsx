import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Newspaper, Plus } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { topicsQuery } from "@/api/queries/topics";
import type { Topic } from "@/api/types";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";

import { Frame } from "./Frame";
import { TOPIC_EDIT } from "./permissions";
import { TopicDialog } from "./TopicDialog";
import { TopicTable } from "./TopicTable";

/** What a group writes about; guests choose among it instead of leaving altogether. */
export function TopicsPage() {
  const { slug, can } = useOrg();
  const topics = useQuery(topicsQuery(slug));
  const [edited, edit] = useState<Topic | "new" | null>(null);
  const rows = topics.data?.results ?? [];
  const add = can(TOPIC_EDIT) && (
    <Button leftSection={<Plus size={16} aria-hidden="true" />} onClick={() => edit("new")}>
      New topic
    </Button>
  );
  return (
    <Frame
      title="Topics"
      sub="What you write about. Guests leave one topic and keep the others."
      actions={rows.length > 0 && add}
    >
      {topics.isError && (
        <Failed
          error={topics.error}
          what="The topics cannot be shown."
          again={() => void topics.refetch()}
        />
      )}
      {topics.isPending && <Lines rows={4} height={44} />}
      {topics.isSuccess && rows.length === 0 && (
        <Empty icon={Newspaper} title="Your topics will be here" action={add}>
          A topic is what a letter is about, such as “Spa and wellness” or “Winter offers”. Each
          campaign can carry one; without topics, guests can only leave all your letters at once.
        </Empty>
      )}
      {rows.length > 0 && <TopicTable topics={rows} edit={edit} />}
      {edited && (
        <TopicDialog
          topic={edited === "new" ? null : edited}
          position={rows.length}
          close={() => edit(null)}
        />
      )}
    </Frame>
  );
}
