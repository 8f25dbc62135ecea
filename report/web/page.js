// Draws the charts of a run: one a measure, all on one axis of time with one
// cursor and one zoom, the faults as bands behind every line.
(() => {
  "use strict";

  const run = JSON.parse(document.getElementById("run").textContent);
  const host = document.getElementById("charts");
  const titles = {
    throughput: "Throughput", latency: "Latency", load: "Load",
    memory: "Memory", handles: "Handles", queue: "Queue", machine: "Machine",
  };
  // Told apart by people who see colours differently as well.
  const hues = {
    light: ["#0072b2", "#d55e00", "#009e73", "#b0489b", "#8a6d00", "#5a5fd6",
      "#3f3f3f", "#c2185b"],
    dark: ["#5fb4f0", "#ff9a4d", "#3ddba6", "#f08bd8", "#e6cf4a", "#a3a6ff",
      "#c4c4c4", "#ff7aa8"],
  };
  const meanings = {ok: "good", failed: "soft", unknown: "unsure"};
  const kinds = [...new Set(run.faults.map(f => f.fault))];
  const lanes = [...new Set(run.faults.map(f => f.target))].sort();
  const lineIndex = new Map();
  const plots = [];
  const left = 64;
  const bounds = {min: 0, max: Math.max(run.until_s, 1)};
  for (const c of run.charts)
    bounds.max = Math.max(bounds.max, c.at_s[c.at_s.length - 1] || 0);

  const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches
    && !matchMedia("print").matches;
  const css = name =>
    getComputedStyle(document.documentElement).getPropertyValue("--" + name)
      .trim();
  const hue = i => {
    const list = isDark() ? hues.dark : hues.light;
    return list[i % list.length];
  };
  const faultHue = kind => hue(kinds.indexOf(kind) + 1);

  // A process keeps its colour in every chart.
  const style = (name, i) => {
    if (meanings[name])
      return {stroke: css(meanings[name]), dash: []};
    if (!lineIndex.has(name))
      lineIndex.set(name, lineIndex.size);
    const n = lineIndex.get(name);
    return {stroke: hue(n), dash: n >= hues.light.length ? [5, 3] : []};
  };

  const clock = s => {
    const whole = Math.max(0, Math.floor(s));
    const two = n => String(n).padStart(2, "0");
    const h = Math.floor(whole / 3600);
    const tail = two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
    return h ? h + ":" + tail : tail;
  };
  const brief = v => {
    if (v == null)
      return "\u2013";
    const a = Math.abs(v);
    if (a >= 1e9) return +(v / 1e9).toPrecision(3) + "G";
    if (a >= 1e6) return +(v / 1e6).toPrecision(3) + "M";
    if (a >= 1e4) return +(v / 1e3).toPrecision(3) + "k";
    return String(+v.toPrecision(4));
  };

  const add = (to, tag, text, cls) => {
    const e = document.createElement(tag);
    if (text) e.textContent = text;
    if (cls) e.className = cls;
    to.append(e);
    return e;
  };

  // Faults behind the lines; one that lasts no time is still a line wide.
  const bands = u => {
    const {ctx, bbox} = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const f of run.faults) {
      const from = u.valToPos(f.at_s, "x", true);
      const to = Math.max(u.valToPos(f.until_s, "x", true), from + 1);
      ctx.globalAlpha = to - from > 3 ? 0.16 : 0.24;
      ctx.fillStyle = faultHue(f.fault);
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
    }
    ctx.restore();
    marks(u, false);
  };

  // Where a phase begins.
  const marks = (u, named) => {
    const {ctx, bbox} = u;
    ctx.save();
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.strokeStyle = ctx.fillStyle = css("phase");
    ctx.lineWidth = devicePixelRatio;
    ctx.font = 11 * devicePixelRatio + "px system-ui, sans-serif";
    let free = 0;
    for (const p of run.phases) {
      const x = u.valToPos(p.from_s, "x", true);
      if (x < bbox.left - 1 || x > bbox.left + bbox.width)
        continue;
      ctx.setLineDash([4, 4]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      // A name that has no room is in the head of the page.
      if (named && x >= free) {
        ctx.fillText(p.name, x, bbox.top - 4 * devicePixelRatio);
        free = x + ctx.measureText(p.name).width + 6;
      }
    }
    ctx.restore();
  };

  // One lane a target.
  const strip = u => {
    const {ctx, bbox} = u;
    const tall = bbox.height / lanes.length;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const f of run.faults) {
      const from = u.valToPos(f.at_s, "x", true);
      const to = Math.max(u.valToPos(f.until_s, "x", true),
        from + 2 * devicePixelRatio);
      const top = bbox.top + lanes.indexOf(f.target) * tall;
      ctx.fillStyle = ctx.strokeStyle = faultHue(f.fault);
      if (f.took_effect)
        ctx.fillRect(from, top + tall * 0.15, to - from, tall * 0.7);
      else
        ctx.strokeRect(from, top + tall * 0.15, to - from, tall * 0.7);
    }
    ctx.restore();
    marks(u, true);
  };

  const output = document.createElement("output");
  const tell = u => {
    const x = u.cursor.left < 0 ? null : u.posToVal(u.cursor.left, "x");
    if (x == null) {
      output.textContent = "Move over a chart to read it; drag to look closer.";
      return;
    }
    const near = 3 * (u.scales.x.max - u.scales.x.min) / u.bbox.width
      * devicePixelRatio;
    const here = run.faults.filter(f =>
      f.at_s - near <= x && x <= Math.max(f.until_s, f.at_s) + near);
    output.textContent = clock(x) + (here.length ? "  " : "")
      + here.map(f => f.fault + " " + f.target
        + (f.recovery_ms ? " (back after " + f.recovery_ms + " ms)" : ""))
        .join(", ");
  };

  let moving = false;
  const follow = (u, key) => {
    if (key !== "x" || moving)
      return;
    moving = true;
    const {min, max} = u.scales.x;
    for (const p of plots)
      if (p !== u) p.setScale("x", {min, max});
    moving = false;
  };

  const axis = extra => ({
    stroke: css("soft"), grid: {stroke: css("grid"), width: 1},
    ticks: {stroke: css("grid"), width: 1}, font: "11px system-ui, sans-serif",
    ...extra,
  });
  const time = () => axis({
    size: 26, space: 70, values: (u, at) => at.map(clock),
    incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200],
  });
  const common = (box, height) => ({
    width: Math.max(260, box.clientWidth), height,
    cursor: {sync: {key: "run", setSeries: false}, drag: {x: true, y: false}},
    scales: {x: {time: false, range: (u, lo, hi) => {
      // All of its own points: then all of the run, as in every other chart.
      const at = u.data[0];
      return lo === at[0] && hi === at[at.length - 1]
        ? [bounds.min, bounds.max] : [lo, hi];
    }}},
  });

  const watch = (u, box) => {
    plots.push(u);
    u.over.addEventListener("dblclick", whole);
    new ResizeObserver(() => {
      const width = Math.max(260, box.clientWidth);
      if (width !== u.width) u.setSize({width, height: u.height});
    }).observe(box);
  };
  const whole = () => {
    for (const p of plots) p.setScale("x", bounds);
  };

  const drawFaults = to => {
    const box = add(add(to, "div", "", "grid one"), "div", "", "chart");
    add(box, "h3", "Faults");
    const key = add(box, "div", "", "key");
    for (const k of kinds) {
      const one = add(key, "span");
      add(one, "i").style.background = faultHue(k);
      one.append(k);
    }
    const opts = {
      ...common(box, Math.min(260, 60 + 22 * lanes.length)),
      padding: [18, 26, 0, 0], legend: {show: false},
      series: [{}, {show: true, stroke: "transparent", points: {show: false}}],
      axes: [time(), axis({
        size: left, splits: () => lanes.map((_, i) => i + 0.5),
        values: () => [...lanes].reverse(),
        grid: {show: false}, gap: 2,
      })],
      hooks: {draw: [strip], setCursor: [tell], setScale: [follow]},
    };
    opts.scales.y = {range: [0, lanes.length]};
    const grid = [bounds.min, bounds.max];
    watch(new uPlot(opts, [grid, [null, null]], box), box);
  };

  const drawChart = (c, to, wide) => {
    const box = add(to, "div", "", "chart");
    const title = add(box, "h3", c.title || titles[c.panel]);
    add(title, "small", (c.unit === c.title ? "" : " " + c.unit)
      + (c.every_s > 1 ? ", the worst of " + c.every_s + " s" : ""));
    const opts = {
      ...common(box, wide ? 220 : 150), padding: [8, 26, 0, 0],
      series: [{label: "at"}, ...c.lines.map((l, i) => ({
        label: l.name, ...style(l.name, i), width: 1.2,
        points: {show: false}, value: (u, v) => brief(v),
      }))],
      axes: [time(), axis({size: left, space: 30,
        values: (u, at) => at.map(brief)})],
      hooks: {drawClear: [bands], setCursor: [tell], setScale: [follow]},
    };
    // Percentiles lie decades apart.
    const all = c.lines.flatMap(l => l.value).filter(v => v != null);
    const least = all.reduce((a, b) => Math.min(a, b), Infinity);
    const most = all.reduce((a, b) => Math.max(a, b), 0);
    if (c.panel === "latency" && least > 0 && most > 20 * least)
      opts.scales.y = {distr: 3};
    else opts.scales.y = {range: (u, lo, hi) => {
      const [a, b] = uPlot.rangeNum(lo ?? 0, hi ?? 1, 0.1, true);
      // A line that hardly moves is not blown up into mountains.
      return lo >= 0 && lo < hi * 0.8 ? [0, b] : [Math.min(a, lo * 0.9), b];
    }};
    watch(new uPlot(opts, [c.at_s, ...c.lines.map(l => l.value)], box), box);
  };

  const draw = () => {
    for (const p of plots.splice(0)) p.destroy();
    host.querySelectorAll(".drawn").forEach(e => e.remove());
    const area = add(host, "div", "", "drawn");
    const bar = add(area, "div", "", "bar");
    add(bar, "button", "Whole run").addEventListener("click", whole);
    bar.append(output);
    if (lanes.length) drawFaults(area);
    for (const name of Object.keys(titles)) {
      const list = run.charts.filter(c => c.panel === name);
      if (!list.length) continue;
      const wide = list.length === 1;
      const titled = list.some(c => c.title);
      if (titled) add(area, "h3", titles[name], "soft");
      const grid = add(area, "div", "", wide ? "grid one" : "grid");
      for (const c of list) drawChart(c, grid, wide);
    }
    output.textContent = "Move over a chart to read it; drag to look closer.";
  };

  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  // Paper is narrower than most screens, and white.
  const resize = width => {
    for (const p of plots) p.setSize({width, height: p.height});
  };
  addEventListener("beforeprint", () => {
    draw();
    resize(660);
  });
  addEventListener("afterprint", draw);
})();
