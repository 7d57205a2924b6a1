import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { campaignCreate } from "@/api/queries/campaigns";
import { templatesQuery } from "@/api/queries/templates";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Choice } from "@/ui/Choice";

import { STARTER_LETTER } from "./starter";
import { TemplateChoice } from "./TemplateChoice";

export function NewCampaignPage() {
  const { slug, hotels, hotel } = useOrg();
  const navigate = useNavigate();
  const templates = useQuery(templatesQuery(slug));
  const [name, setName] = useState("");
  const [hotelId, setHotelId] = useState(hotel?.id ?? hotels[0]?.id ?? 0);
  const [picked, setPicked] = useState<number | null>(null);
  const template = templates.data?.results.find(({ id }) => id === picked) ?? null;
  const create = useMutation({
    mutationFn: () =>
      campaignCreate(slug, {
        name: name.trim(),
        hotel_id: hotelId,
        // A hotel writes to its own guests unless one widens the choice.
        audience: { hotel_ids: [hotelId], countries: [], languages: [] },
        ...(template ? { template_id: template.id } : { document: STARTER_LETTER }),
      }),
    onSuccess: ({ id }) =>
      navigate({
        to: "/$org/campaigns/$campaignId",
        params: { org: slug, campaignId: String(id) },
      }),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    create.mutate();
  };

  return (
    <Page
      title="New campaign"
      back={<BackLink to="/$org/campaigns">All campaigns</BackLink>}
      sub="Name it and choose how it looks. Nothing is sent before you have reviewed it."
    >
      <form className={form["form"]} onSubmit={submit}>
        {create.isError && (
          <Notice tone="bad" title="The campaign was not created.">
            {sentence(create.error)}
          </Notice>
        )}
        <Card>
          <div className={form["row"]}>
            <TextInput
              label="Name"
              description="For you and your colleagues; guests never see it."
              placeholder="Winter weekends 2026"
              required
              withAsterisk={false}
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={fieldError(create.error, "name")}
            />
            <Choice
              label="Hotel"
              description="Its name, address and colours are in the letter."
              data={hotels.map(({ id, name: label }) => ({ value: String(id), label }))}
              value={String(hotelId)}
              onChange={(event) => setHotelId(Number(event.currentTarget.value))}
            />
          </div>
        </Card>
        {templates.isPending && <Lines rows={3} height={60} />}
        {templates.isError && (
          <Failed
            error={templates.error}
            what="The templates cannot be shown. You can go on without one."
            again={() => void templates.refetch()}
          />
        )}
        {templates.data && (
          <Card title="Start from a template">
            <TemplateChoice
              templates={templates.data.results}
              value={picked}
              onChange={setPicked}
            />
          </Card>
        )}
        <div className={form["buttons"]}>
          <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
            Create the campaign
          </Button>
        </div>
      </form>
    </Page>
  );
}
