import { Button } from "@mantine/core";
import { CircleCheck, CircleDashed } from "lucide-react";

import type { Hotel } from "@/api/types";

import type { Check } from "./checks";
import classes from "./Compose.module.css";
import type { Draft } from "./useDraft";

interface CheckRowProps {
  check: Check;
  draft: Draft;
  hotels: Hotel[];
  open: boolean;
  onToggle: () => void;
}

export const CheckRow = ({ check, draft, hotels, open, onToggle }: CheckRowProps) => {
  const { name, done, summary, Panel } = check;
  const ready = done(draft.campaign);
  const panelId = `check-${name.split(" ")[0]?.toLowerCase() ?? ""}`;
  return (
    <li className={classes["row"]} data-open={open || undefined}>
      <div className={classes["head"]}>
        <span className={classes["tick"]} data-ready={ready || undefined}>
          {ready ? (
            <CircleCheck size={22} role="img" aria-label="Ready" />
          ) : (
            <CircleDashed size={22} role="img" aria-label="Still to do" />
          )}
        </span>
        <div className={classes["what"]}>
          <h2>{name}</h2>
          <p>{summary(draft.campaign, hotels, draft.at)}</p>
        </div>
        <Button
          variant="default"
          size="xs"
          aria-expanded={open}
          aria-controls={panelId}
          aria-label={open ? `Close ${name}` : `Edit ${name}`}
          onClick={onToggle}
        >
          {open ? "Close" : "Edit"}
        </Button>
      </div>
      <div id={panelId} className={classes["panel"]} hidden={!open}>
        {open && <Panel draft={draft} />}
      </div>
    </li>
  );
};
