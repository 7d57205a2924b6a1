import { useQuery } from "@tanstack/react-query";

import { fieldError } from "@/api/errors";
import { useOrg } from "@/api/org";
import { customFieldsQuery } from "@/api/queries/forms";
import { Card } from "@/ui/Card";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";
import { FORM_FIELDS } from "@/words/form";

import { ask, askedOf, type Asked } from "./formDraft";
import classes from "./Forms.module.css";
import type { PartProps } from "./parts";

const HOW: { value: Asked; label: string }[] = [
  { value: "no", label: "Not asked" },
  { value: "optional", label: "Optional" },
  { value: "required", label: "Needed" },
];

/** What is asked beside the e-mail address: the less, the more people finish. */
export function Fields({ draft, set, error }: PartProps) {
  const { slug } = useOrg();
  const own = useQuery(customFieldsQuery(slug));
  const names = new Map<string, string>([
    ...Object.entries(FORM_FIELDS),
    ...(own.data?.results ?? []).map(({ key, label }) => [`custom.${key}`, label] as const),
  ]);
  // A field whose definition is gone is still asked until it is taken out.
  for (const { name } of draft.fields)
    if (!names.has(name)) names.set(name, name.replace(/^custom\./, ""));
  const fault = fieldError(error, "fields");
  return (
    <Card
      title="What it asks"
      note="The e-mail address is always asked. The less, the more finish."
    >
      {fault && <Notice tone="bad">{fault}</Notice>}
      <ul className={classes["fields"]}>
        {[...names].map(([name, label]) => (
          <li key={name}>
            <span>{label}</span>
            <Segments
              label={label}
              options={HOW}
              value={askedOf(draft.fields, name)}
              onChange={(how) => set({ fields: ask(draft.fields, name, how) })}
            />
          </li>
        ))}
      </ul>
      {own.isError && (
        <p className={form["hint"]}>
          Your own fields cannot be shown now; all others can be chosen.
        </p>
      )}
    </Card>
  );
}
