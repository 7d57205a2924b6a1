import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Send } from "lucide-react";
import { useState } from "react";

import { fieldSentences, sentence } from "@/api/errors";
import { pressKey } from "@/api/idempotency";
import { useOrg } from "@/api/org";
import { campaignSend } from "@/api/queries/campaigns";
import type { Audience, Campaign } from "@/api/types";
import { count, many, moment } from "@/format/format";
import { Notice } from "@/ui/Notice";

import { SEND_PERMISSION } from "../actions";
import classes from "./Review.module.css";

interface SendBoxProps {
  campaign: Campaign;
  /** When the letters leave; null for now. */
  at: string | null;
  audience: Audience;
  /** Whether nothing in the list of checks keeps the campaign back. */
  ready: boolean;
  recount: () => void;
}

/** The one press that cannot be taken back names its size, and asks to be meant. */
export function SendBox({ campaign, at, audience, ready, recount }: SendBoxProps) {
  const { slug, can } = useOrg();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [agreedTo, setAgreedTo] = useState<number | null>(null);
  const [key] = useState(pressKey);
  const { allowed } = audience;
  // A recount that changes the number takes the tick away: one agrees to a number, not to a box.
  const agreed = agreedTo === allowed;
  const send = useMutation({
    mutationFn: () => campaignSend(slug, campaign.id, { at, acknowledged: allowed, key }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["org", slug, "campaigns"] });
      await navigate({
        to: "/$org/campaigns/$campaignId",
        params: { org: slug, campaignId: String(campaign.id) },
      });
    },
    onError: recount,
  });
  const verb = at ? "Schedule for" : "Send to";

  if (!can(SEND_PERMISSION))
    return (
      <Notice tone="info" title="Your role may write campaigns, not send them.">
        Ask a manager of your organisation to open this page and send it.
      </Notice>
    );
  if (allowed === 0)
    return (
      <Notice tone="wait" title="No guest of this choice may be written to.">
        Go back to editing and choose other hotels, countries or languages. The table above says why
        each group is left out.
      </Notice>
    );
  if (!ready)
    return (
      <Notice tone="wait" title="This campaign cannot be sent yet.">
        The list above says what is missing and where to mend it. Nothing has been sent.
      </Notice>
    );
  return (
    <section className={classes["send"]} aria-label="Send">
      {send.isError && (
        <Notice tone="bad" title="Nothing was sent.">
          {sentence(send.error)} {fieldSentences(send.error)}
        </Notice>
      )}
      <label className={classes["agree"]}>
        <input
          type="checkbox"
          checked={agreed}
          onChange={(event) => setAgreedTo(event.currentTarget.checked ? allowed : null)}
        />
        <span>
          I have checked the letter. It goes to {many(allowed, "guest")}
          {at ? ` at ${moment(at)}` : " now"}, and letters that have left cannot be called back.
        </span>
      </label>
      <Button
        size="md"
        disabled={!agreed}
        loading={send.isPending}
        leftSection={<Send size={18} aria-hidden="true" />}
        onClick={() => send.mutate()}
      >
        {verb} {count(allowed)} {allowed === 1 ? "guest" : "guests"}
      </Button>
    </section>
  );
}
