import type { Audience } from "@/api/types";
import { count, many } from "@/format/format";
import { basisWord } from "@/words/permission";

import classes from "./Audience.module.css";
import { Reasons } from "./Reasons";

interface AudienceNumbersProps {
  audience: Omit<Audience, "bases"> & Partial<Pick<Audience, "bases">>;
  narrow?: boolean;
}

/** On what ground the allowed are written to, the largest group first. */
const Grounds = ({ bases }: { bases: Record<string, number> }) => (
  <ul className={classes["grounds"]} aria-label="Allowed because">
    {Object.entries(bases)
      .sort(([, a], [, b]) => b - a)
      .map(([basis, n]) => (
        <li key={basis}>
          <strong>{count(n)}</strong> {basisWord(basis)}
        </li>
      ))}
  </ul>
);

/** '1,204 allowed, 388 not allowed', and why, down to the last guest. */
export const AudienceNumbers = ({ audience, narrow }: AudienceNumbersProps) => {
  const out = audience.audience - audience.allowed;
  return (
    <>
      <dl className={classes["numbers"]}>
        <div data-part="allowed">
          <dt>Allowed</dt>
          <dd>{count(audience.allowed)}</dd>
        </div>
        <div>
          <dt>Not allowed</dt>
          <dd>{count(out)}</dd>
        </div>
        <div>
          <dt>In this choice</dt>
          <dd>{many(audience.audience, "guest")}</dd>
        </div>
      </dl>
      <div className={classes["bar"]} aria-hidden="true">
        <span data-part="allowed" style={{ flexGrow: audience.allowed }} />
        <span style={{ flexGrow: out }} />
      </div>
      {audience.allowed > 0 && audience.bases && <Grounds bases={audience.bases} />}
      {out > 0 && (
        <Reasons
          inset
          narrow={narrow ?? false}
          excluded={audience.excluded}
          texts={audience.texts}
        />
      )}
    </>
  );
};
