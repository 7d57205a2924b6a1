import { useNavigate } from "@tanstack/react-router";
import { Building2, Check, ChevronsUpDown } from "lucide-react";

import { useOrg } from "@/api/org";
import type { Hotel, Me } from "@/api/types";
import { t } from "@/i18n/words";
import { Menu, MenuItem, MenuLabel } from "@/ui/Menu";

import classes from "./Shell.module.css";

const allOf = (hotels: Hotel[]): string =>
  hotels.length === 1 ? (hotels[0]?.name ?? "") : t("switcher.all", { count: hotels.length });

const mark = (on: boolean) =>
  on ? <Check size={16} role="img" aria-label={t("switcher.chosen")} /> : undefined;

/** Which organisation one works in, and for which of its hotels the lists are shown. */
export function Switcher({ me }: { me: Me }) {
  const { slug, organization, hotels, hotel, chooseHotel } = useOrg();
  const navigate = useNavigate();
  const others = me.organizations.filter((org) => org.slug !== slug);
  return (
    <Menu
      width={260}
      side="below"
      align="start"
      buttonClass={classes["switcher"]}
      button={
        <>
          <span className={classes["names"]}>
            <strong>{organization.name}</strong>
            <span>{hotel?.name ?? allOf(hotels)}</span>
          </span>
          <ChevronsUpDown size={16} aria-hidden="true" />
        </>
      }
    >
      <MenuLabel>{t("switcher.showOf")}</MenuLabel>
      <MenuItem mark={mark(!hotel)} onSelect={() => chooseHotel(null)}>
        {allOf(hotels)}
      </MenuItem>
      {hotels.length > 1 &&
        hotels.map(({ id, name }) => (
          <MenuItem key={id} mark={mark(hotel?.id === id)} onSelect={() => chooseHotel(id)}>
            {name}
          </MenuItem>
        ))}
      {others.length > 0 && <MenuLabel>{t("switcher.others")}</MenuLabel>}
      {others.map((org) => (
        <MenuItem
          key={org.slug}
          icon={<Building2 size={16} aria-hidden="true" />}
          onSelect={() => void navigate({ to: "/$org/home", params: { org: org.slug } })}
        >
          {org.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
