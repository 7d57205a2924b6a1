import { ActionIcon, Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp } from "lucide-react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { topicDelete, topicsQuery, topicUpdate } from "@/api/queries/topics";
import type { Topic } from "@/api/types";
import { language } from "@/format/format";
import { Card } from "@/ui/Card";
import { Remove } from "@/ui/Remove";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { say } from "@/ui/toast";
import { topicName, topicWord } from "@/words/topic";

import classes from "./Compliance.module.css";
import { TOPIC_EDIT } from "./permissions";
import { moved, placesToChange } from "./topicOrder";

interface TopicTableProps {
  topics: Topic[];
  edit: (topic: Topic) => void;
}

/** Topics in the order in which guests see them. */
export function TopicTable({ topics, edit }: TopicTableProps) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const order = useMutation({
    mutationFn: async (wanted: Topic[]) => {
      for (const { id, position } of placesToChange(wanted))
        await topicUpdate(slug, id, { position });
    },
    onError: (error) => say(`The order is not changed. ${sentence(error)}`, "bad"),
    onSettled: () => client.invalidateQueries({ queryKey: topicsQuery(slug).queryKey }),
  });
  return (
    <Card flush>
      <div className={table["scroll"]}>
        <table className={table["table"]} aria-label="Topics">
          <thead>
            <tr>
              <th scope="col">Topic</th>
              <th scope="col" data-wide-only>
                Hotel
              </th>
              <th scope="col">State</th>
              <th scope="col" data-num>
                <span hidden>Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {topics.map((topic, place) => (
              <tr key={topic.id}>
                <Name topic={topic} />
                <td>
                  <Status word={topicWord(topic.retired)} />
                </td>
                <td data-num>
                  {can(TOPIC_EDIT) && (
                    <span className={classes["steps"]}>
                      <Move
                        by={-1}
                        topic={topic}
                        disabled={place === 0 || order.isPending}
                        move={() => order.mutate(moved(topics, place, -1))}
                      />
                      <Move
                        by={1}
                        topic={topic}
                        disabled={place === topics.length - 1 || order.isPending}
                        move={() => order.mutate(moved(topics, place, 1))}
                      />
                      <Button
                        variant="default"
                        size="xs"
                        aria-label={`Change ${topicName(topic)}`}
                        onClick={() => edit(topic)}
                      >
                        Change
                      </Button>
                      <Delete topic={topic} />
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Name({ topic }: { topic: Topic }) {
  const { hotels } = useOrg();
  const others = Object.entries(topic.names).filter(([, name]) => name !== topicName(topic));
  return (
    <>
      <th scope="row">
        {topicName(topic)}
        <span className={table["sub"]}>
          {others.map(([code, name]) => `${language(code)}: ${name}`).join(", ")}
        </span>
      </th>
      <td data-wide-only>
        {hotels.find(({ id }) => id === topic.hotel_id)?.name ?? "The whole group"}
      </td>
    </>
  );
}

interface MoveProps {
  by: -1 | 1;
  topic: Topic;
  disabled: boolean;
  move: () => void;
}

const Move = ({ by, topic, disabled, move }: MoveProps) => {
  const Icon = by < 0 ? ArrowUp : ArrowDown;
  return (
    <ActionIcon
      variant="subtle"
      title={by < 0 ? "Further up" : "Further down"}
      aria-label={`Move ${topicName(topic)} ${by < 0 ? "up" : "down"}`}
      disabled={disabled}
      onClick={move}
    >
      <Icon size={15} aria-hidden="true" />
    </ActionIcon>
  );
};

function Delete({ topic }: { topic: Topic }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  return (
    <Remove
      compact
      kind="topic"
      name={topicName(topic)}
      remove={() => topicDelete(slug, topic.id)}
      onRemoved={() => client.invalidateQueries({ queryKey: topicsQuery(slug).queryKey })}
    >
      The topic is deleted, if no campaign carries it. Who left it stays out, should a topic of the
      same key be made again. To keep its history, retire it instead.
    </Remove>
  );
}
