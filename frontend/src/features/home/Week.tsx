import { PlaneLanding, PlaneTakeoff } from "lucide-react";

import type { Home } from "@/api/types";
import { count } from "@/format/format";
import { t } from "@/i18n/words";
import { Card } from "@/ui/Card";

import classes from "./Home.module.css";

export const Week = ({ home }: { home: Home }) => (
  <Card title={t("home.week")}>
    <dl className={classes["week"]}>
      <div>
        <dt>
          <PlaneLanding size={15} aria-hidden="true" />
          {t("home.arrivals")}
        </dt>
        <dd>{count(home.arrivals_next_7)}</dd>
      </div>
      <div>
        <dt>
          <PlaneTakeoff size={15} aria-hidden="true" />
          {t("home.departures")}
        </dt>
        <dd>{count(home.departures_next_7)}</dd>
      </div>
    </dl>
  </Card>
);
