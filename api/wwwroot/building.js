"use strict";

async function look() {
  const state = await fetch("/health/pages").then(answer => answer.json()).catch(() => null);
  if (state?.stage === "ready") {
    location.reload();
    return;
  }

  if (state) {
    document.getElementById("title").textContent = state.stage === "building" ? "The app is on its way" : "The app is not built";
    document.getElementById("detail").textContent = `${state.detail} The grid is at work all the same.`;
  }

  setTimeout(look, 1500);
}

look();
