import { useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { privacyQuery } from "@/api/queries/policy";
import type { PolicyVersion, PrivacyPolicy } from "@/api/types";
import { language, moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import table from "@/ui/Table.module.css";

import { Frame } from "./Frame";
import { PolicyEditor } from "./PolicyEditor";

/** What guests read about their data: written here, published in versions that nobody changes. */
export function PolicyPage() {
  const { slug } = useOrg();
  const policy = useQuery(privacyQuery(slug));
  return (
    <Frame title="Privacy policy" sub={policy.data && <Published policy={policy.data} />}>
      {policy.isError && (
        <Failed
          error={policy.error}
          what="The policy cannot be shown. Guests can read it all the same."
          again={() => void policy.refetch()}
        />
      )}
      {policy.isPending && <Lines rows={8} />}
      {policy.data && <PolicyEditor policy={policy.data} />}
      {policy.data && policy.data.versions.length > 0 && <Versions policy={policy.data} />}
    </Frame>
  );
}

const Published = ({ policy: { versions, url } }: { policy: PrivacyPolicy }) => {
  const [newest] = versions;
  if (!newest) return <>Nothing is published yet. Forms and letters need one to point to.</>;
  return (
    <>
      <span>
        Version {newest.version}, published {moment(newest.published_at)}
      </span>
      <a href={url} target="_blank" rel="noreferrer">
        Read it as guests do
      </a>
    </>
  );
};

const Versions = ({ policy }: { policy: PrivacyPolicy }) => (
  <Card flush title="Versions" note="Each stays readable as it was, for whoever agreed at its time">
    <div className={table["scroll"]}>
      <table className={table["table"]}>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Published</th>
            <th scope="col" data-wide-only>
              By
            </th>
            <th scope="col" data-wide-only>
              Languages
            </th>
          </tr>
        </thead>
        <tbody>
          {policy.versions.map((version) => (
            <Version key={version.version} version={version} url={policy.url} />
          ))}
        </tbody>
      </table>
    </div>
  </Card>
);

const Version = ({ version, url }: { version: PolicyVersion; url: string }) => (
  <tr>
    <th scope="row">
      <a
        className={table["main"]}
        href={`${url}/${version.version}`}
        target="_blank"
        rel="noreferrer"
      >
        Version {version.version}
      </a>
    </th>
    <td>{moment(version.published_at)}</td>
    <td data-wide-only>{version.published_by}</td>
    <td data-wide-only>{Object.keys(version.texts).map(language).join(", ")}</td>
  </tr>
);
