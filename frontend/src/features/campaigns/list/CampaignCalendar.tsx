import { ActionIcon, Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight } from "lucide-react";

import { useOrg } from "@/api/org";
import type { CampaignRow } from "@/api/types";
import { clock, many, monthName, weekday } from "@/format/format";
import { Card } from "@/ui/Card";
import { Status } from "@/ui/Status";
import { campaignWords } from "@/words/campaign";

import classes from "./Calendar.module.css";
import { dayOf, monthOf, monthShift, weeksOf } from "./month";

interface CampaignCalendarProps {
  rows: CampaignRow[];
  month: string;
}

/** A month with every campaign on the day it went out, or will. Days are the reader's. */
export function CampaignCalendar({ rows, month }: CampaignCalendarProps) {
  const byDay = new Map<string, CampaignRow[]>();
  const dated = rows.filter((row) => row.send_at !== null);
  for (const row of [...dated].sort((a, b) => ((a.send_at ?? "") < (b.send_at ?? "") ? -1 : 1))) {
    const day = dayOf(new Date(row.send_at ?? ""));
    byDay.set(day, [...(byDay.get(day) ?? []), row]);
  }
  const undated = rows.length - dated.length;
  return (
    <Card
      title={monthName(month)}
      action={<MonthSteps month={month} />}
      note={undated > 0 ? `${many(undated, "draft")} without a day yet` : undefined}
    >
      <table className={classes["calendar"]} aria-label={`Campaigns in ${monthName(month)}`}>
        <thead>
          <tr>
            {weeksOf(month)[0]?.map((day) => (
              <th key={day} scope="col">
                {weekday(day)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <Day
                  key={day}
                  day={day}
                  rows={byDay.get(day) ?? []}
                  outside={!day.startsWith(month)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function MonthSteps({ month }: { month: string }) {
  const navigate = useNavigate({ from: "/$org/campaigns" });
  const go = (to: string) =>
    void navigate({ search: (before) => ({ ...before, month: to }), replace: true });
  return (
    <div className={classes["steps"]}>
      <Button variant="default" onClick={() => go(monthOf(new Date()))}>
        Today
      </Button>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={`Show ${monthName(monthShift(month, -1))}`}
        onClick={() => go(monthShift(month, -1))}
      >
        <ChevronLeft size={18} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={`Show ${monthName(monthShift(month, 1))}`}
        onClick={() => go(monthShift(month, 1))}
      >
        <ChevronRight size={18} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}

interface DayProps {
  day: string;
  rows: CampaignRow[];
  outside: boolean;
}

const Day = ({ day, rows, outside }: DayProps) => (
  <td
    data-outside={outside || undefined}
    data-today={day === dayOf(new Date()) || undefined}
    data-empty={rows.length === 0 || undefined}
  >
    <time dateTime={day}>
      <span className={classes["short"]}>{Number(day.slice(8))}</span>
      <span className={classes["long"]}>{`${weekday(day)} ${String(Number(day.slice(8)))}`}</span>
    </time>
    {rows.map((row) => (
      <Entry key={row.id} row={row} />
    ))}
  </td>
);

function Entry({ row }: { row: CampaignRow }) {
  const { slug } = useOrg();
  return (
    <Link
      className={classes["entry"]}
      to="/$org/campaigns/$campaignId"
      params={{ org: slug, campaignId: String(row.id) }}
    >
      <span className={classes["name"]}>{row.name}</span>
      <span className={classes["state"]}>
        <Status word={campaignWords[row.status]} quiet /> {clock(row.send_at ?? "")}
      </span>
    </Link>
  );
}
