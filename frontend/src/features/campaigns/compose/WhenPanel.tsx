import { TextInput } from "@mantine/core";

import { useOrg } from "@/api/org";
import { toInstant, toLocal } from "@/format/zone";
import form from "@/ui/Form.module.css";

import classes from "./Compose.module.css";
import type { PanelProps } from "./checks";

const HOUR_MS = 3_600_000;

/** The next full hour a day from now: a first proposal that is never in the past. */
const tomorrow = (): string =>
  new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 24 * HOUR_MS).toISOString();

export function WhenPanel({ draft }: PanelProps) {
  const { hotels } = useOrg();
  const { at, chooseTime } = draft;
  const { hotel } = draft.campaign;
  const zone = hotels.find(({ id }) => id === hotel.id)?.time_zone ?? "UTC";
  return (
    <div className={classes["narrow"]}>
      <fieldset>
        <legend className={form["legend"]}>When the letters leave</legend>
        <div className={form["choices"]}>
          <label className={form["choice"]}>
            <input
              type="radio"
              name="when"
              checked={at === null}
              onChange={() => chooseTime(null)}
            />
            <span>
              <strong>As soon as I send it</strong>
              <span>After the review, with one press.</span>
            </span>
          </label>
          <label className={form["choice"]}>
            <input
              type="radio"
              name="when"
              checked={at !== null}
              onChange={() => chooseTime(tomorrow())}
            />
            <span>
              <strong>At a time I choose</strong>
              <span>Until then it can be cancelled.</span>
            </span>
          </label>
        </div>
      </fieldset>
      {at !== null && (
        <TextInput
          type="datetime-local"
          label="Day and time"
          description={`On the hotel's clock (${zone.replaceAll("_", " ")}).`}
          value={toLocal(at, zone)}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (value) chooseTime(toInstant(value, zone));
          }}
        />
      )}
    </div>
  );
}
