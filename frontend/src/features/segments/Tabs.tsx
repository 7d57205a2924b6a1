import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";

import classes from "./Segments.module.css";

/** Rules that find guests anew, and lists that stay as they were made. */
export const Tabs = () => {
  const { slug } = useOrg();
  const params = { org: slug };
  return (
    <nav aria-label="Segments and lists" className={classes["tabs"]}>
      <Link to="/$org/segments" params={params} activeOptions={{ exact: true }}>
        Segments
      </Link>
      <Link to="/$org/segments/lists" params={params}>
        Lists
      </Link>
    </nav>
  );
};
