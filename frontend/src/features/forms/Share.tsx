import { Button } from "@mantine/core";
import { Download, ExternalLink, Eye } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import type { SignupForm } from "@/api/types";
import { language } from "@/format/format";
import { Card } from "@/ui/Card";
import { CopyButton } from "@/ui/CopyButton";
import { Segments } from "@/ui/Segments";

import classes from "./Forms.module.css";

type Way = "script" | "iframe" | "form";

const WAYS: { value: Way; label: string; note: string }[] = [
  { value: "script", label: "Script", note: "Fits itself to its content. Name your site below." },
  {
    value: "iframe",
    label: "Frame",
    note: "For sites that allow no script. Name your site below.",
  },
  {
    value: "form",
    label: "Link",
    note: "One field that opens the form's own page; works anywhere.",
  },
];

/** Where the form stands: its own page, and what to paste into the hotel's site. */
export function Share({ form }: { form: SignupForm }) {
  const [way, setWay] = useState<Way>("script");
  const note = WAYS.find(({ value }) => value === way)?.note;
  return (
    <Card
      title="Where it stands"
      note={form.active ? undefined : "It opens once it is switched on."}
    >
      <div className={classes["share"]}>
        <div className={classes["address"]}>
          <a href={form.public_url} target="_blank" rel="noreferrer">
            {form.public_url} <ExternalLink size={13} aria-hidden="true" />
          </a>
          <CopyButton text={form.public_url} what="the form's address" />
        </div>
        <div className={classes["languages"]}>
          <Segments
            label="Way to put it on your site"
            options={WAYS}
            value={way}
            onChange={setWay}
          />
          <span className={classes["soft"]}>{note}</span>
        </div>
        <div className={classes["snippet"]}>
          <code>{form.snippets[way]}</code>
          <CopyButton text={form.snippets[way]} what="the snippet" />
        </div>
        <Code form={form} />
        {form.active && <Preview form={form} />}
      </div>
    </Card>
  );
}

/** The page's address for a card in the room or on the desk. */
function Code({ form }: { form: SignupForm }) {
  const { slug } = useOrg();
  const address = `/api/v1/orgs/${slug}/forms/${form.id}/qr.svg`;
  return (
    <div className={classes["code"]}>
      <img src={address} alt={`Code that opens ${form.name}`} width={112} height={112} />
      <div>
        <p className={classes["soft"]}>
          For a card in the room or at the desk: guests point a phone at it and the form opens.
        </p>
        <Button
          component="a"
          href={address}
          download={`form-${form.id}.svg`}
          variant="default"
          size="xs"
          leftSection={<Download size={14} aria-hidden="true" />}
        >
          Save the code as SVG
        </Button>
      </div>
    </div>
  );
}

/** The page as visitors see it; only when asked for, since each look is counted. */
function Preview({ form }: { form: SignupForm }) {
  const [shown, setShown] = useState("");
  if (!shown)
    return (
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Eye size={14} aria-hidden="true" />}
          onClick={() => setShown(form.languages[0] ?? "en")}
        >
          Show the page
        </Button>
      </div>
    );
  // On our own host, whatever public name the form has.
  const address = new URL(form.public_url);
  return (
    <>
      {form.languages.length > 1 && (
        <Segments
          label="Language of the page"
          options={form.languages.map((value) => ({ value, label: language(value) }))}
          value={shown}
          onChange={setShown}
        />
      )}
      <iframe
        title="The form's page"
        key={`${shown} ${form.updated_at}`}
        className={classes["preview"]}
        src={`${address.pathname}?frame=1&lang=${shown}`}
      />
    </>
  );
}
