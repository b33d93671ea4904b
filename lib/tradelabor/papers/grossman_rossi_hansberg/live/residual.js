(choice, { years, wages, tfp, trade, shares, printed, range }) => {
  const { wage, deflator, growth, pair, g, import_part: partM, export_part: partX } = choice;
  const rate = (ratio) =>
    ({ log: Math.log(ratio), geometric: years * (ratio ** (1 / years) - 1), arithmetic: ratio - 1 })[growth] * (100 / years);
  const [imports, exports] = shares[choice.labor_shares][pair];
  const gaps = imports.map((m, n) => partM * m - partX * exports[n]);
  const columns = ["Line", "Percent a year"];
  if (Math.min(...gaps) <= 0) {
    const sentence = "Here imports do not need more low-skilled work than exports do, and the formula has no coefficient.";
    return { columns, rows: [], sentence };
  }
  const alpha1 = imports.reduce((sum, m, n) => sum + (1 - partM * m) / gaps[n], 0) / imports.length;
  const [real, productivity, terms] = [wages[deflator][wage], tfp[choice.tfp], trade[choice.terms_of_trade]].map(rate);
  const residual = real - productivity + (alpha1 + g) * terms;
  const [cell, [low, high]] = [printed[pair][wage], range[pair][wage]];
  const rows = [
    ["Growth of the real wage", real],
    ["Less growth of productivity", -productivity],
    ["Plus what the terms of trade took", (alpha1 + g) * terms],
    ["Residual", residual],
    ["Printed in Table 1", cell],
    ["Lowest over all combinations of this cell", low],
    ["Highest", high],
  ];
  const place = residual < low || residual > high ? "outside" : "inside";
  const apart = Math.abs(residual - cell).toFixed(2);
  const side = residual >= cell ? "above" : "below";
  const sentence =
    `α₁ is ${alpha1.toFixed(2)} and the residual ${residual.toFixed(2)} percent a year: ${apart} ${side} the printed cell, ` +
    `${place} the range that all combinations of inputs span when all of labour counts as low-skilled.`;
  return { columns, rows, digits: [0, 2], bars: 1, sentence, alpha1 };
}
