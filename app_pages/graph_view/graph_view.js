// Draws the picture that Python has laid out and reports clicks. `vis` comes from the script before this one.

const instances = new WeakMap();

function readTheme(element) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  return {
    text: read("--st-text-color", "#31333f"),
    background: read("--st-background-color", "#ffffff"),
    line: read("--st-border-color", "#c8ccd4"),
  };
}

function applyTheme(options, theme) {
  const font = { color: theme.text, strokeWidth: 4, strokeColor: theme.background, face: "system-ui, sans-serif" };
  return {
    ...options,
    nodes: { ...options.nodes, font, borderWidth: 1, borderWidthSelected: 4, scaling: { label: { drawThreshold: 7 } } },
    edges: { ...options.edges, color: { color: "#9aa0aa66", highlight: "#ff4b4b", hover: "#6b7280" } },
  };
}

function select(network, id) {
  if (!id) {
    network.unselectAll();
  } else if (network.body.data.nodes.get(id)) {
    network.selectNodes([id]);
  } else if (network.body.data.edges.get(id)) {
    network.selectEdges([id]);
  } else {
    network.unselectAll();
  }
}

function draw(view, data, component) {
  const canvas = view.querySelector(".graph-canvas");
  const items = { nodes: new vis.DataSet(data.nodes), edges: new vis.DataSet(data.edges) };
  const network = new vis.Network(canvas, items, applyTheme(data.options, readTheme(view)));
  network.on("click", (event) => {
    const id = event.nodes[0] ?? event.edges[0];
    const current = instances.get(view);
    if (id !== undefined && current) {
      current.setStateValue("clicked", id);
    }
  });
  network.on("hoverNode", () => (canvas.style.cursor = "pointer"));
  network.on("blurNode", () => (canvas.style.cursor = "default"));
  network.once("afterDrawing", () => (view.dataset.drawn = String(data.nodes.length)));
  network.fit({ animation: false });
  canvas.parleyNetwork = network;
  return { network, version: data.version, setStateValue: component.setStateValue };
}

function zoom(network, factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: { duration: 150 } });
}

export default function (component) {
  const { data, parentElement } = component;
  const view = parentElement.querySelector(".graph-view");
  view.style.height = `${data.height}px`;
  view.querySelector(".graph-hint").textContent = data.labels.hint;
  view.querySelector(".graph-canvas").setAttribute("aria-label", data.labels.hint);
  const fit = view.querySelector(".fit");
  fit.textContent = data.labels.fit;

  let instance = instances.get(view);
  if (!instance || instance.version !== data.version) {
    instance?.network.destroy();
    instance = draw(view, data, component);
    instances.set(view, instance);
  }
  instance.setStateValue = component.setStateValue;
  const { network } = instance;
  network.setOptions({ physics: { enabled: data.physics } });
  select(network, data.selected);
  fit.onclick = () => network.fit({ animation: { duration: 200 } });
  view.querySelector(".zoom-in").onclick = () => zoom(network, 1.3);
  view.querySelector(".zoom-out").onclick = () => zoom(network, 1 / 1.3);

  return () => {
    const current = instances.get(view);
    if (current && !view.isConnected) {
      current.network.destroy();
      instances.delete(view);
    }
  };
}
