import { Button } from "@mantine/core";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import type { Campaign } from "@/api/types";
import { BackLink } from "@/ui/BackLink";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { isSavedMeanwhile, SavedMeanwhile } from "@/ui/SavedMeanwhile";
import { Status } from "@/ui/Status";
import { campaignWords } from "@/words/campaign";

import { GateProblems } from "../parts/GateList";
import { CheckRow } from "./CheckRow";
import { CHECKS } from "./checks";
import classes from "./Compose.module.css";
import { SaveWord } from "./SaveWord";
import { useDraft } from "./useDraft";

/** Writing a campaign as a checklist on one page, in the order a letter is thought of. */
export default function ComposePage({ campaign: loaded }: { campaign: Campaign }) {
  const { slug, hotels } = useOrg();
  const navigate = useNavigate();
  const draft = useDraft(loaded);
  const { campaign } = draft;
  const [open, setOpen] = useState<string>(
    () => CHECKS.find((check) => !check.done(loaded))?.name ?? "",
  );
  const done = CHECKS.filter((check) => check.done(campaign)).length;
  // A lost connection keeps one here until the text is safe, or one says that it may go.
  useBlocker({
    shouldBlockFn: async () =>
      !(await draft.flush()) &&
      !window.confirm("Your last changes could not be saved yet. Leave them behind?"),
    enableBeforeUnload: draft.isDirty,
  });
  const review = () =>
    void navigate({
      to: "/$org/campaigns/$campaignId/review",
      params: { org: slug, campaignId: String(campaign.id) },
    });

  return (
    <Page
      title={campaign.name}
      back={<BackLink to="/$org/campaigns">All campaigns</BackLink>}
      sub={
        <>
          <Status word={campaignWords.draft} />
          <SaveWord save={draft.save} />
        </>
      }
    >
      {draft.save.kind === "failed" && isSavedMeanwhile(draft.save.error) && (
        <SavedMeanwhile
          error={draft.save.error}
          onKeep={() => void draft.keepMine()}
          onTake={() => void draft.takeOther()}
        />
      )}
      {draft.save.kind === "failed" && !isSavedMeanwhile(draft.save.error) && (
        <Notice
          tone="bad"
          title="Your last changes are not saved yet."
          action={
            <Button variant="default" size="xs" onClick={() => void draft.flush()}>
              Save now
            </Button>
          }
        >
          {sentence(draft.save.error)}
        </Notice>
      )}
      <ol className={classes["list"]}>
        {CHECKS.map((check) => (
          <CheckRow
            key={check.name}
            check={check}
            draft={draft}
            hotels={hotels}
            open={open === check.name}
            onToggle={() => setOpen(open === check.name ? "" : check.name)}
          />
        ))}
      </ol>
      <GateProblems campaignId={campaign.id} version={draft.version} />
      <div className={classes["bar"]}>
        <span>
          {done} of {CHECKS.length} ready
        </span>
        <Button disabled={done < CHECKS.length} onClick={review}>
          Review before sending
        </Button>
      </div>
    </Page>
  );
}
