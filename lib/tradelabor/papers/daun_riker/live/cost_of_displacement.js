function (inputs, data) {
  const worth = (years, rate) => (rate > 0 ? -Math.expm1(-rate * years) / rate : years);
  const tariff = inputs.tariff / 100, rate = inputs.discount_rate / 100, loss = inputs.wage_loss / 100;
  const idle = worth(inputs.weeks / 52, rate), whole = worth(inputs.horizon, rate);
  const lost = idle + loss * (whole - idle);
  const rows = data.map(({ industry, sigma, mu, payroll_share }) => {
    const sales = 1 - 1 / (1 - mu + mu * (1 + tariff) ** (sigma - 1));
    const pay = payroll_share * (1 - mu) * sales;
    const consumers = -Math.log1p(-sales) / (sigma - 1) / pay;
    const revenue = (mu * tariff) / (1 + tariff) / pay;
    const needed = lost / (consumers - revenue);
    const payback = rate > 0 ? (rate * needed < 1 ? -Math.log1p(-rate * needed) / rate : Infinity) : needed;
    return [industry, consumers, consumers - revenue, payback, needed / whole];
  });
  const above = rows.filter((row) => row[4] > 1).length;
  return {
    columns: ["Industry", "Buyers pay, years of pay", "Net gain, years of pay", "Years to pay back", "Lost per dollar gained"],
    rows: rows.map((row) => [row[0], row[1], row[2], Number.isFinite(row[3]) ? row[3] : "never", row[4]]),
    digits: [0, 1, 2, 1, 2],
    bars: 4,
    sentence:
      `A displaced worker loses ${lost.toFixed(2)} years of pay. Within ${inputs.horizon} years the gain falls short of ` +
      `the earnings lost in ${above} of ${rows.length} industries.`,
  };
}
