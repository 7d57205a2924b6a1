import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import type { Connection } from "@/api/types";
import { count } from "@/format/format";
import { Ago } from "@/ui/Ago";
import { Status } from "@/ui/Status";
import { connectionWord } from "@/words/connection";

import classes from "./Connections.module.css";
import { SyncButtons } from "./SyncButtons";

export const ConnectionCard = ({ connection }: { connection: Connection }) => {
  const { slug } = useOrg();
  return (
    <article className={classes["card"]} aria-label={connection.name}>
      <header>
        <div>
          <h2>
            <Link
              to="/$org/connections/$connectionId"
              params={{ org: slug, connectionId: String(connection.id) }}
            >
              {connection.name}
            </Link>
          </h2>
          {!connection.name.includes(connection.hotel.name) && (
            <p>
              {connection.channel_name} for {connection.hotel.name}
            </p>
          )}
        </div>
        <Status word={connectionWord(connection)} />
      </header>
      {connection.last_error && <p className={classes["error"]}>{connection.last_error}</p>}
      <Numbers connection={connection} />
      <SyncButtons connection={connection} />
    </article>
  );
};

export const Numbers = ({ connection }: { connection: Connection }) => (
  <dl className={classes["numbers"]}>
    <div>
      <dt>Last sync that worked</dt>
      <dd>
        <Ago at={connection.last_success_at} />
      </dd>
    </div>
    <div>
      <dt>Reservations</dt>
      <dd>{count(connection.reservations)}</dd>
    </div>
    <div>
      <dt>Stays</dt>
      <dd>{count(connection.stays)}</dd>
    </div>
    <div>
      <dt>Still to confirm</dt>
      <dd>{count(connection.pending_acknowledgements)}</dd>
    </div>
    <div data-alert={connection.open_issues > 0 || undefined}>
      <dt>Open issues</dt>
      <dd>{count(connection.open_issues)}</dd>
    </div>
  </dl>
);
