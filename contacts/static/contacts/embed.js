// Shows a Bellhop sign-up form where this script stands. One frame, no cookie, nothing of anybody else's.
"use strict";

(() => {
  const script = document.currentScript;
  const address = script && script.dataset.bellhopForm;
  if (!address) return;
  const frame = document.createElement("iframe");
  const page = new URL(address, script.src);
  page.searchParams.set("frame", "1");
  if (document.documentElement.lang) page.searchParams.set("lang", script.dataset.lang || document.documentElement.lang);
  frame.src = page.href;
  frame.title = script.dataset.title || "Newsletter";
  frame.width = "100%";
  frame.height = "640";
  frame.style.border = "0";
  script.after(frame);
  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== page.origin) return;
    const height = Number(data && data.bellhopFormHeight);
    if (height > 0 && height < 10000) frame.height = String(Math.ceil(height));
  });
})();
