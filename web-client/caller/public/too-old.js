// Browsers without modules get one sentence, and the operator learns why nothing comes.
document.getElementById("too-old").hidden = false;
(function () {
  var token = location.hash.slice(1);
  if (!token) return;
  var ask = new XMLHttpRequest();
  ask.open("POST", "/api/v1/caller/open");
  ask.setRequestHeader("content-type", "application/json");
  ask.send(JSON.stringify({
    token: token,
    obstacle: "browser_too_old",
    phone: {
      platform: /iPhone|iPad/.test(navigator.userAgent) ? "iPhone" : /Android/.test(navigator.userAgent) ? "Android" : "other",
      browser: "old",
      language: "ja"
    }
  }));
})();
