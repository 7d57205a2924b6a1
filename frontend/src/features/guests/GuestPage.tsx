import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { isMissing } from "@/api/errors";
import { useOrg } from "@/api/org";
import { guestQuery } from "@/api/queries/guests";
import type { Guest } from "@/api/types";
import { BackLink } from "@/ui/BackLink";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { Status } from "@/ui/Status";
import { nameOf } from "@/words/guest";
import { DISPOSABLE, EMAIL_KINDS, permissionWord } from "@/words/permission";

import { Facts } from "./Facts";
import classes from "./Guests.module.css";
import { MergeGuest } from "./MergeGuest";
import { InSegments } from "./InSegments";
import { Merges } from "./Merges";
import { Permissions } from "./Permissions";
import { Stays } from "./Stays";
import { Suggestions } from "./Suggestions";
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

function Profile({ guest }: { guest: Guest }) {
  const { can } = useOrg();
  return (
    <Page
      title={nameOf(guest)}
      back={back}
      actions={can("guest.edit") && <MergeGuest guest={guest} />}
      sub={
        <>
          <span>{guest.email || EMAIL_KINDS[guest.email_kind]}</span>
          <Status word={permissionWord(guest.permission)} />
          {guest.is_disposable && <Status word={DISPOSABLE} />}
        </>
      }
    >
      <div className={classes["columns"]}>
        <div className={classes["column"]}>
          <Suggestions suggestions={guest.suggestions} />
          <Stays stays={guest.stays_list} />
          <Timeline guestId={guest.id} />
        </div>
        <div className={classes["column"]}>
          <Permissions
            guestId={guest.id}
            permissions={guest.permissions}
            noted={guest.tracking.text}
          />
          <Facts guest={guest} />
          <InSegments guestId={guest.id} />
          <Merges merges={guest.merges} guestId={guest.id} />
        </div>
      </div>
    </Page>
  );
}
