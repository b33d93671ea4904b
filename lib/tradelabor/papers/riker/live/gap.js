(inputs, data) => {
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const capital = inputs.capital / 100;
  const elasticity = data.sigma.map((sigma) => 1 / (1 / sigma - capital) - 1);
  const openness = data.exported.map((e, i) => 10 * (inputs.side === "exports" ? -e : (1 - e) * data.penetration[i]));
  const exposure = elasticity.map((one, i) => one * openness[i]);
  const names = [inputs.first, inputs.second];
  const [a, b] = names.map((name) => {
    const people = data.groups[name];
    const parts = people.map((persons) => persons / sum(people));
    const [s, o, x] = [elasticity, openness, exposure].map((values) => sum(values.map((value, i) => parts[i] * value)));
    return { parts, s, o, x, c: x - s * o };
  });
  const gap = a.x - b.x;
  const added = [((a.s - b.s) * (a.o + b.o)) / 2, ((a.o - b.o) * (a.s + b.s)) / 2, a.c - b.c];
  const words = ["Elasticity", "Openness", "How the two go together"];
  const sizes = [[a.s, b.s], [a.o, b.o], [a.c, b.c]];
  const middle = (a.x + b.x) / 2;
  const industries = data.names.map((name, i) =>
    [name, 100 * a.parts[i], 100 * b.parts[i], (a.parts[i] - b.parts[i]) * (exposure[i] - middle)]);
  const rows = inputs.rows === "industries"
    ? industries.sort((one, other) => Math.abs(other[3]) - Math.abs(one[3]))
    : words.map((word, k) => [word, ...sizes[k], added[k]]);
  const heads = inputs.rows === "industries" ? names.map((name) => `${name}, percent of workers`) : names;
  const most = added.map(Math.abs).indexOf(Math.max(...added.map(Math.abs)));
  return {
    columns: [inputs.rows === "industries" ? "Industry" : "Part", ...heads, "Adds to the gap, points"],
    rows: [...rows, ["Index and gap", a.x, b.x, gap]],
    digits: [0, 2, 2, 3],
    bars: 3,
    sentence: `${names[0]} less ${names[1]}, on ${inputs.side}: ${gap.toFixed(2)} points. ` +
      (names[0] === names[1] ? "Choose two groups." : `The largest part: ${words[most].toLowerCase()}.`),
  };
}
