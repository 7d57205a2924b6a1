import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { brandTrialQuery } from "@/api/queries/brand";
import type { Brand } from "@/api/types";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";

import classes from "./Brand.module.css";
import { SAMPLE } from "./sample";

const SETTLE_MS = 500;

/** A letter in the brand as it stands in the form, saved or not. */
export function BrandTrial({ hotelId, brand }: { hotelId: number; brand: Brand }) {
  const { slug, can } = useOrg();
  const [settled] = useDebouncedValue(brand, SETTLE_MS);
  const shown = useQuery({
    ...brandTrialQuery(slug, { hotel: hotelId, brand: settled, document: SAMPLE }),
    placeholderData: (before) => before,
    enabled: can("campaign.edit"),
  });
  if (!can("campaign.edit")) return null;
  return (
    <section className={classes["trial"]} aria-label="A letter in this brand">
      {shown.isError && (
        <Notice tone="bad" title="The letter cannot be shown.">
          {sentence(shown.error)}
        </Notice>
      )}
      {shown.isPending && <Lines rows={8} height={24} />}
      {shown.data && <iframe title="The letter" sandbox="" src={shown.data.url} />}
    </section>
  );
}
