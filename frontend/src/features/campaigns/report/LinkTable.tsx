import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { clickMapQuery } from "@/api/queries/campaigns";
import type { CampaignResults } from "@/api/types";
import { count, share } from "@/format/format";
import { Card } from "@/ui/Card";
import { Dialog } from "@/ui/Dialog";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import table from "@/ui/Table.module.css";
import { TextLink } from "@/ui/TextLink";

import classes from "./Report.module.css";

interface LinkTableProps {
  id: number;
  results: CampaignResults;
  sent: number;
}

/** Every link of the letter with the guests who followed it, the most followed first. */
export function LinkTable({ id, results, sent }: LinkTableProps) {
  const [shown, setShown] = useState(false);
  const links = [...results.links].sort((a, b) => b.guests - a.guests || a.number - b.number);
  return (
    <Card
      title="Links"
      flush
      action={
        links.length > 0 && (
          <Button variant="default" onClick={() => setShown(true)}>
            Show in the letter
          </Button>
        )
      }
    >
      {results.tracking !== "full" && (
        <p className={classes["none"]}>
          Your organisation does not note clicks.{" "}
          <TextLink to="/$org/sending">Choose what is noted under Sending</TextLink>.
        </p>
      )}
      {links.length === 0 ? (
        <p className={classes["none"]}>This letter has no links.</p>
      ) : (
        <Rows links={links} sent={sent} />
      )}
      <Dialog opened={shown} onClose={() => setShown(false)} title="Clicks in the letter" size="xl">
        <ClickMap id={id} />
      </Dialog>
    </Card>
  );
}

const Rows = ({ links, sent }: { links: CampaignResults["links"]; sent: number }) => (
  <div className={table["scroll"]}>
    <table className={table["table"]}>
      <thead>
        <tr>
          <th scope="col">Link</th>
          <th scope="col" data-num>
            Guests
          </th>
          <th scope="col" data-num data-wide-only>
            Of the letters
          </th>
          <th scope="col" data-num data-wide-only>
            Programs
          </th>
        </tr>
      </thead>
      <tbody>
        {links.map(({ number, url, guests, machines }) => (
          <tr key={number}>
            <th scope="row" className={classes["url"]}>
              {url}
            </th>
            <td data-num>{count(guests)}</td>
            <td data-num data-wide-only>
              {share(guests, sent)}
            </td>
            <td data-num data-wide-only>
              {count(machines)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

function ClickMap({ id }: { id: number }) {
  const { slug } = useOrg();
  const map = useQuery(clickMapQuery(slug, id));
  if (map.isError)
    return (
      <Failed
        error={map.error}
        what="The letter cannot be shown."
        again={() => void map.refetch()}
      />
    );
  if (map.isPending) return <Lines rows={6} height={24} />;
  return (
    <>
      <p className={classes["soft"]}>
        The number at a link says how many guests followed it. The letter is shown as an invented
        guest got it.
      </p>
      <iframe
        title="The letter with its clicks"
        sandbox=""
        src={map.data.url}
        className={classes["map"]}
      />
    </>
  );
}
