import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { ratePlanCreate, roomTypeCreate } from "@/api/queries/calendar";
import { Card } from "@/ui/Card";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

/** What the hotel sells: added once, mapped at each of its channels. */
export const AddProducts = ({ hotel }: { hotel: number }) => (
  <Card title="What the hotel sells" note="The same for all of its channels.">
    <div className={form["form"]}>
      <AddOne kind="room type" hotel={hotel} />
      <AddOne kind="rate plan" hotel={hotel} />
    </div>
  </Card>
);

interface AddOneProps {
  kind: "room type" | "rate plan";
  hotel: number;
}

function AddOne({ kind, hotel }: AddOneProps) {
  const { slug, hotels } = useOrg();
  const client = useQueryClient();
  const usual = hotels.find(({ id }) => id === hotel)?.currency ?? "EUR";
  const blank = { code: "", name: "", currency: usual };
  const [draft, setDraft] = useState(blank);
  const add = useMutation({
    mutationFn: async () => {
      const { code, name, currency } = draft;
      if (kind === "rate plan")
        await ratePlanCreate(slug, { hotel_id: hotel, code, name, currency });
      else await roomTypeCreate(slug, { hotel_id: hotel, code, name });
    },
    onSuccess: async () => {
      say(`${draft.name || draft.code} is added.`);
      setDraft(blank);
      const key = kind === "rate plan" ? "rate-plans" : "room-types";
      await client.invalidateQueries({ queryKey: ["org", slug, key] });
    },
  });
  const set = (change: Partial<typeof blank>) => setDraft({ ...draft, ...change });
  return (
    <form
      noValidate
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <div className={form["row"]}>
        <TextInput
          label={`Code of the ${kind}`}
          maxLength={64}
          value={draft.code}
          onChange={(event) => set({ code: event.currentTarget.value })}
          error={fieldError(add.error, "code")}
        />
        <TextInput
          label={`Name of the ${kind}`}
          maxLength={200}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={fieldError(add.error, "name")}
        />
        {kind === "rate plan" && (
          <TextInput
            label="Currency"
            maxLength={3}
            value={draft.currency}
            onChange={(event) => set({ currency: event.currentTarget.value })}
            error={fieldError(add.error, "currency")}
          />
        )}
        <Button type="submit" variant="default" loading={add.isPending}>
          Add the {kind}
        </Button>
      </div>
      {add.isError && (
        <Notice tone="bad" title={`The ${kind} was not added.`}>
          {sentence(add.error)}
        </Notice>
      )}
    </form>
  );
}
