import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { galleryQuery, templateStart } from "@/api/queries/letters";
import { templatesQuery } from "@/api/queries/templates";
import { BackLink } from "@/ui/BackLink";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";

import classes from "./Gallery.module.css";

/** Finished letters to start from. */
export function GalleryPage() {
  const { slug } = useOrg();
  const navigate = useNavigate();
  const client = useQueryClient();
  const gallery = useQuery(galleryQuery(slug));
  const start = useMutation({
    mutationFn: (key: string) => templateStart(slug, key),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: templatesQuery(slug).queryKey, exact: true });
      await navigate({
        to: "/$org/templates/$templateId",
        params: { org: slug, templateId: String(made.id) },
      });
    },
  });
  return (
    <Page
      title="Start from a letter"
      sub="Each is shown in your brand, and all of it can be changed."
      back={<BackLink to="/$org/templates">All templates</BackLink>}
      actions={
        <Button component={Link} to={`/${slug}/templates/new`} variant="default">
          Write MJML or HTML
        </Button>
      }
    >
      {start.isError && (
        <Notice tone="bad" title="The template is not made.">
          {sentence(start.error)}
        </Notice>
      )}
      {gallery.isError && (
        <Failed
          error={gallery.error}
          what="The gallery cannot be shown."
          again={() => void gallery.refetch()}
        />
      )}
      {gallery.isPending && <Lines rows={4} height={120} />}
      <ul className={classes["shelf"]}>
        {(gallery.data?.results ?? []).map((letter) => (
          <li key={letter.key} className={classes["letter"]}>
            {letter.url && (
              <div className={classes["window"]}>
                <iframe
                  title={`Preview of ${letter.name}`}
                  sandbox=""
                  src={letter.url}
                  loading="lazy"
                  tabIndex={-1}
                />
              </div>
            )}
            <h2>{letter.name}</h2>
            <p>{letter.summary}</p>
            <Button
              variant="default"
              loading={start.isPending && start.variables === letter.key}
              aria-label={`Start from ${letter.name}`}
              onClick={() => start.mutate(letter.key)}
            >
              Start from this
            </Button>
          </li>
        ))}
      </ul>
    </Page>
  );
}
