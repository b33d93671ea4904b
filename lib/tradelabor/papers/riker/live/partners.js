(inputs, data) => {
  const rise = inputs.shock / 100;
  const ofAll = inputs.denominator === "total_expenditure";
  const industries = data.sigma.map((sigma, i) => {
    const rate = data.rates[inputs.partner][i];
    const share = ofAll ? (rate / (1 - rate)) * (1 - data.penetration[i]) : rate;
    const sales = homeSales(sigma, share, rise, inputs.response === "exact");
    return 100 * sales * (ofAll ? 1 - data.exported[i] : 1);
  });
  const indices = data.parts.map((row) => row.reduce((sum, part, i) => sum + part * industries[i], 0));
  const everyone = indices[indices.length - 1];
  const above = indices.filter((index) => index > everyone).length;
  return {
    columns: ["Group", "Exposure to imports, percent", "Of all workers'"],
    rows: data.groups.map((group, k) => [group, indices[k], indices[k] / everyone]),
    digits: [0, 3, 2],
    bars: 1,
    sentence: `All workers: ${everyone.toFixed(3)} percent. ${above} groups are above them.`,
  };
}
