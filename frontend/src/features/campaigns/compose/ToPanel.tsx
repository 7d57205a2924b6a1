import { useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { audienceQuery } from "@/api/queries/campaigns";
import { country, language } from "@/format/format";
import { COUNTRIES, LANGUAGES } from "@/format/codes";
import { CodePicker } from "@/ui/CodePicker";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";

import { AudienceNumbers } from "@/ui/AudienceNumbers";
import classes from "./Compose.module.css";
import type { PanelProps } from "./checks";
import { PartChoice } from "./PartChoice";

export function ToPanel({ draft }: PanelProps) {
  const { hotels } = useOrg();
  const { audience } = draft.campaign;
  const chosen = new Set(audience.hotel_ids);
  const toggle = (id: number) =>
    draft.change({
      audience: {
        ...audience,
        hotel_ids: chosen.has(id)
          ? audience.hotel_ids.filter((other) => other !== id)
          : [...audience.hotel_ids, id],
      },
    });
  return (
    <div className={classes["narrow"]}>
      <fieldset>
        <legend className={form["legend"]}>Guests who stayed or will stay at</legend>
        <div className={form["choices"]}>
          {hotels.map(({ id, name, city }) => (
            <label key={id} className={form["choice"]}>
              <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
              <span>
                <strong>{name}</strong>
                <span>{city}</span>
              </span>
            </label>
          ))}
        </div>
        <p className={form["hint"]}>With none ticked, guests of all hotels are meant.</p>
      </fieldset>
      <CodePicker
        label="Only from these countries"
        add="Add a country"
        codes={COUNTRIES}
        nameOf={country}
        value={audience.countries}
        onChange={(countries) => draft.change({ audience: { ...audience, countries } })}
      />
      <CodePicker
        label="Only in these languages"
        add="Add a language"
        codes={LANGUAGES}
        nameOf={language}
        value={audience.languages}
        onChange={(languages) => draft.change({ audience: { ...audience, languages } })}
      />
      <PartChoice draft={draft} />
      <LiveCount id={draft.campaign.id} version={draft.version} />
    </div>
  );
}

/** Counted by the server with the rules that will be used for sending. */
function LiveCount({ id, version }: { id: number; version: number }) {
  const { slug } = useOrg();
  const audience = useQuery({
    ...audienceQuery(slug, id, version),
    placeholderData: (before) => before,
  });
  return (
    <div className={classes["count"]} aria-live="polite" aria-busy={audience.isFetching}>
      {audience.isPending && <Lines rows={2} />}
      {audience.isError && (
        <Failed
          error={audience.error}
          what="The guests could not be counted."
          again={() => void audience.refetch()}
        />
      )}
      {audience.data && <AudienceNumbers audience={audience.data} />}
    </div>
  );
}
