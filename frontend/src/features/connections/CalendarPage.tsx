import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";

import { fieldSentences, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import {
  calendarPush,
  calendarQuery,
  calendarSave,
  changedDaysQuery,
  ratePlansQuery,
  roomTypesQuery,
} from "@/api/queries/calendar";
import type { CalendarChange, Connection, RatePlan, RoomType } from "@/api/types";
import { days as span, many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

import { CalendarGrid } from "./CalendarGrid";
import {
  cellKey,
  changeOf,
  daysFrom,
  fits,
  rowsOf,
  shift,
  SHOWN,
  standing,
  todayAt,
  valuesOf,
} from "./calendarGrid";
import { ConnectionFrame } from "./ConnectionFrame";
import { CONNECTION_EDIT } from "./permissions";
import { SeveralDays } from "./SeveralDays";

export const CalendarPage = () => (
  <ConnectionFrame>{(connection) => <Loaded connection={connection} />}</ConnectionFrame>
);

function Loaded({ connection }: { connection: Connection }) {
  const { slug } = useOrg();
  const rooms = useQuery(roomTypesQuery(slug));
  const plans = useQuery(ratePlansQuery(slug));
  const ours = ({ hotel_id }: RoomType | RatePlan) => hotel_id === connection.hotel.id;
  if (!rooms.data || !plans.data) return <Lines rows={6} height={36} />;
  const sold = rooms.data.results.filter(ours);
  if (sold.length === 0)
    return (
      <Notice tone="info" title="The hotel has no room types here yet.">
        Add them under “Rooms and rates”; their calendar is then here.
      </Notice>
    );
  return <Calendar connection={connection} rooms={sold} plans={plans.data.results.filter(ours)} />;
}

interface CalendarProps {
  connection: Connection;
  rooms: RoomType[];
  plans: RatePlan[];
}

function useCalendarSave(connection: Connection, done: () => void) {
  const { slug } = useOrg();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: CalendarChange[]) => calendarSave(slug, connection.hotel.id, changes),
    onSuccess: async ({ days_changed }) => {
      say(`${many(days_changed, "day")} changed; the channels are told now.`);
      await client.invalidateQueries({ queryKey: ["org", slug, "calendar"] });
      await client.invalidateQueries({ queryKey: ["org", slug, "connections"] });
      done();
    },
  });
}

function Calendar({ connection, rooms, plans }: CalendarProps) {
  const { slug, hotels, can } = useOrg();
  const zone = hotels.find(({ id }) => id === connection.hotel.id)?.time_zone ?? "UTC";
  const [today] = useState(() => todayAt(zone, new Date()));
  const [first, setFirst] = useState(today);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const last = shift(first, SHOWN - 1);
  const calendar = useQuery(calendarQuery(slug, connection.hotel.id, first, last));
  const changed = useQuery(changedDaysQuery(slug, connection.id, first, last));
  const rows = rowsOf(rooms, plans);
  const shown = daysFrom(first);
  const save = useCalendarSave(connection, () => setTyped({}));
  const cells = rows.flatMap((row) =>
    shown.filter((day) => typed[cellKey(row, day)] !== undefined).map((day) => ({ row, day })),
  );
  const wrong = cells.filter(({ row, day }) => !fits(row, typed[cellKey(row, day)] ?? ""));
  const send = () =>
    save.mutate(cells.map(({ row, day }) => changeOf(row, day, typed[cellKey(row, day)] ?? "")));
  const edit = can(CONNECTION_EDIT);
  return (
    <>
      <Card
        title={span(first, last)}
        note="Rooms to sell, and prices. A day that the channel has not taken yet is marked."
        action={<Pager {...{ first, today, setFirst }} locked={cells.length > 0} />}
        flush
      >
        {calendar.isError && (
          <Failed
            error={calendar.error}
            what="The calendar cannot be shown."
            again={() => void calendar.refetch()}
          />
        )}
        {calendar.isPending && <Lines rows={6} />}
        {calendar.data && (
          <CalendarGrid
            rows={rows}
            days={shown}
            values={valuesOf(calendar.data, plans)}
            typed={typed}
            standing={standing(changed.data?.days ?? [])}
            type={edit ? (key, value) => setTyped({ ...typed, [key]: value }) : null}
          />
        )}
      </Card>
      {save.isError && (
        <Notice tone="bad" title="The calendar was not changed.">
          {fieldSentences(save.error) || sentence(save.error)} What you typed is still here.
        </Notice>
      )}
      {edit && cells.length > 0 && (
        <div className={form["answers"]}>
          <Button variant="default" onClick={() => setTyped({})}>
            Leave as it was
          </Button>
          <Button loading={save.isPending} disabled={wrong.length > 0} onClick={send}>
            {wrong.length > 0
              ? `Mend ${many(wrong.length, "value")} first`
              : `Save ${many(cells.length, "day")} and tell the channels`}
          </Button>
        </div>
      )}
      {edit && <SeveralDays {...{ rooms, plans, first, last }} connection={connection} />}
      {edit && <SendAll connection={connection} />}
    </>
  );
}

interface PagerProps {
  first: string;
  today: string;
  setFirst: (day: string) => void;
  /** What is typed belongs to the days in sight: it is saved or left first. */
  locked: boolean;
}

const Pager = ({ first, today, setFirst, locked }: PagerProps) => (
  <Button.Group>
    <Button
      variant="default"
      size="xs"
      disabled={locked || first <= today}
      aria-label="Two weeks earlier"
      onClick={() => setFirst(shift(first, -SHOWN))}
    >
      <ChevronLeft size={14} aria-hidden="true" />
    </Button>
    <Button
      variant="default"
      size="xs"
      disabled={locked || first === today}
      onClick={() => setFirst(today)}
    >
      Today
    </Button>
    <Button
      variant="default"
      size="xs"
      disabled={locked}
      aria-label="Two weeks later"
      onClick={() => setFirst(shift(first, SHOWN))}
    >
      <ChevronRight size={14} aria-hidden="true" />
    </Button>
  </Button.Group>
);

function SendAll({ connection }: { connection: Connection }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const push = useMutation({
    mutationFn: () => calendarPush(slug, connection.id),
    onSuccess: ({ waiting_days }) => say(`${many(waiting_days, "day")} will be sent again.`),
    onError: (error) => say(`${connection.name}: ${sentence(error)}`, "bad"),
    onSettled: () => client.invalidateQueries({ queryKey: ["org", slug, "connections"] }),
  });
  return (
    <div>
      <Button variant="default" loading={push.isPending} onClick={() => push.mutate()}>
        Send the whole calendar again
      </Button>
    </div>
  );
}
