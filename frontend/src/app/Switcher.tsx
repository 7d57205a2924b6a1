import { Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Building2, Check, ChevronsUpDown } from "lucide-react";

import { useOrg } from "@/api/org";
import type { Me } from "@/api/types";
import { many } from "@/format/format";

import classes from "./Shell.module.css";

/** Which organisation one works in, and for which of its hotels the lists are shown. */
export function Switcher({ me }: { me: Me }) {
  const { slug, organization, hotels, hotel, chooseHotel } = useOrg();
  const navigate = useNavigate();
  const others = me.organizations.filter((org) => org.slug !== slug);
  const mark = (on: boolean) => (on ? <Check size={16} aria-hidden="true" /> : undefined);
  return (
    <Menu position="bottom-start" width={260} shadow="md" withinPortal>
      <Menu.Target>
        <button type="button" className={classes["switcher"]}>
          <span className={classes["names"]}>
            <strong>{organization.name}</strong>
            <span>{hotel ? hotel.name : `All ${many(hotels.length, "hotel")}`}</span>
          </span>
          <ChevronsUpDown size={16} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Show guests and campaigns of</Menu.Label>
        <Menu.Item rightSection={mark(!hotel)} onClick={() => chooseHotel(null)}>
          All {many(hotels.length, "hotel")}
        </Menu.Item>
        {hotels.map(({ id, name }) => (
          <Menu.Item key={id} rightSection={mark(hotel?.id === id)} onClick={() => chooseHotel(id)}>
            {name}
          </Menu.Item>
        ))}
        {others.length > 0 && <Menu.Label>Other organisations</Menu.Label>}
        {others.map((org) => (
          <Menu.Item
            key={org.slug}
            leftSection={<Building2 size={16} aria-hidden="true" />}
            onClick={() => void navigate({ to: "/$org/home", params: { org: org.slug } })}
          >
            {org.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
