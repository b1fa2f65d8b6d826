// The editor: YASGUI with our prefixes, the saved questions as tabs, links to our pages, and a drawn result.
"use strict";
(async () => {
  const place = document.getElementById("yasgui");
  if (!place || !window.Yasgui) return;
  const settings = await (await fetch("/query", { headers: { accept: "application/json" } })).json();
  const { Yasqe, Yasr } = window.Yasgui;
  Yasqe.defaults.autocompleters = ["variables"]; // the others ask services on the web
  Yasqe.defaults.addPrefixDefinitions = settings.prefixes;
  const usual = ["kg", "rec", "id", "prov", "oa", "rdf", "rdfs", "schema"];
  const start = Object.entries(settings.prefixes).filter(([name]) => usual.includes(name)).map(([name, iri]) => `PREFIX ${name}: <${iri}>`).join("\n");
  const local = (iri) => {
    const name = iri.startsWith(settings.base) ? iri.slice(settings.base.length) : "";
    return /^[\w-]+$/.test(name) ? "/id/" + name : null;
  };

  const short = (iri) => {
    const known = Object.entries(settings.prefixes).filter(([, base]) => iri.startsWith(base)).sort((a, b) => b[1].length - a[1].length)[0];
    return known ? known[0] + ":" + iri.slice(known[1].length).replace(/^([a-z-]+-[0-9a-f]{6})[0-9a-f]{26}$/, "$1…") : iri;
  };

  class Drawing {
    constructor(yasr) { this.yasr = yasr; this.priority = 5; this.label = "Graph"; this.hideFromSelection = false; }
    rows() {
      const results = this.yasr.results;
      const bindings = results && results.getBindings();
      if (!bindings || !bindings.length) return [];
      const names = results.getVariables();
      const [s, p, o] = names.length === 3 ? names : ["subject", "predicate", "object"];
      return bindings.filter((row) => row[s] && row[p] && row[o] && row[s].type !== "literal" && row[p].type === "uri").map((row) => [row[s], row[p], row[o]]);
    }
    canHandleResults() { return this.rows().length > 0; }
    getIcon() { const icon = document.createElement("span"); icon.textContent = "◍"; return icon; }
    draw() {
      const container = document.createElement("div");
      container.className = "yasr_graph";
      this.yasr.resultsEl.replaceChildren(container);
      const nodes = new Map();
      const add = (term) => {
        const id = term.type === "uri" ? term.value : `${term.type}:${term.value}`;
        nodes.set(id, { id, label: term.type === "uri" ? short(term.value) : term.value, href: term.type === "uri" ? local(term.value) : null });
        return id;
      };
      const edges = this.rows().slice(0, 500).map(([s, p, o], number) => ({ id: `e${number}`, source: add(s), target: add(o), label: short(p.value), certainty: "asserted", polarity: "affirmed" }));
      window.kgbuildDraw(container, { nodes: Array.from(nodes.values()), edges });
    }
  }
  Yasr.registerPlugin("Graph", Drawing);

  // Cells that name our own nodes lead to their pages here, wherever the base IRI may lead; words stay words.
  const escape = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  class Table extends Yasr.plugins.table {
    getColumns() {
      // What the table searches and sorts by is parsed as HTML by the library: it gets words that are escaped.
      return super.getColumns().map((column) => {
        const { render } = column;
        if (typeof render !== "function") return column;
        const words = (cell, type, ...rest) => type === "display" || !cell || typeof cell !== "object" ? render(cell, type, ...rest) : escape(String(cell.value ?? ""));
        return { ...column, render: words };
      });
    }
    getCellContent(binding, prefixes) {
      if (binding.type !== "uri") {
        const language = binding["xml:lang"] ? ` lang="${escape(binding["xml:lang"])}"` : "";
        return `<div><span class="nonIri"${language}>${escape(binding.value)}</span></div>`;
      }
      const here = local(binding.value);
      return here ? `<div><a class="iri" href="${escape(here)}">${escape(short(binding.value))}</a></div>` : super.getCellContent(binding, prefixes);
    }
  }
  Yasr.registerPlugin("table", Table);
  Yasr.defaults.pluginOrder = ["table", "response", "Graph"];

  const asked = place.dataset.query;
  const editor = new window.Yasgui(place, {
    requestConfig: { endpoint: location.origin + "/sparql", method: "POST" },
    endpointCatalogueOptions: { getData: () => [] },
    copyEndpointOnNewTab: true,
    populateFromUrl: false,
    persistenceId: null,
    yasqe: { value: start + "\n\nSELECT ?s ?p ?o\nWHERE { ?s ?p ?o }\nLIMIT 20" },
  });
  const first = editor.getTab();
  if (first && asked) first.setQuery(asked);
  for (const query of settings.queries) {
    editor.addTab(false, { name: query.name, yasqe: { value: query.query } });
  }
  document.getElementById("plain").hidden = true;
  window.kgbuildEditor = editor;
})();
