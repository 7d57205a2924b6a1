import { Button } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { addressRuleDelete, addressRulesQuery } from "@/api/queries/addressRules";
import type { AddressRule } from "@/api/types";
import { Ago } from "@/ui/Ago";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Remove } from "@/ui/Remove";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { DISPOSABLE, emailKindWord } from "@/words/permission";

import { AddRule } from "./AddRule";
import classes from "./Compliance.module.css";
import { Frame } from "./Frame";
import { RULE_EDIT } from "./permissions";

/** A group's own word on domains: whose addresses they are. */
export function AddressesPage() {
  const { slug, can } = useOrg();
  const rules = useInfiniteQuery(addressRulesQuery(slug));
  const rows = rules.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Frame
      title="Addresses"
      sub="Whose addresses a domain has decides who may be written to. Booking sites, agencies and throwaway mailboxes are known already; here is your own word on others."
    >
      <Card
        flush
        title="Your rules by domain"
        note="They stand above the lists that come with Bellhop."
      >
        {rules.isError && (
          <div className={classes["pad"]}>
            <Failed
              error={rules.error}
              what="The rules cannot be shown. They hold all the same."
              again={() => void rules.refetch()}
            />
          </div>
        )}
        {rules.isPending && (
          <div className={classes["pad"]}>
            <Lines rows={3} />
          </div>
        )}
        {rules.isSuccess && rows.length === 0 && (
          <p className={classes["pad"]}>
            None yet. Add one when a booking site or an agency of your region uses addresses that
            Bellhop takes for a guest&apos;s own, or the other way round.
          </p>
        )}
        {rows.length > 0 && <Rules rules={rows} />}
        {rules.hasNextPage && (
          <div className={classes["pad"]}>
            <Button
              variant="default"
              size="xs"
              loading={rules.isFetchingNextPage}
              onClick={() => void rules.fetchNextPage()}
            >
              Show more
            </Button>
          </div>
        )}
        {can(RULE_EDIT) && <AddRule />}
      </Card>
    </Frame>
  );
}

const Rules = ({ rules }: { rules: AddressRule[] }) => (
  <div className={table["scroll"]}>
    <table className={table["table"]} aria-label="Rules by domain">
      <thead>
        <tr>
          <th scope="col">Domain</th>
          <th scope="col">Its addresses are</th>
          <th scope="col" data-wide-only>
            Set
          </th>
          <th scope="col" data-num>
            <span hidden>Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <Row key={rule.id} rule={rule} />
        ))}
      </tbody>
    </table>
  </div>
);

function Row({ rule }: { rule: AddressRule }) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  return (
    <tr>
      <th scope="row">
        {rule.domain}
        {rule.note && <span className={table["sub"]}>{rule.note}</span>}
      </th>
      <td>
        {emailKindWord(rule.kind)}
        {rule.disposable && (
          <span className={table["sub"]}>
            <Status word={DISPOSABLE} quiet />
          </span>
        )}
      </td>
      <td data-wide-only>
        <Ago at={rule.created_at} />
      </td>
      <td data-num>
        {can(RULE_EDIT) && (
          <Remove
            compact
            kind="rule"
            name={rule.domain}
            remove={() => addressRuleDelete(slug, rule.id)}
            onRemoved={() => client.invalidateQueries({ queryKey: ["org", slug] })}
          >
            Guests of this domain are judged by the lists that come with Bellhop again.
          </Remove>
        )}
      </td>
    </tr>
  );
}
