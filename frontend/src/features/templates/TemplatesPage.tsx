import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileCode, LayoutTemplate, Plus } from "lucide-react";

import { useOrg } from "@/api/org";
import { templatesQuery } from "@/api/queries/templates";
import { many } from "@/format/format";
import { Ago } from "@/ui/Ago";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { LetterSketch } from "@/ui/LetterSketch";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { subjectInWords } from "@/words/letter";

import classes from "./Templates.module.css";

export function TemplatesPage() {
  const { slug } = useOrg();
  const templates = useQuery(templatesQuery(slug));
  const rows = templates.data?.results ?? [];
  const add = (
    <Button
      component={Link}
      to={`/${slug}/templates/gallery`}
      leftSection={<Plus size={16} aria-hidden="true" />}
    >
      New template
    </Button>
  );
  const bring = (
    <Button
      component={Link}
      to={`/${slug}/templates/import`}
      variant="default"
      leftSection={<FileCode size={16} aria-hidden="true" />}
    >
      Import
    </Button>
  );
  return (
    <Page
      title="Templates"
      sub={templates.data && many(templates.data.total, "template")}
      actions={
        <>
          {bring}
          {add}
        </>
      }
    >
      {templates.isError && (
        <Failed
          error={templates.error}
          what="The templates cannot be shown."
          again={() => void templates.refetch()}
        />
      )}
      {templates.isPending && <Lines rows={4} height={60} />}
      {templates.isSuccess && rows.length === 0 && (
        <Empty icon={LayoutTemplate} title="Your templates will be here" action={add}>
          A template is a letter to begin from: the look, the greeting, the offer. Changing it later
          never changes a campaign that was written from it.
        </Empty>
      )}
      <ul className={classes["grid"]}>
        {rows.map((template) => (
          <li key={template.id} className={classes["card"]}>
            <LetterSketch title={template.name} />
            <h2>
              <Link
                to="/$org/templates/$templateId"
                params={{ org: slug, templateId: String(template.id) }}
              >
                {template.name}
              </Link>
            </h2>
            <p>{subjectInWords(template.subject)}</p>
            <p className={classes["when"]}>
              Changed <Ago at={template.updated_at} />
            </p>
          </li>
        ))}
      </ul>
    </Page>
  );
}
