import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, Info } from "lucide-react";

import { useOrg } from "@/api/org";
import { gateQuery } from "@/api/queries/campaigns";
import type { Gate, GateCheck } from "@/api/types";
import { many } from "@/format/format";

import classes from "./GateList.module.css";

interface GateListProps {
  gate: Gate;
  campaignId: number;
  /** On the page where the letter is written, a link to it would lead nowhere. */
  composing?: boolean;
}

/** What keeps a campaign back, each with how and where it is mended; what is in order is only counted. */
export const GateList = ({ gate, campaignId, composing = false }: GateListProps) => {
  const open = gate.checks.filter((check) => !check.ok);
  const passed = gate.checks.length - open.length;
  return (
    <ul className={classes["list"]}>
      {open.map((check) => (
        <li key={check.code} data-blocks={check.blocks || undefined}>
          {check.blocks ? (
            <CircleAlert size={18} role="img" aria-label="Keeps it back" />
          ) : (
            <Info size={18} role="img" aria-label="Advice" />
          )}
          <div>
            <strong>{check.problem}</strong> {check.mend}{" "}
            <Where check={check} campaignId={campaignId} composing={composing} />
          </div>
        </li>
      ))}
      {passed > 0 && (
        <li data-passed>
          <CircleCheck size={18} aria-hidden="true" />
          <div>
            {open.length > 0
              ? `${many(passed, "other check")} passed.`
              : `All ${many(passed, "check")} passed: sender, address, way out, letter and audience.`}
          </div>
        </li>
      )}
    </ul>
  );
};

const Where = (props: { check: GateCheck; campaignId: number; composing: boolean }) => {
  const { check, campaignId, composing } = props;
  const { slug } = useOrg();
  if (check.place === "sending")
    return (
      <Link to="/$org/sending" params={{ org: slug }}>
        Open Sending
      </Link>
    );
  if (composing) return null;
  return (
    <Link to="/$org/campaigns/$campaignId" params={{ org: slug, campaignId: String(campaignId) }}>
      Edit the campaign
    </Link>
  );
};

// The checklist of the page says these itself.
const SAID_ALREADY = new Set(["subject", "letter"]);

/** The same list while the letter is written, with nothing to see while nothing is wrong. */
export const GateProblems = (props: { campaignId: number; version: number }) => {
  const { slug } = useOrg();
  const gate = useQuery({
    ...gateQuery(slug, props.campaignId, props.version),
    placeholderData: (old) => old,
  });
  const checks = gate.data?.checks.filter((check) => !check.ok && !SAID_ALREADY.has(check.code));
  if (!gate.data || !checks?.length) return null;
  return (
    <section aria-label="Before it may be sent" className={classes["problems"]}>
      <GateList gate={{ ...gate.data, checks }} campaignId={props.campaignId} composing />
    </section>
  );
};
