// Proves some work before a sign-up form is sent, and tells the site that holds it in a frame how tall it is.
// Without it the form still works, more slowly. Nothing is stored, nothing is sent but the form.
"use strict";

(() => {
  const script = document.currentScript;
  if (window.parent !== window) {
    // The height is no secret, and only the page that holds the frame gets it.
    const tell = () =>
      window.parent.postMessage({ bellhopFormHeight: document.querySelector("main").scrollHeight }, "*");
    new ResizeObserver(tell).observe(document.querySelector("main"));
    tell();
  }
  document.getElementById("whole")?.focus();

  const form = document.getElementById("signup");
  // Plain HTTP has no WebCrypto, old browsers no workers: then the page's ticket has to do.
  if (!form || !script.dataset.solver || !window.Worker || !window.crypto?.subtle) return;
  const status = document.getElementById("status");
  const button = form.querySelector("button");
  const field = form.elements.namedItem("altcha");
  const task = JSON.parse(form.dataset.challenge);
  let solving = true;
  let waiting = false;

  const ended = () => {
    solving = false;
    status.textContent = "";
    button.removeAttribute("aria-disabled");
    if (waiting) form.submit();
  };
  const worker = new Worker(script.dataset.solver);
  worker.onerror = ended;
  worker.onmessage = ({ data }) => {
    if (data !== null) {
      const { algorithm, challenge, salt, signature } = task;
      field.value = btoa(JSON.stringify({ algorithm, challenge, number: data, salt, signature }));
    }
    worker.terminate();
    ended();
  };
  worker.postMessage(task);

  form.addEventListener("submit", (event) => {
    if (!solving) return;
    event.preventDefault();
    waiting = true;
    status.textContent = status.dataset.working;
    button.setAttribute("aria-disabled", "true");
  });
})();
