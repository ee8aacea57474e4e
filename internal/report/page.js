
"use strict";
(function () {
  var form = document.getElementById("filter");
  var all = Array.prototype.slice.call(document.querySelectorAll("details.finding"));
  // What a finding says, without the names in its picture.
  function said(d) {
    return Array.prototype.map.call(d.querySelectorAll("summary, dl, .path, .fix"), function (e) { return e.textContent; }).join(" ");
  }
  function opened(list, open) { list.forEach(function (d) { if (!d.hidden) d.open = open; }); }
  function apply() {
    var levels = Array.prototype.map.call(form.querySelectorAll("[name=severity]:checked"), function (b) { return b.value; });
    var area = form.elements.area.value, words = form.elements.text.value.toLowerCase().split(/\s+/), shown = 0;
    all.forEach(function (d) {
      var text = (d.parentNode.querySelector("h4").textContent + " " + said(d)).toLowerCase();
      d.hidden = levels.indexOf(d.dataset.severity) < 0 || (area && d.closest(".area").dataset.area !== area) ||
        !words.every(function (w) { return text.indexOf(w) >= 0; });
      if (!d.hidden) shown++;
    });
    [".group", ".area"].forEach(function (s) {
      document.querySelectorAll(s).forEach(function (g) { g.hidden = !g.querySelector("details.finding:not([hidden])"); });
    });
    form.querySelector(".status").textContent = shown === all.length ? "" : shown + " of " + all.length + " findings shown";
  }
  if (form) {
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", function (e) { e.preventDefault(); });
    form.elements.open.addEventListener("click", function () { opened(all, true); });
    form.elements.close.addEventListener("click", function () { opened(all, false); });
  }
  function reveal() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.hidden && form) { form.reset(); apply(); }
    for (var d = target; d; d = d.parentElement) if (d.tagName === "DETAILS") d.open = true;
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  reveal();
  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = Array.prototype.filter.call(document.querySelectorAll("details:not([open])"), function () { return true; });
    closed.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () { closed.forEach(function (d) { d.open = false; }); });
})();
