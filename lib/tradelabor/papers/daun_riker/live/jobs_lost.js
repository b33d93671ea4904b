function (inputs, data) {
  const change = -inputs.tariff / (100 + inputs.tariff);
  const mu = inputs.import_share / 100, home = inputs.home_sales / 100, sigma = inputs.elasticity;
  const shares = [
    ["First order, the paper's", -(sigma - 1) * mu * change],
    ["Exact, the model solved", 1 - 1 / (1 - mu + mu * (1 + change) ** (1 - sigma))],
  ];
  const rows = shares.map(([name, share]) => [name, data.employment * home * share, 100 * home * share]);
  return {
    columns: ["Formula", "Jobs lost", "Percent of jobs"],
    rows,
    digits: [0, 0, 2],
    bars: 1,
    sentence: `Of ${data.employment.toLocaleString("en-US")} workers ${Math.round(rows[0][1]).toLocaleString("en-US")} lose their job by the formula of the paper.`,
  };
}
