import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { onLoggedOut } from "@/api/client";
import { OrgProvider, type OrgScope } from "@/api/org";
import { meQuery } from "@/api/queries/me";
import type { Organization } from "@/api/types";

import { t } from "@/i18n/words";

import { BottomBar } from "./BottomBar";
import { NotHere } from "./NotHere";
import classes from "./Shell.module.css";
import { SideNav } from "./SideNav";
import { TopBar } from "./TopBar";

const LogInAgain = lazy(() => import("./LogInAgain"));

const hotelKey = (org: string) => `bellhop.hotel.${org}`;

function useScope(organization: Organization | undefined): OrgScope | null {
  const slug = organization?.slug ?? "";
  const [chosen, setChosen] = useState<Record<string, number | null>>({});
  if (!organization) return null;
  const stored = Number(localStorage.getItem(hotelKey(slug)));
  const id = slug in chosen ? chosen[slug] : stored;
  return {
    slug,
    organization,
    hotels: organization.hotels,
    hotel: organization.hotels.find((hotel) => hotel.id === id) ?? null,
    chooseHotel: (hotel) => {
      localStorage.setItem(hotelKey(slug), String(hotel ?? ""));
      setChosen((all) => ({ ...all, [slug]: hotel }));
    },
    can: (permission) => organization.permissions.includes(permission),
  };
}

/** A session that ends while someone works asks for the password over the page, not instead. */
function useLoggedOut() {
  const [loggedOut, setLoggedOut] = useState(false);
  const client = useQueryClient();
  useEffect(() => {
    const stop = onLoggedOut(() => setLoggedOut(true));
    return () => {
      stop();
    };
  }, []);
  const back = () => {
    setLoggedOut(false);
    void client.invalidateQueries();
  };
  return { loggedOut, back };
}

/** Reading goes on from the page's start after each step, for eyes and screen readers alike. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  return main;
}

export function Shell() {
  const { org } = useParams({ from: "/$org" });
  const { data: me } = useSuspenseQuery(meQuery);
  const scope = useScope(me.organizations.find(({ slug }) => slug === org));
  const { loggedOut, back } = useLoggedOut();
  const main = useMainFocus();
  if (!scope) return <NotHere />;
  return (
    <OrgProvider value={scope}>
      <div className={classes["shell"]}>
        <a className={classes["skip"]} href="#main">
          {t("shell.skip")}
        </a>
        <TopBar me={me} />
        <SideNav me={me} />
        <main id="main" ref={main} tabIndex={-1} className={classes["main"]}>
          <Outlet />
        </main>
        <BottomBar me={me} />
      </div>
      {loggedOut && (
        <Suspense fallback={null}>
          <LogInAgain email={me.email} onBack={back} />
        </Suspense>
      )}
    </OrgProvider>
  );
}
