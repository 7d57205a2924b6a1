import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MailCheck, MailQuestion, Printer } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { arrivalsQuery } from "@/api/queries/arrivals";
import { day as dayText, many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import classes from "./Arrivals.module.css";
import { ArrivalTable } from "./ArrivalTable";
import { DirectRates } from "./DirectRates";

/** Whom the front desk should ask for an address, by hotel and day. */
export function ArrivalsPage() {
  const { hotel, hotels, can } = useOrg();
  const [chosen, choose] = useState<number | null>(null);
  const [day, setDay] = useState("");
  const at = hotel ?? hotels.find(({ id }) => id === chosen) ?? hotels[0];
  return (
    <Page
      title="Arrivals"
      sub="Guests who arrive and whom no mail of yours reaches. Hand them the code, and they leave their own address."
    >
      <div className={classes["choices"]}>
        {!hotel && (
          <Choice
            label="Hotel"
            value={String(at?.id ?? "")}
            onChange={(event) => choose(Number(event.currentTarget.value))}
            data={hotels.map(({ id, name }) => ({ value: String(id), label: name }))}
          />
        )}
        <TextInput
          type="date"
          label="Day"
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
      </div>
      {at ? (
        can("guest.edit") ? (
          <Day hotel={at.id} day={day || undefined} setDay={setDay} />
        ) : (
          <Card>
            <Empty icon={MailQuestion} title="Your role does not show these links">
              Whoever holds a link may leave an address. Ask an owner of the group for the right to
              edit guests.
            </Empty>
          </Card>
        )
      ) : null}
      {can("analytics.view") && <DirectRates />}
    </Page>
  );
}

function Day({
  hotel,
  day,
  setDay,
}: {
  hotel: number;
  day: string | undefined;
  setDay: (day: string) => void;
}) {
  const { slug } = useOrg();
  const arrivals = useQuery(arrivalsQuery(slug, hotel, day));
  if (arrivals.isPending) return <Lines rows={5} height={44} />;
  if (arrivals.isError)
    return (
      <Failed
        error={arrivals.error}
        what="The arrivals cannot be shown."
        again={() => void arrivals.refetch()}
      />
    );
  const { results, day: shown } = arrivals.data;
  return (
    <Card
      flush={results.length > 0}
      title={dayText(shown, { weekday: "long" })}
      action={
        results.length > 0 && (
          <Button
            renderRoot={(props) => (
              <Link
                {...props}
                to="/$org/arrivals/sheet"
                params={{ org: slug }}
                search={{ hotel, day: shown }}
              />
            )}
            variant="default"
            size="xs"
            leftSection={<Printer size={14} aria-hidden="true" />}
          >
            Sheet to print
          </Button>
        )
      }
      note={results.length > 0 ? `${many(results.length, "guest")} to ask` : undefined}
    >
      {results.length > 0 ? (
        <ArrivalTable arrivals={results} />
      ) : (
        <Empty
          icon={MailCheck}
          title="Nobody to ask on this day"
          action={
            <Button variant="default" onClick={() => setDay(following(shown))}>
              Look at the next day
            </Button>
          }
        >
          Everybody who arrives has an address of their own, or nobody arrives.
        </Empty>
      )}
    </Card>
  );
}

const following = (day: string): string => {
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
};
