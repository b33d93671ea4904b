(inputs, data) => {
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const supply = inputs.supply;
  const shift = data.imports.map((value, i) =>
    inputs.side === "both" ? value + data.exports[i] : data[inputs.side][i]);
  const whole = sum(data.weights);
  const common = sum(shift.map((x, i) => data.weights[i] * x)) /
    sum(data.demand.map((eta, i) => data.weights[i] * (eta + supply)));
  const wages = shift.map((x, i) => (inputs.move === "anywhere" ? common : x / (data.demand[i] + supply)));
  const jobs = shift.map((x, i) => x - data.demand[i] * wages[i]);
  const average = (weights, values) => sum(weights.map((w, i) => w * values[i])) / sum(weights);
  const rows = inputs.rows === "industries"
    ? data.industries.map((name, i) => [name, shift[i], jobs[i], wages[i]])
    : Object.entries(data.groups).map(([name, weights]) =>
      [name, average(weights, shift), average(weights, jobs), average(weights, wages)]);
  const all = [shift, jobs, wages].map((values) => average(data.weights, values).toFixed(2));
  return {
    columns: [inputs.rows === "industries" ? "Industry" : "Group", "Demand for labour, percent", "Jobs, percent", "Wages, percent"],
    rows,
    digits: [0, 2, 2, 2],
    bars: 2,
    sentence: `All workers of the ${data.industries.length} industries: demand ${all[0]}, jobs ${all[1]}, ` +
      `wages ${all[2]} percent (${Math.round(whole).toLocaleString("en-US")} thousand persons).`,
  };
}
