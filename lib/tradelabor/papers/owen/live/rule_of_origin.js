(inputs, data) => {
  const [required, natural, premium, tariff, automation] = [
    inputs.required, inputs.natural, inputs.premium, inputs.tariff, inputs.automation,
  ].map((percent) => percent / 100);
  const wanted = Math.max(required - natural, 0);
  const complies = 1 + premium * wanted <= 1 + tariff + 1e-12;
  const added = complies ? wanted : 0;
  const price = complies ? 1 + premium * wanted : 1 + tariff;
  const sold = price ** -inputs.elasticity;
  const made = ((natural + added) / natural) * sold;
  const jobs = ((natural + (1 - automation) * added) / natural) * sold;
  const limit = premium * (1 - natural) <= tariff ? 1 : natural + tariff / premium;
  return {
    columns: ["Relative to no rule", "Percent"],
    rows: [
      ["Price of a car", 100 * (price - 1)],
      ["Cars sold", 100 * (sold - 1)],
      ["Home production", 100 * (made - 1)],
      ["Home jobs", 100 * (jobs - 1)],
    ],
    digits: [0, 1],
    bars: 1,
    limit,
    complies,
    sentence:
      (complies ? "Makers meet the rule" : "Makers pay the tariff instead of meeting the rule") +
      `; they meet rules of up to ${(100 * limit).toFixed(1)} percent.`,
  };
}
