import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Send } from "lucide-react";

import { useOrg } from "@/api/org";
import type { CampaignRow } from "@/api/types";
import { count, share } from "@/format/format";
import { t } from "@/i18n/words";
import { Card } from "@/ui/Card";
import { Empty } from "@/ui/Empty";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { campaignWords } from "@/words/campaign";

export function RecentCampaigns({ rows }: { rows: CampaignRow[] }) {
  const { slug } = useOrg();
  return (
    <Card
      title={t("home.recent")}
      flush
      action={
        <Link to="/$org/campaigns" params={{ org: slug }}>
          {t("home.seeAll")}
        </Link>
      }
    >
      {rows.length === 0 ? (
        <Empty
          icon={Send}
          title={t("home.noCampaigns")}
          action={
            <Button component={Link} to={`/${slug}/campaigns/new`}>
              {t("home.writeFirst")}
            </Button>
          }
        >
          {t("home.whatIsCampaign")}
        </Empty>
      ) : (
        <div className={table["scroll"]}>
          <table className={table["table"]}>
            <thead>
              <tr>
                <th scope="col">{t("home.campaign")}</th>
                <th scope="col">{t("home.state")}</th>
                <th scope="col" data-num>
                  {t("home.sentShort")}
                </th>
                <th scope="col" data-num data-wide-only>
                  {t("home.opened")}
                </th>
                <th scope="col" data-num data-wide-only>
                  {t("home.clicked")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} org={slug} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

const Row = ({ row, org }: { row: CampaignRow; org: string }) => (
  <tr>
    <th scope="row">
      <Link
        className={table["main"]}
        to="/$org/campaigns/$campaignId"
        params={{ org, campaignId: String(row.id) }}
      >
        {row.name}
      </Link>
      <span className={table["sub"]}>{row.hotel.name}</span>
    </th>
    <td>
      <Status word={campaignWords[row.status]} />
    </td>
    <td data-num>{count(row.counts.handed)}</td>
    <td data-num data-wide-only>
      {share(row.opened, row.counts.handed)}
    </td>
    <td data-num data-wide-only>
      {share(row.clicked, row.counts.handed)}
    </td>
  </tr>
);
