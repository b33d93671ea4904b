(inputs, data) => {
  const rise = inputs.shock / 100;
  const solved = inputs.response === "exact";
  const tariff = inputs.cost === "tariff";
  const rows = data.names.map((name, i) => {
    const [sigma, mu, e] = [data.sigma[i], data.penetration[i], data.exported[i]];
    const delivered = (1 + rise) ** (1 - sigma);
    const home = homeSales(sigma, mu, rise, solved);
    const abroad = solved
      ? delivered / (tariff ? 1 + rise : 1) - 1
      : -(sigma - 1 + (tariff ? 1 : 0)) * rise;
    const [imports, exports] = [100 * (1 - e) * home, 100 * e * abroad];
    return [name, imports, exports, imports + exports];
  });
  const losers = rows.filter((row) => row[3] < 0).length;
  return {
    columns: ["Industry", "Imports cost more", "Exports cost more", "Both"],
    rows,
    digits: [0, 2, 2, 2],
    bars: 3,
    sentence: `Labour demand falls in ${losers} of ${rows.length} industries when both cost ${inputs.shock} percent more.`,
  };
}
