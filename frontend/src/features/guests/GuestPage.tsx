import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { isMissing } from "@/api/errors";
import { useOrg } from "@/api/org";
import { guestQuery } from "@/api/queries/guests";
import type { Guest } from "@/api/types";
import { country, day, language } from "@/format/format";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { Status } from "@/ui/Status";
import { EMAIL_KINDS, permissionWord } from "@/words/permission";

import { nameOf } from "./GuestList";
import classes from "./Guests.module.css";
import { Permissions } from "./Permissions";
import { Stays } from "./Stays";
import { Timeline } from "./Timeline";

const back = <BackLink to="/$org/guests">All guests</BackLink>;

export function GuestPage() {
  const { guestId } = useParams({ from: "/$org/guests/$guestId" });
  const { slug } = useOrg();
  const guest = useQuery(guestQuery(slug, Number(guestId)));
  if (guest.isError)
    return (
      <Page title="Guest" back={back}>
        <Failed
          error={guest.error}
          what={isMissing(guest.error) ? "This guest is not here." : "The guest cannot be shown."}
          again={() => void guest.refetch()}
        />
      </Page>
    );
  if (!guest.data)
    return (
      <Page title="Guest" back={back}>
        <Lines rows={8} height={24} />
      </Page>
    );
  return <Profile guest={guest.data} />;
}

const Profile = ({ guest }: { guest: Guest }) => (
  <Page
    title={nameOf(guest)}
    back={back}
    sub={
      <>
        <span>{guest.email || EMAIL_KINDS[guest.email_kind]}</span>
        <Status word={permissionWord(guest.permission)} />
      </>
    }
  >
    <div className={classes["columns"]}>
      <div className={classes["column"]}>
        <Stays stays={guest.stays_list} />
        <Timeline entries={guest.timeline} />
      </div>
      <div className={classes["column"]}>
        <Permissions permissions={guest.permissions} />
        <Facts guest={guest} />
      </div>
    </div>
  </Page>
);

const Facts = ({ guest }: { guest: Guest }) => (
  <Card title="Profile">
    <dl className={classes["facts"]}>
      <dt>Address kind</dt>
      <dd>{EMAIL_KINDS[guest.email_kind]}</dd>
      <dt>Phone</dt>
      <dd>{guest.phone || "–"}</dd>
      <dt>Country</dt>
      <dd>{country(guest.country)}</dd>
      <dt>Language</dt>
      <dd>{language(guest.language)}</dd>
      <dt>Birthday</dt>
      <dd>{day(guest.birth_date)}</dd>
      <dt>Known since</dt>
      <dd>{day(guest.created_at)}</dd>
      {guest.tags.length > 0 && (
        <>
          <dt>Tags</dt>
          <dd className={classes["tags"]}>
            {guest.tags.map((tag) => (
              <span key={tag} className={classes["tag"]}>
                {tag}
              </span>
            ))}
          </dd>
        </>
      )}
    </dl>
  </Card>
);
