"use strict";
(() => {
  const form = document.getElementById("find"), hits = document.getElementById("hits");
  const field = (name) => document.getElementById(name);
  const cards = [...document.querySelectorAll(".card, .rejects tbody tr")].map((node) => ({
    node, source: (node.dataset.source || "").toLowerCase(), text: null,
    lines: [...node.querySelectorAll(".l")],
  }));
  const shows = (card, words, label, rule, source) => {
    if (source && !card.source.includes(source)) return false;
    if (words) {
      card.text ??= card.node.textContent.toLowerCase();
      if (!card.text.includes(words)) return false;
    }
    if (!label && !rule) return true;
    return card.lines.some((line) => fits(line, label, rule));
  };
  const fits = (line, label, rule) =>
    (!label || line.dataset.label === label) && (!rule || line.dataset.rule.toLowerCase().includes(rule));
  const apply = () => {
    const words = field("words").value.trim().toLowerCase(), label = field("label").value;
    const rule = field("rule").value.trim().toLowerCase(), source = field("source").value.trim().toLowerCase();
    let shown = 0;
    for (const card of cards) {
      const keep = shows(card, words, label, rule, source);
      card.node.classList.toggle("gone", !keep);
      shown += keep;
      for (const line of card.lines) line.classList.toggle("dim", keep && (label || rule) !== "" && !fits(line, label, rule));
    }
    hits.textContent = words || label || rule || source ? `${shown} of ${cards.length} shown` : "";
  };
  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 120); });
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("button[data-label]"))
    button.addEventListener("click", () => { field("label").value = button.dataset.label; apply(); field("pages").scrollIntoView(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select")) { event.preventDefault(); field("words").focus(); }
  });
  field("open").addEventListener("click", () => {
    const closed = cards.filter((card) => !card.node.classList.contains("gone") && card.node.open === false);
    for (const card of closed.length ? closed : cards) if ("open" in card.node) card.node.open = closed.length > 0;
  });
  form.hidden = false;
})();
