(inputs, data) => {
  const b = inputs.demand;
  const c = inputs.country === "small" ? Infinity : inputs.supply;
  const t = inputs.tariff / 100;
  const passed = 1 / (1 + b / c);
  const fall = Math.min(t * b * passed, 1); // a tariff above the one that ends imports does no more than that one
  const used = fall / (b * passed);
  const home = 100 * (-used * passed * (1 - fall / 2) + used * (1 - fall));
  const abroad = 100 * (-used * (1 - passed) * (1 - fall / 2)) + 0;
  const best = (100 * (1 - passed)) / (b * passed * (2 - passed));
  const said = home > 0 ? "helps the country and takes more from the others" : "is a loss for the country itself";
  return {
    columns: ["Against free trade", "One country has the tariff", "Both have it"],
    rows: [
      ["The country", home, home + abroad],
      ["The other country", abroad, home + abroad],
      ["The two together", home + abroad, 2 * (home + abroad)],
    ],
    digits: [0, 2, 2],
    sentence:
      (t > 0 ? `This tariff ${said}. ` : "Without a tariff nothing changes. ") +
      `The best tariff for the country alone is ${best.toFixed(1)} percent of the free-trade price.`,
  };
}
