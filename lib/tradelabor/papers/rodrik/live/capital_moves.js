(inputs, data) => {
  const theta = inputs.share / 100;
  const { sigma, mobility, countries } = inputs;
  const held = 1 / (1 + (theta * mobility) / sigma);
  const wage = (1 + mobility / sigma) * held;
  const burden = mobility / (mobility + sigma / theta);
  const best = mobility > 0 ? 1 / mobility : Infinity;
  const competing = countries > 1 ? Math.min(theta / ((countries - 1) * sigma), 1) : 1;
  const percent = (value) => (Number.isFinite(value) ? 100 * value : "all of it");
  return {
    columns: ["What happens", "Percent"],
    rows: [
      ["Wage, when the price of the good falls by 1 percent", -wage],
      ["What owners of capital earn, for the same fall", -held],
      ["Part of a small tax on capital that workers bear", 100 * burden],
      ["Tax on capital that is best for workers, of what its owners keep", percent(best)],
      ["Tax on capital when the countries compete, of what it earns", 100 * competing],
    ],
    digits: [0, 2],
    sentence: `Workers bear ${(100 * burden).toFixed(0)} percent of a small tax on capital.`,
  };
}
