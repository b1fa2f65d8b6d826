// Draws what the table below says. Without this script the table is there alone.
"use strict";
window.kgbuildStyle = () => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return [
    { selector: "node", style: { "background-color": colour("--accent"), label: "data(label)", color: colour("--ink"), "font-size": 12, "text-wrap": "wrap", "text-max-width": 140, "text-valign": "bottom", "text-margin-y": 6, width: 22, height: 22 } },
    { selector: "node[?centre]", style: { width: 38, height: 38, "font-weight": "bold", "background-color": colour("--mark3") } },
    { selector: "edge", style: { width: 2, "line-color": colour("--soft"), "target-arrow-color": colour("--soft"), "target-arrow-shape": "triangle", "curve-style": "bezier", label: "data(label)", "font-size": 10, color: colour("--soft"), "text-rotation": "autorotate", "text-background-color": colour("--sheet"), "text-background-opacity": 1, "text-background-padding": 2 } },
    { selector: "edge[certainty != 'asserted']", style: { "line-style": "dashed" } },
    { selector: "edge[polarity = 'denied']", style: { "line-color": colour("--denied"), "target-arrow-color": colour("--denied") } },
  ];
};
window.kgbuildDraw = (container, elements) => {
  const data = [...elements.nodes, ...elements.edges].map((item) => ({ data: item }));
  const view = window.cytoscape({ container, elements: data, style: window.kgbuildStyle(), layout: { name: "cose", animate: false, padding: 30, nodeRepulsion: () => 900000, idealEdgeLength: () => 130 }, maxZoom: 2 });
  view.on("tap", "node, edge", (event) => {
    const href = event.target.data("href");
    if (href) location.assign(href);
  });
  return view;
};
(async () => {
  const container = document.getElementById("graph");
  if (!container || !window.cytoscape) return;
  const answer = await fetch(container.dataset.source, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const elements = await answer.json();
  if (!elements.edges.length) return;
  container.hidden = false;
  window.kgbuildView = window.kgbuildDraw(container, elements);
})();
