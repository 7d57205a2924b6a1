// Looks for the number of a challenge (ALTCHA protocol, SHA-256) beside the page, so that it stays quick to type in.
"use strict";

async function solve({ challenge, salt, maxnumber }) {
  const encoder = new TextEncoder();
  const wanted = challenge.toLowerCase();
  for (let number = 0; number <= maxnumber; number += 1) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(salt + number)));
    if (digest[0] !== parseInt(wanted.slice(0, 2), 16)) continue;
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hex === wanted) return number;
  }
  return null;
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  self.onmessage = async ({ data }) => self.postMessage(await solve(data));
}
