(inputs, data) => {
  const rise = inputs.shock / 100;
  const solved = inputs.response === "exact";
  const industries = data.sigma.map((sigma, i) => {
    const [mu, e, delivered] = [data.penetration[i], data.exported[i], (1 + rise) ** (1 - sigma)];
    return [100 * (1 - e) * homeSales(sigma, mu, rise, solved), 100 * e * (solved ? delivered - 1 : -(sigma - 1) * rise)];
  });
  const sample = data.people[inputs.people];
  // A worker whose industry is open is midway between the industries it may be.
  const exposures = [0, 1].map((side) => sample.places.map((places) => {
    const values = places.map((i) => industries[i][side]);
    return (Math.min(...values) + Math.max(...values)) / 2;
  }));
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const row = ([name, persons, weights, squares]) => {
    const whole = sum(weights);
    const found = exposures.flatMap((x) => {
      const index = sum(weights.map((w, i) => w * x[i])) / whole;
      const variance = sum(squares.map((w2, i) => w2 * ((x[i] - index) / whole) ** 2));
      return [index, persons < 2 ? "–" : Math.sqrt(sample.correction * variance)];
    });
    return [name, persons, ...found];
  };
  const pair = [inputs.first, inputs.second].sort((a, b) => data.order.indexOf(a) - data.order.indexOf(b));
  const rows = sample.groups[pair.join("+")].map(row);
  const everyone = row(sample.everyone);
  const above = rows.filter((line) => line[2] > everyone[2]).length;
  return {
    columns: ["Group", "Persons asked", "On imports, percent", "Standard error", "On exports, percent", "Standard error"],
    rows: [...rows, everyone],
    digits: [0, 0, 2, 2, 2, 2],
    bars: 2,
    sentence: `On imports, ${above} of ${rows.length} groups are more exposed than all workers (${everyone[2].toFixed(2)} percent).`,
  };
}
