import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plus, Send } from "lucide-react";

import { useOrg } from "@/api/org";
import { campaignsQuery } from "@/api/queries/campaigns";
import type { CampaignStatus } from "@/api/types";
import { many } from "@/format/format";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { Segments } from "@/ui/Segments";
import { campaignWords } from "@/words/campaign";

import classes from "./Calendar.module.css";
import { CampaignCalendar } from "./CampaignCalendar";
import { CampaignTable } from "./CampaignTable";
import { monthOf } from "./month";

const VIEWS = [
  { value: "table", label: "Table" },
  { value: "calendar", label: "Calendar" },
] as const;

const FILTERS: { value: CampaignStatus | ""; label: string }[] = [
  { value: "", label: "All" },
  ...(["draft", "scheduled", "sending", "paused", "sent", "cancelled", "failed"] as const).map(
    (value) => ({ value, label: campaignWords[value].word }),
  ),
];

export function CampaignsPage() {
  const { slug, hotel } = useOrg();
  const { status = "", month } = useSearch({ from: "/$org/campaigns" });
  const navigate = useNavigate({ from: "/$org/campaigns" });
  const campaigns = useQuery(campaignsQuery(slug));
  const ours = (campaigns.data?.results ?? []).filter((row) => !hotel || row.hotel.id === hotel.id);
  const rows = ours.filter((row) => !status || row.status === status);
  const write = (
    <Button
      component={Link}
      to={`/${slug}/campaigns/new`}
      leftSection={<Plus size={16} aria-hidden="true" />}
    >
      New campaign
    </Button>
  );

  return (
    <Page
      title="Campaigns"
      sub={campaigns.data && `${many(ours.length, "campaign")}${hotel ? ` of ${hotel.name}` : ""}`}
      actions={write}
    >
      {ours.length > 0 && (
        <div className={classes["views"]}>
          <Segments
            label="Show campaigns that are"
            options={FILTERS.filter(
              ({ value }) => !value || value === status || ours.some((row) => row.status === value),
            )}
            value={status}
            onChange={(value) =>
              void navigate({ search: { status: value || undefined, month }, replace: true })
            }
          />
          <Segments
            label="Show campaigns as"
            options={VIEWS}
            value={month ? "calendar" : "table"}
            onChange={(view) =>
              void navigate({
                search: {
                  status: status || undefined,
                  month: view === "calendar" ? monthOf(new Date()) : undefined,
                },
                replace: true,
              })
            }
          />
        </div>
      )}
      {campaigns.isError && (
        <Failed
          error={campaigns.error}
          what="The campaigns cannot be shown."
          again={() => void campaigns.refetch()}
        />
      )}
      {campaigns.isPending && <Lines rows={6} height={44} />}
      {rows.length > 0 && !month && <CampaignTable rows={rows} />}
      {ours.length > 0 && month && <CampaignCalendar rows={rows} month={month} />}
      {campaigns.isSuccess && ours.length === 0 && (
        <Empty icon={Send} title="Your campaigns will be here" action={write}>
          A campaign is one letter to many guests, at a time you choose. You see who gets it, and
          why others do not, before anything leaves.
        </Empty>
      )}
    </Page>
  );
}
