(function () {
  var d = document, body = d.body, box = g("figures"), dots = g("dots"), french = d.documentElement.lang === "fr";
  var days = of("days").split(","), months = of("months").split(","), tag = of("tag"), at = +of("first"), ahead = 0, good = null, lost = false, why = "";
  function g(id) { return d.getElementById(id); }
  function of(name) { return body.getAttribute("data-" + name) || ""; }
  function now() { return new Date(Date.now() + ahead); }
  function two(n) { return (n < 10 ? "0" : "") + n; }
  function clock(t) { return french ? t.getUTCHours() + "\u00a0h\u00a0" + two(t.getUTCMinutes()) : two(t.getUTCHours()) + ":" + two(t.getUTCMinutes()); }
  function since(t) { return (t.getUTCDate() === now().getUTCDate() ? "" : days[t.getUTCDay()] + " ") + clock(t); }
  function say(id, text) { if (g(id).textContent !== text) g(id).textContent = text; }
  function arrived(moment) { ahead = Date.parse(moment + "Z") - Date.now(); good = now(); lost = false; }
  function tick() { var t = now(), n = t.getUTCDate(); say("clock", clock(t)); say("date", days[t.getUTCDay()] + " " + (french && n === 1 ? "1er" : n) + " " + months[t.getUTCMonth()] + " " + t.getUTCFullYear()); }
  function fit() { var w = window.innerWidth, h = window.innerHeight, k = Math.min(w / 1920, h / 1080), s = g("stage").style; s.webkitTransform = s.transform = "translate(" + (w - 1920 * k) / 2 + "px," + (h - 1080 * k) / 2 + "px) scale(" + k + ")"; }
  function show() {
    var slides = box.querySelectorAll("article"), about = g("about"), count = +of("views"), i, one;
    if (!slides.length) { if (why && g("say")) say("say", why.split("\n")[1]); return; }
    at = at % slides.length; one = slides[at];
    for (i = 0; i < slides.length; i++) slides[i].className = "view " + slides[i].getAttribute("data-view") + (i === at ? " on" : "");
    while (dots.children.length < count && count > 1) dots.appendChild(d.createElement("i"));
    for (i = 0; i < dots.children.length; i++) dots.children[i].className = i === at % count ? "on" : "";
    var old = about.getAttribute("data-old"), cut = about.getAttribute("data-lost").replace("{time}", good ? since(good) : "") + (why ? " · " + why.split("\n")[0] : "");
    say("q", one.getAttribute("data-q")); say("who", one.getAttribute("data-who")); say("foot", lost ? cut : old || one.getAttribute("data-foot"));
    body.className = of("theme") + (lost || old ? " stale" : "");
  }
  function load() {
    var x = new XMLHttpRequest();
    function end() {
      var ours = x.readyState === 4 && x.status && x.getResponseHeader("X-Build");
      if (ours && ours !== of("build") && x.status < 400) { location.reload(); return; }
      lost = !ours || x.status >= 400; why = lost && ours ? x.responseText : "";
      if (!lost) { if (x.status === 200) { box.innerHTML = x.responseText; tag = x.getResponseHeader("ETag"); } arrived(x.getResponseHeader("X-Firm-Time")); tick(); }
      show(); setTimeout(load, Math.min(+of("refresh"), lost ? 10 : 60) * 1000);
    }
    x.open("GET", location.pathname.replace(/\/$/, "") + "/figures" + location.search); x.timeout = 20000; x.onloadend = end;
    if (tag) x.setRequestHeader("If-None-Match", tag);
    x.send();
  }
  fit(); window.onresize = fit;
  if (!of("theme")) return;
  if (of("now")) { arrived(of("now")); tick(); }
  setInterval(function () { if (good) tick(); }, 1000);
  if (+of("rotate")) setInterval(function () { at++; show(); }, of("rotate") * 1000);
  show(); setTimeout(load, (good ? +of("refresh") : Math.min(+of("refresh"), 10)) * 1000);
})();
