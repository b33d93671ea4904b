(inputs, data) => {
  const numbers = {};
  const rows = [];
  for (const line of data.lines) {
    const value = line.values[line.on.map((trait) => inputs[trait]).join("|")];
    if (value === undefined) continue;
    numbers[line.name] = value;
    const what = line.what.replace(/\{(\w+)\}/, (_, trait) => data.labels[trait][inputs[trait]]);
    const digits = { minimumFractionDigits: line.decimals, maximumFractionDigits: line.decimals };
    const shown = value === null ? "never" : value.toLocaleString("en-US", digits).replace("-", "\u2212");
    rows.push([what, shown, line.unit, line.rests_on]);
  }
  const told = (name, digits) => numbers[name].toFixed(digits).replace("-", "\u2212");
  return {
    columns: ["What the documents say of this worker", "Number", "Unit", "Rests on"],
    rows,
    numbers,
    sentence:
      `${told("displacement_probability_percent", 1)} percent are displaced within three years. Of people alike ` +
      `in the records half were out of work for ${told("weeks_in_records", 0)} weeks or more. Without the tariff ` +
      `${told("industry_jobs_lost_percent", 1)} percent of the industry's jobs would go; with it, each of these jobs costs ` +
      `buyers ${told("buyers_pay_per_job", 1)} times a year's pay, every year.`,
  };
}
