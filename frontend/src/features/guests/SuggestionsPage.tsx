import { useQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";

import { useOrg } from "@/api/org";
import { suggestionsQuery } from "@/api/queries/guests";
import { many } from "@/format/format";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import { Suggestions } from "./Suggestions";

/** All pairs that a person should look at. */
export function SuggestionsPage() {
  const { slug } = useOrg();
  const pairs = useQuery(suggestionsQuery(slug));
  return (
    <Page
      title="Guests who may be one"
      back={<BackLink to="/$org/guests">All guests</BackLink>}
      sub={
        pairs.data
          ? `${many(pairs.data.total, "pair")} to decide. Nobody is merged without your word, and each merge can be undone.`
          : "Counting…"
      }
    >
      {pairs.isPending && <Lines rows={6} height={28} />}
      {pairs.isError && (
        <Failed
          error={pairs.error}
          what="The pairs cannot be shown."
          again={() => void pairs.refetch()}
        />
      )}
      {pairs.data?.total === 0 && (
        <Card>
          <Empty icon={UsersRound} title="No pair to decide">
            Guests with the same address, phone or birthday, whose names do not settle it, will be
            shown here side by side.
          </Empty>
        </Card>
      )}
      {pairs.data && <Suggestions suggestions={pairs.data.results} />}
    </Page>
  );
}
