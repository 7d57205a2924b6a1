import { useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { homeQuery } from "@/api/queries/home";
import type { Home } from "@/api/types";
import { t } from "@/i18n/words";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { LineChart } from "@/ui/LineChart";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import { Attention } from "./Attention";
import classes from "./Home.module.css";
import { HeroNumbers } from "./HeroNumbers";
import { Reach } from "./Reach";
import { RecentCampaigns } from "./RecentCampaigns";
import { Today } from "./Today";
import { Week } from "./Week";

export function HomePage() {
  const { slug, organization, hotels } = useOrg();
  const home = useQuery(homeQuery(slug));
  return (
    <Page
      title={organization.name}
      sub={t("home.sub", {
        hotels:
          hotels.length === 1
            ? (hotels[0]?.name ?? "")
            : t("switcher.all", { count: hotels.length }),
        days: home.data?.period_days ?? 30,
      })}
    >
      {home.isError && (
        <Failed error={home.error} what={t("home.failed")} again={() => void home.refetch()} />
      )}
      {home.isPending && <Lines rows={8} height={28} />}
      {home.data && <Numbers home={home.data} />}
    </Page>
  );
}

const Numbers = ({ home }: { home: Home }) => (
  <>
    <HeroNumbers home={home} />
    <Attention items={home.needs_attention} />
    <div className={classes["halves"]}>
      <div className={classes["stack"]}>
        <Card title={t("home.daily")}>
          {home.sent === 0 && <p className={classes["soft"]}>{t("home.nothingSent")}</p>}
          <LineChart
            height={280}
            caption={t("home.chart")}
            dates={home.daily.map(({ date }) => date)}
            series={[
              {
                name: t("home.sentShort"),
                tone: "brand",
                values: home.daily.map(({ sent }) => sent),
              },
              {
                name: t("home.opened"),
                tone: "info",
                values: home.daily.map(({ opened }) => opened),
              },
              {
                name: t("home.clicked"),
                tone: "accent",
                values: home.daily.map(({ clicked }) => clicked),
              },
            ]}
          />
        </Card>
        <Today home={home} />
      </div>
      <div className={classes["stack"]}>
        <Week home={home} />
        <Reach home={home} />
      </div>
    </div>
    <RecentCampaigns rows={home.recent_campaigns} />
  </>
);
