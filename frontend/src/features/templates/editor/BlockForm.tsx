import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";

import type { LetterBlock } from "@/api/types";
import { Choice } from "@/ui/Choice";
import form from "@/ui/Form.module.css";

import { SPECS } from "./blocks";

type Values = Record<string, unknown>;

interface BlockFormProps {
  block: LetterBlock;
  /** What the server found wrong, by its path within the block. */
  faults: Record<string, string>;
  onChange: (block: LetterBlock, field: string) => void;
}

/** What one enters for a block. */
export function BlockForm({ block, faults, onChange }: BlockFormProps) {
  const set = (patch: Values, field: string) => onChange({ ...block, ...patch }, field);
  if (block.type === "columns") {
    return (
      <div className={form["form"]}>
        {block.columns.map((column, at) => (
          <fieldset key={at} className={form["form"]}>
            <legend className={form["legend"]}>Column {at + 1}</legend>
            <Fields
              type="columns"
              values={column}
              faults={faults}
              path={`columns.${at}.`}
              onChange={(patch, field) => {
                const columns = block.columns.map((each, place) =>
                  place === at ? { ...each, ...patch } : each,
                );
                set({ columns }, `${at}.${field}`);
              }}
            />
          </fieldset>
        ))}
        <Button
          variant="default"
          onClick={() => {
            const blank = Object.fromEntries(SPECS.columns.fields.map(({ key }) => [key, ""]));
            const columns =
              block.columns.length < 3 ? [...block.columns, blank] : block.columns.slice(0, 2);
            set({ columns }, "");
          }}
        >
          {block.columns.length < 3 ? "Add a third column" : "Take the third column out"}
        </Button>
      </div>
    );
  }
  if (block.type === "social") return <Social block={block} faults={faults} onChange={onChange} />;
  return <Fields type={block.type} values={block} faults={faults} path="" onChange={set} />;
}

interface FieldsProps {
  type: LetterBlock["type"];
  values: Values;
  faults: Record<string, string>;
  path: string;
  onChange: (patch: Values, field: string) => void;
}

function Fields({ type, values, faults, path, onChange }: FieldsProps) {
  return (
    <div className={form["form"]}>
      {SPECS[type].fields.map(({ key, label, kind, hint }) => {
        const value = values[key];
        if (kind === "flag")
          return (
            <Checkbox
              key={key}
              label={label}
              checked={value === true}
              onChange={(event) => onChange({ [key]: event.currentTarget.checked }, "")}
            />
          );
        const shared = {
          label,
          description: hint,
          value: typeof value === "string" ? value : "",
          error: faults[path + key],
          onChange: (event: { currentTarget: { value: string } }) =>
            onChange({ [key]: event.currentTarget.value }, key),
        };
        return kind === "words" ? (
          <Textarea key={key} rows={6} maxLength={5_000} {...shared} />
        ) : (
          <TextInput
            key={key}
            maxLength={kind === "line" ? 200 : 2_000}
            placeholder={kind === "address" ? "https://" : undefined}
            {...shared}
          />
        );
      })}
    </div>
  );
}

type SocialBlock = Extract<LetterBlock, { type: "social" }>;
type Link = SocialBlock["links"][number];
const NETWORKS: readonly { value: Link["network"]; label: string }[] = [
  { value: "facebook", label: "Facebook" },
  { value: "instagram", label: "Instagram" },
  { value: "linkedin", label: "LinkedIn" },
  { value: "pinterest", label: "Pinterest" },
  { value: "tiktok", label: "TikTok" },
  { value: "tripadvisor", label: "Tripadvisor" },
  { value: "x", label: "X" },
  { value: "youtube", label: "YouTube" },
];

const Social = ({ block, faults, onChange }: BlockFormProps & { block: SocialBlock }) => {
  const set = (links: Link[], field: string) => onChange({ ...block, links }, field);
  const patch = (at: number, link: Partial<Link>, field: string) =>
    set(
      block.links.map((each, place) => (place === at ? { ...each, ...link } : each)),
      field,
    );
  return (
    <div className={form["form"]}>
      {block.links.map((link, at) => (
        <div key={at} className={form["row"]}>
          <Choice
            label={`Network ${at + 1}`}
            value={link.network}
            data={NETWORKS.map((each) => ({ ...each }))}
            onChange={(event) => {
              const found = NETWORKS.find(({ value }) => value === event.currentTarget.value);
              if (found) patch(at, { network: found.value }, "");
            }}
          />
          <TextInput
            label={`Page's address ${at + 1}`}
            value={link.url}
            maxLength={2_000}
            error={faults[`links.${at}.url`]}
            onChange={(event) => patch(at, { url: event.currentTarget.value }, `url${at}`)}
          />
        </div>
      ))}
      <div className={form["buttons"]}>
        <Button
          variant="default"
          disabled={block.links.length >= 12}
          onClick={() => set([...block.links, { network: "facebook", url: "" }], "")}
        >
          Add a network
        </Button>
        <Button
          variant="default"
          disabled={block.links.length < 2}
          onClick={() => set(block.links.slice(0, -1), "")}
        >
          Take the last one out
        </Button>
      </div>
    </div>
  );
};
