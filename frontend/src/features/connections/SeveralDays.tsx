import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldSentences, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { calendarSave } from "@/api/queries/calendar";
import type { CalendarChange, Connection, RatePlan, RoomType } from "@/api/types";
import { many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

interface SeveralDaysProps {
  connection: Connection;
  rooms: RoomType[];
  plans: RatePlan[];
  first: string;
  last: string;
}

const RULES = {
  "": "Leave as it is",
  open: "Open",
  closed: "Closed",
  no_arrival: "No arrivals",
  no_departure: "No departures",
} as const;

type Rule = keyof typeof RULES;

const rulesOf: Record<Rule, Partial<CalendarChange>> = {
  "": {},
  open: { closed: false, closed_to_arrival: false, closed_to_departure: false },
  closed: { closed: true },
  no_arrival: { closed_to_arrival: true },
  no_departure: { closed_to_departure: true },
};

/** Restrictions of a rate over many days at once. */
export function SeveralDays({ connection, rooms, plans, first, last }: SeveralDaysProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [draft, setDraft] = useState({
    room: String(rooms[0]?.id ?? ""),
    plan: String(plans[0]?.id ?? ""),
    first,
    last,
    rule: "" as Rule,
    nights: "",
  });
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  const save = useMutation({
    mutationFn: () =>
      calendarSave(slug, connection.hotel.id, [
        {
          room_type_id: Number(draft.room),
          rate_plan_id: Number(draft.plan),
          first: draft.first,
          last: draft.last,
          ...rulesOf[draft.rule],
          ...(draft.nights ? { min_stay: Number(draft.nights) } : {}),
        },
      ]),
    onSuccess: async ({ days_changed }) => {
      say(`${many(days_changed, "day")} changed; the channels are told now.`);
      await client.invalidateQueries({ queryKey: ["org", slug] });
    },
  });
  if (plans.length === 0) return null;
  return (
    <Card title="Restrictions for several days" note="Both days count.">
      <form
        className={form["form"]}
        noValidate
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {save.isError && (
          <Notice tone="bad" title="The restrictions were not changed.">
            {fieldSentences(save.error) || sentence(save.error)}
          </Notice>
        )}
        <div className={form["fields"]}>
          <Choice
            label="Room type"
            data={rooms.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={draft.room}
            onChange={(event) => set({ room: event.currentTarget.value })}
          />
          <Choice
            label="Rate plan"
            data={plans.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={draft.plan}
            onChange={(event) => set({ plan: event.currentTarget.value })}
          />
          <TextInput
            label="From"
            type="date"
            value={draft.first}
            onChange={(event) => set({ first: event.currentTarget.value })}
          />
          <TextInput
            label="Until"
            type="date"
            value={draft.last}
            onChange={(event) => set({ last: event.currentTarget.value })}
          />
          <Choice
            label="Sale"
            data={Object.entries(RULES).map(([value, label]) => ({ value, label }))}
            value={draft.rule}
            onChange={(event) => set({ rule: event.currentTarget.value as Rule })}
          />
          <TextInput
            label="At least, in nights"
            placeholder="As it is"
            inputMode="numeric"
            maxLength={3}
            value={draft.nights}
            onChange={(event) => set({ nights: event.currentTarget.value.replace(/\D/g, "") })}
          />
        </div>
        <div className={form["answers"]}>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={draft.rule === "" && draft.nights === ""}
          >
            Set and tell the channels
          </Button>
        </div>
      </form>
    </Card>
  );
}
