(inputs, data) => {
  const cost = ((inputs.interest + inputs.depreciation) / 100) * inputs.capital;
  const relative = data.relative[inputs.spread];
  const places = (values) => values.map((value) => values.filter((other) => other > value).length);
  const without = data.sigma.map((sigma, i) => 10 * (sigma - 1) * data.home[i] * data.penetration[i]);
  const margins = data.sigma.map((sigma, i) => 1 / sigma - cost * relative[i]);
  const withIt = margins.map((margin, i) =>
    margin > 0 ? 10 * (1 / margin - 1) * data.home[i] * data.penetration[i] : Infinity,
  );
  const [before, after] = [places(without), places(withIt)];
  const shown = (value) => (Number.isFinite(value) ? value : "no profit left");
  const moved = before.filter((place, i) => place !== after[i]).length;
  return {
    columns: ["Industry", "Elasticity, equation (7)", "With capital", "Import exposure, percent", "With capital, percent"],
    rows: data.names.map((name, i) => [
      name,
      data.sigma[i],
      shown(margins[i] > 0 ? 1 / margins[i] : Infinity),
      without[i],
      shown(withIt[i]),
    ]),
    digits: [0, 2, 2, 2, 2],
    bars: 4,
    sentence: `Capital costs ${(100 * cost).toFixed(1)} percent of shipments on average; ${moved} of ${data.names.length} industries change places in the order of import exposure.`,
  };
}
