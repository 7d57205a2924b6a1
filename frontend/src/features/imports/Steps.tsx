import { Check } from "lucide-react";

import classes from "./Imports.module.css";

const STEPS = ["File", "Columns", "Check", "Result"] as const;
export type Step = (typeof STEPS)[number];

/** Where one is on the way from a file to guests. */
export const Steps = ({ at }: { at: Step }) => {
  const now = STEPS.indexOf(at);
  return (
    <ol className={classes["steps"]} aria-label="Steps of the import">
      {STEPS.map((step, i) => (
        <li
          key={step}
          data-done={i < now || undefined}
          {...(i === now ? { "aria-current": "step" as const } : {})}
        >
          <span>{i < now ? <Check size={12} aria-label="Done" /> : i + 1}</span>
          {step}
        </li>
      ))}
    </ol>
  );
};
