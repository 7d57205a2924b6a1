import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { SearchX, Users, UsersRound } from "lucide-react";
import { useMemo } from "react";

import { useOrg } from "@/api/org";
import { guestsExport, guestsQuery, suggestionsQuery } from "@/api/queries/guests";
import { count, many } from "@/format/format";
import { Empty } from "@/ui/Empty";
import { ExportButton } from "@/ui/ExportButton";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { TextLink } from "@/ui/TextLink";

import { GuestFilters } from "./GuestFilters";
import { GuestList } from "./GuestList";

export function GuestsPage() {
  const { slug, hotel } = useOrg();
  const search = useSearch({ from: "/$org/guests" });
  const navigate = useNavigate({ from: "/$org/guests" });
  const filter = { ...search, hotel: hotel?.id };
  const guests = useInfiniteQuery(guestsQuery(slug, filter));
  const rows = useMemo(
    () => guests.data?.pages.flatMap((page) => page.results) ?? [],
    [guests.data],
  );
  const total = guests.data?.pages[0]?.total ?? 0;
  const narrowed = Boolean(search.search ?? search.email_kind ?? search.permission);

  return (
    <Page
      tall
      title="Guests"
      actions={
        <>
          <TwinsLink />
          {total > 0 && (
            <ExportButton
              what="guests"
              take={() => guestsExport(slug, filter)}
              label={`Export ${many(total, "guest")}`}
            />
          )}
        </>
      }
      sub={
        <span role="status">
          {guests.data ? `${many(total, "guest")}${narrowed ? " match" : ""}` : "Counting…"}
          {hotel ? ` of ${hotel.name}` : ""}
          {rows.length > 0 && rows.length < total && `, ${count(rows.length)} loaded`}
        </span>
      }
    >
      <GuestFilters
        value={search}
        onChange={(change) =>
          void navigate({ search: (old) => ({ ...old, ...change }), replace: true })
        }
      />
      {guests.isError && (
        <Failed
          error={guests.error}
          what="The guests cannot be shown."
          again={() => void guests.refetch()}
        />
      )}
      {guests.isPending && <Lines rows={10} height={36} />}
      {guests.isSuccess && total === 0 && (narrowed ? <NoMatch /> : <NoGuests />)}
      {total > 0 && (
        <GuestList
          rows={rows}
          total={total}
          more={guests.hasNextPage && !guests.isFetching ? guests.fetchNextPage : undefined}
        />
      )}
    </Page>
  );
}

/** Shown only while there is something to decide. */
function TwinsLink() {
  const { slug } = useOrg();
  const { data } = useQuery(suggestionsQuery(slug));
  if (!data?.total) return null;
  return (
    <Button
      component={Link}
      to={`/${slug}/guests/suggestions`}
      variant="default"
      leftSection={<UsersRound size={16} aria-hidden="true" />}
    >
      {many(data.total, "pair")} who may be one guest
    </Button>
  );
}

const NoMatch = () => (
  <Empty icon={SearchX} title="No guest matches">
    Try fewer letters, or take a filter away. The search looks at names and e-mail addresses.
  </Empty>
);

const NoGuests = () => (
  <Empty icon={Users} title="Your guests will be here">
    They come by themselves with each reservation once{" "}
    <TextLink to="/$org/connections">a booking channel is connected</TextLink>, or from a list that
    you <TextLink to="/$org/imports">import</TextLink>.
  </Empty>
);
