(inputs, data) => {
  const [imports, exports, passed] = [inputs.imports / 100, inputs.exports / 100, inputs.passed / 100];
  const size = data.names.length;
  const solve = (first, matrix) => {
    let sum = first;
    for (let round = 0; round < 300; round += 1)
      sum = first.map((own, i) => own + matrix[i].reduce((total, part, j) => total + part * sum[j], 0));
    return sum;
  };
  const scaled = data.suppliers.map((row) => row.map((part) => passed * part));
  const price = solve(data.imported.map((part) => passed * part * imports), scaled);
  const own = [];
  const first = [];
  for (let i = 0; i < size; i += 1) {
    const [sigma, e, mu, f] = [data.sigma[i], data.exported[i], data.penetration[i], data.final[i]];
    const [tau, abroad] = data.made[i] ? [imports, exports] : [0, 0];
    own.push((sigma - 1) * ((1 - e) * mu * tau - e * abroad));
    const buyers = (sigma - f) * ((1 - mu) * price[i] + mu * tau) - sigma * price[i];
    first.push((1 - e) * buyers - e * ((sigma - 1) * (abroad + price[i]) + price[i]));
  }
  const all = solve(first, data.customers);
  const average = (values) =>
    values.reduce((sum, value, i) => sum + value * data.workers[i], 0) / data.workers.reduce((a, b) => a + b, 0);
  const [alone, linked] = [100 * average(own), 100 * average(all)];
  const rows = data.names.map((name, i) => [name, 100 * own[i], 100 * (all[i] - own[i]), 100 * all[i]]);
  const shown = (value) => `${value < 0 ? "falls" : "rises"} by ${Math.abs(value).toFixed(2)} percent`;
  return {
    columns: ["Industry", "Own trade", "Suppliers and customers", "Both"],
    rows,
    digits: [0, 2, 2, 2],
    bars: 3,
    sentence: `Labour demand of the average manufacturing worker ${shown(linked)}; without linkages it ${shown(alone)}.`,
  };
}
