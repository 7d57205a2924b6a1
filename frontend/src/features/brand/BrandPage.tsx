import { useQuery } from "@tanstack/react-query";
import { Palette } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { brandQuery } from "@/api/queries/brand";
import { Choice } from "@/ui/Choice";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import { BrandForm } from "./BrandForm";

/** How each hotel looks in its letters. */
export function BrandPage() {
  const { hotels, hotel } = useOrg();
  const [picked, setPicked] = useState<number>();
  const shown = picked ?? hotel?.id ?? hotels[0]?.id;
  return (
    <Page
      title="Brand"
      sub="How a hotel looks in its letters. Letters already drafted keep their look."
      actions={
        hotels.length > 1 && (
          <Choice
            aria-label="Hotel"
            value={String(shown)}
            data={hotels.map(({ id, name }) => ({ value: String(id), label: name }))}
            onChange={(event) => setPicked(Number(event.currentTarget.value))}
          />
        )
      }
    >
      {shown === undefined ? (
        <Empty icon={Palette} title="Your hotel's look will be here">
          There is no hotel yet. Once there is one, its logo, colours and fonts are set here.
        </Empty>
      ) : (
        <BrandOf key={shown} hotelId={shown} />
      )}
    </Page>
  );
}

function BrandOf({ hotelId }: { hotelId: number }) {
  const { slug } = useOrg();
  const brand = useQuery(brandQuery(slug, hotelId));
  if (brand.isError)
    return (
      <Failed
        error={brand.error}
        what="The brand cannot be shown."
        again={() => void brand.refetch()}
      />
    );
  if (brand.isPending) return <Lines rows={8} height={28} />;
  return <BrandForm hotelId={hotelId} saved={brand.data} />;
}
