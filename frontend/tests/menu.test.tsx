import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { Menu, MenuItem } from "@/ui/Menu";

function show() {
  const picked = vi.fn<(name: string) => void>();
  render(
    <Menu button="Hotels" width={200} side="below" align="start">
      <MenuItem onSelect={() => picked("Meran")}>Meran</MenuItem>
      <MenuItem onSelect={() => picked("Bregenz")}>Bregenz</MenuItem>
    </Menu>,
  );
  return picked;
}

test("the keyboard alone opens it, moves in it and chooses", async () => {
  const picked = show();
  const user = userEvent.setup();
  await user.tab();
  await user.keyboard("{Enter}");
  expect(screen.getByRole("menuitem", { name: "Meran" })).toHaveFocus();
  await user.keyboard("{ArrowDown}{Enter}");
  expect(picked).toHaveBeenCalledExactlyOnceWith("Bregenz");
  expect(screen.queryByRole("menu")).not.toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Hotels" })).toHaveFocus();
});

test("arrows go round, Home and End jump", async () => {
  show();
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Hotels" }));
  await user.keyboard("{ArrowUp}");
  expect(screen.getByRole("menuitem", { name: "Bregenz" })).toHaveFocus();
  await user.keyboard("{Home}");
  expect(screen.getByRole("menuitem", { name: "Meran" })).toHaveFocus();
  await user.keyboard("{End}");
  expect(screen.getByRole("menuitem", { name: "Bregenz" })).toHaveFocus();
});

test("Escape and a press elsewhere close it", async () => {
  show();
  const user = userEvent.setup();
  const button = screen.getByRole("button", { name: "Hotels" });
  await user.click(button);
  await user.keyboard("{Escape}");
  expect(button).toHaveAttribute("aria-expanded", "false");
  await user.click(button);
  await user.click(document.body);
  expect(button).toHaveAttribute("aria-expanded", "false");
});
