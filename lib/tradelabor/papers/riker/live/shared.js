// Proportional change of home sales when imports with this share of spending cost more: solved, or first order.
const homeSales = (sigma, share, rise, solved) =>
  solved ? 1 / (1 - share + share * (1 + rise) ** (1 - sigma)) - 1 : (sigma - 1) * share * rise;
