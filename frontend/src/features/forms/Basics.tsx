import { Textarea, TextInput } from "@mantine/core";

import { fieldError } from "@/api/errors";
import { useOrg } from "@/api/org";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import form from "@/ui/Form.module.css";

import type { PartProps } from "./parts";

export const Basics = ({ draft, set, error }: PartProps) => {
  const { hotels } = useOrg();
  return (
    <Card title="The form">
      <div className={form["form"]}>
        <div className={form["fields"]}>
          <TextInput
            label="Name"
            description="For you and your colleagues."
            required
            withAsterisk={false}
            maxLength={200}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={fieldError(error, "name")}
          />
          <Choice
            label="Hotel"
            description="In whose name it asks and writes."
            data={hotels.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={String(draft.hotel_id)}
            onChange={(event) => set({ hotel_id: Number(event.currentTarget.value) })}
            error={fieldError(error, "hotel_id")}
          />
        </div>
        <TextInput
          label="Your privacy notice"
          description="Its address on your site. The form cannot open without it."
          type="url"
          placeholder="https://www.hotel.example/privacy"
          value={draft.privacy_url}
          onChange={(event) => set({ privacy_url: event.currentTarget.value })}
          error={fieldError(error, "privacy_url")}
        />
        <Textarea
          label="Sites that may show it"
          description="One a line, such as https://www.hotel.example. The page of its own needs none."
          rows={2}
          value={draft.origins}
          onChange={(event) => set({ origins: event.currentTarget.value })}
          error={fieldError(error, "origins")}
        />
        <label className={form["choice"]}>
          <input
            type="checkbox"
            checked={draft.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
          <span>
            <strong>Open</strong>
            <span>Visitors can sign up. Switched off, the page says that it is closed.</span>
          </span>
        </label>
      </div>
    </Card>
  );
};
