"""Trade in tasks: offshoring costs, the economies of the paper, their equilibrium and the wage decomposition.

Grossman and Rossi-Hansberg (2006), "The Rise of Offshoring: It's Not Wine for Cloth Anymore".
"""

from tradelabor.papers.grossman_rossi_hansberg.tasks.comparison import Comparison, compare
from tradelabor.papers.grossman_rossi_hansberg.tasks.decomposition import Decomposition, decompose
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import Economy
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import Equilibrium, NoEquilibrium, equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.gains import gain_map, one_good_path
from tradelabor.papers.grossman_rossi_hansberg.tasks.response import Response, response
from tradelabor.papers.grossman_rossi_hansberg.tasks.sampling import RANGES, Sample, random_economies, samples
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import at_balanced_price
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import (
    ExponentialCost,
    Offshored,
    OffshoringCost,
    saving_percent,
)
from tradelabor.papers.grossman_rossi_hansberg.tasks.welfare import (
    Compensation,
    Welfare,
    buy_outs,
    compensated,
    gains_with,
    overview,
    real_incomes,
)

__all__ = [
    "RANGES",
    "Comparison",
    "Compensation",
    "Decomposition",
    "Economy",
    "Equilibrium",
    "ExponentialCost",
    "NoEquilibrium",
    "Offshored",
    "OffshoringCost",
    "Response",
    "Sample",
    "Welfare",
    "at_balanced_price",
    "buy_outs",
    "compare",
    "compensated",
    "decompose",
    "equilibrium",
    "gain_map",
    "gains_with",
    "one_good_path",
    "overview",
    "random_economies",
    "real_incomes",
    "response",
    "samples",
    "saving_percent",
]
