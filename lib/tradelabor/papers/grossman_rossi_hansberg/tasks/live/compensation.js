({ environment, tasks, beta, cost }, { betas, from, workers, eta, prices }) => {
  const path = prices[environment][tasks];
  const columns = ["Whose", "Gain, percent of home's real income"];
  const at = (level) => path[betas.findIndex((b) => Math.abs(b - level) < 1e-9)];
  const [before, after] = [at(from), at(Number(beta))];
  if (!before || !after) return { columns, rows: [], sentence: "Here this economy has no equilibrium." };
  const index = (p) => (eta === 1 ? Math.log(p) / 2 : Math.log(1 + Math.expm1((1 - eta) * Math.log(p)) / 2) / (1 - eta));
  const rise = Math.exp(index(after[2]) - index(before[2]));
  const old = workers.map((n, k) => n * before[k] * rise);
  const now = workers.map((n, k) => n * after[k]);
  const total = old[0] + old[1];
  const gains = now.map((income, k) => (100 * (income - old[k])) / total);
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  const lost = sum(gains.map((gain) => Math.max(-gain, 0)));
  const won = sum(gains.map((gain) => Math.max(gain, 0)));
  const winners = sum(now.filter((_, k) => gains[k] > 0));
  const tax = lost > 0 ? (winners > 0 ? (cost * lost * total) / winners : null) : 0;
  const rows = [
    ["Low-skill workers", gains[0]],
    ["High-skill workers", gains[1]],
    ["All at home", won - lost],
  ];
  let sentence = "Nobody loses, so nobody has to be paid.";
  if (lost > 1e-12) {
    const keep = won - cost * lost;
    sentence = won > 0 ? `The losers lose ${lost.toFixed(2)} and the winners win ${won.toFixed(2)} percent of home's income: ` : "";
    sentence += keep > 0 ? `a tax of ${tax.toFixed(2)} percent on the winners' wages pays the losers in full, and the winners keep ${keep.toFixed(2)}.` : "the losers cannot be paid in full out of the gains.";
  } else if (won < 1e-12) sentence = "Nothing changes.";
  return { columns, rows, digits: [0, 3], bars: 1, sentence, tax };
}
